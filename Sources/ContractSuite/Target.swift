package import Foundation

/// What is checked: an address that claims to be the API, and what is needed to ask it.
package struct Target: Sendable {
    /// Where the API is, such as `https://api.keepnetlabs.com`; a path in it goes before every request's.
    package var baseURL: URL
    /// The clients that the target knows.
    package var credentials: Credentials
    /// The longest wait for one answer, connecting included.
    package var timeout = Duration.seconds(30)
    /// Requests a second at most; nil for no limit, which only a target of one's own should get.
    package var rate: Double? = 4
    /// Whether checks may write.
    package var allowsWrites = false
    /// Which certificates an HTTPS target may show. Set for the whole process when a run starts.
    package var trust = Trust.system

    /// Certificates to trust.
    package enum Trust: Hashable, Sendable {
        /// Those the system trusts.
        case system
        /// Those of a text in PEM, too.
        case certificates(String)
        /// Any: who listens in, or answers instead of the target, goes unnoticed.
        case anything
    }

    /// The address in the one form that requests, reports and error messages use: the scheme in small letters, for the
    /// client finds its protocol by it, and no slash at the end.
    var base: String {
        let text = baseURL.absoluteString
        let scheme = text.prefix { $0 != ":" }
        var base = scheme.lowercased() + text.dropFirst(scheme.count)
        while base.hasSuffix("/") { base.removeLast() }
        return base
    }

    /// A target with the default limits.
    package init(baseURL: URL, credentials: Credentials) {
        self.baseURL = baseURL
        self.credentials = credentials
    }
}

/// What a run needs to know of the account it runs with. What is optional makes checks skip when it is not there.
package struct Credentials: Sendable {
    /// A client id with its secret.
    package struct Client: Sendable {
        /// Its `client_id`.
        package var id: String
        /// Its `client_secret`.
        package var secret: String

        /// A client of the target.
        package init(id: String, secret: String) {
            self.id = id
            self.secret = secret
        }
    }

    /// A REST client with the role Reseller.
    package var reseller: Client
    /// A REST client with another role.
    package var companyAdmin: Client?
    /// The resource id of a company that exists and is not managed by the reseller.
    package var unmanagedCompany: String?
    /// An access token of the target that has expired.
    package var expiredToken: String?

    /// A target.
    package init(
        reseller: Client, companyAdmin: Client? = nil, unmanagedCompany: String? = nil, expiredToken: String? = nil
    ) {
        self.reseller = reseller
        self.companyAdmin = companyAdmin
        self.unmanagedCompany = unmanagedCompany
        self.expiredToken = expiredToken
    }

    /// Credentials from variables named `RESELLER_CLIENT_ID`, `RESELLER_CLIENT_SECRET`, `COMPANY_ADMIN_CLIENT_ID`,
    /// `COMPANY_ADMIN_CLIENT_SECRET`, `UNMANAGED_COMPANY_ID` and `EXPIRED_TOKEN`; an empty one counts as absent.
    ///
    /// Throws `CredentialsError` when the reseller's are missing or one half of a pair is.
    package init(variables: [String: String]) throws(CredentialsError) {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        func client(_ prefix: String) throws(CredentialsError) -> Client? {
            switch (value("\(prefix)_CLIENT_ID"), value("\(prefix)_CLIENT_SECRET")) {
            case (let id?, let secret?): return Client(id: id, secret: secret)
            case (nil, nil): return nil
            case (nil, _): throw CredentialsError(missing: "\(prefix)_CLIENT_ID")
            case (_, nil): throw CredentialsError(missing: "\(prefix)_CLIENT_SECRET")
            }
        }
        guard let reseller = try client("RESELLER") else {
            throw CredentialsError(missing: "RESELLER_CLIENT_ID and RESELLER_CLIENT_SECRET")
        }
        self.init(
            reseller: reseller, companyAdmin: try client("COMPANY_ADMIN"),
            unmanagedCompany: value("UNMANAGED_COMPANY_ID"),
            expiredToken: value("EXPIRED_TOKEN"))
    }

    /// The names that `init(variables:)` reads.
    package static let variableNames = [
        "RESELLER_CLIENT_ID", "RESELLER_CLIENT_SECRET", "COMPANY_ADMIN_CLIENT_ID", "COMPANY_ADMIN_CLIENT_SECRET",
        "UNMANAGED_COMPANY_ID", "EXPIRED_TOKEN",
    ]

    /// Reads lines of the form `NAME=VALUE`. Blank lines and lines that start with `#` are left out, `export ` in front
    /// and quotes around the value are taken off.
    ///
    /// Throws `CredentialsFileError` with the number of the first line that is none of these.
    package static func variables(inFile text: String) throws(CredentialsFileError) -> [String: String] {
        var variables: [String: String] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            var line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("export ") { line = line.dropFirst(7).trimmingCharacters(in: .whitespaces) }
            guard let equals = line.firstIndex(of: "=") else {
                throw CredentialsFileError(line: index + 1, problem: "NAME=VALUE expected")
            }
            let name = String(line[..<equals])
            guard variableNames.contains(name) else {
                throw CredentialsFileError(
                    line: index + 1, problem: "unknown name, expected one of \(variableNames.joined(separator: ", "))")
            }
            guard variables[name] == nil else {
                throw CredentialsFileError(line: index + 1, problem: "\(name) is given twice")
            }
            var value = String(line[line.index(after: equals)...])
            for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
                value = String(value.dropFirst().dropLast())
                break
            }
            variables[name] = value
        }
        return variables
    }
}

/// A variable without which there is nothing to ask with.
package struct CredentialsError: Error, Hashable, CustomStringConvertible {
    /// The name of the variable, or of both.
    package var missing: String

    /// One plain sentence.
    package var description: String { "\(missing) not set; expected in the environment or in a file for --credentials" }
}

/// A line of a credentials file that says nothing. The line itself is not repeated, for it may hold a secret.
package struct CredentialsFileError: Error, Hashable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    /// What is wrong there.
    package var problem: String

    /// One plain sentence.
    package var description: String { "line \(line): \(problem)" }
}
