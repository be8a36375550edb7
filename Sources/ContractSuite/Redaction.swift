import Foundation
import HTTPTypes

/// Takes values out of what reports show and keeps their shape: a report may be sent to anyone.
struct Redactor: Sendable {
    /// What must never show, longest first, with what stands for it.
    private let replacements: [(secret: String, placeholder: String)]

    /// Members of answers of whose strings the known words are shown.
    private static let openMembers: Set<String> = [
        "status", "error", "error_description", "token_type", "scope", "message", "validationmessages", "title",
        "permissions",
    ]
    /// Members whose numbers are the arithmetic that checks are about.
    private static let openNumbers: Set<String> = [
        "pageNumber", "pageSize", "totalNumberOfPages", "totalNumberOfRecords", "limitExceededCompanyCount",
        "expires_in", "status",
    ]
    /// Members of requests that checks choose themselves.
    private static let openRequestMembers: Set<String> = ["orderby", "condition", "operator", "fieldname"]

    init(_ replacements: [(secret: String, placeholder: String)]) {
        self.replacements = replacements.filter { !$0.secret.isEmpty }
            .sorted { $0.secret.utf8.count > $1.secret.utf8.count }
    }

    /// The text with every letter as `a` or `A` and every digit as `0`; longer ones are cut.
    static func shape(_ text: String) -> String {
        let longest = 60
        let shaped = text.unicodeScalars.prefix(longest).map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .titlecaseLetter: "A"
            case .lowercaseLetter, .modifierLetter, .otherLetter: "a"
            case .decimalNumber, .letterNumber, .otherNumber: "0"
            case .control: "?"
            default: scalar.isASCII ? Character(scalar) : "?"
            }
        }
        let count = text.unicodeScalars.count
        return String(shaped) + (count > longest ? "… (\(count) characters)" : "")
    }

    /// The last net: what is known to be secret is replaced wherever it stands. What a target says never gets so far, for
    /// it could be in any encoding; see `Wording`.
    func redact(_ text: String) -> String {
        var text = text
        for (secret, placeholder) in replacements where text.contains(secret) {
            text = text.replacingOccurrences(of: secret, with: placeholder)
        }
        return text
    }

    /// What came back, on one line.
    func answer(_ exchange: Exchange) -> String {
        var parts = ["HTTP \(exchange.status)"]
        for name in [HTTPField.Name.contentType, .allow, .wwwAuthenticate] {
            if let value = exchange.field(name) {
                parts.append("\(name.canonicalName): \(Vocabulary.shown(value))")
            }
        }
        if exchange.body.isEmpty {
            parts.append("no body")
        } else if let json = try? JSONParser.parse(exchange.body) {
            let text = Self.redacted(answer: json, member: "").serialized
            let longest = 600
            parts.append(text.count <= longest ? text : "\(text.prefix(longest))… (\(exchange.body.count) bytes)")
        } else {
            parts.append("\(exchange.body.count) bytes that are no JSON")
        }
        return redact(parts.joined(separator: ", "))
    }

    /// The request as a curl command that repeats it once the placeholders are filled in.
    func curlLine(_ request: HTTPRequest, body: [UInt8], base: String) -> String {
        var words = ["curl", "-i"]
        switch request.method {
        case .head: words.append("--head")
        case .get: break
        default: words += ["-X", request.method.rawValue]
        }
        words.append(Self.quoted(base + Self.path(request.path ?? "/")))
        for field in request.headerFields {
            words += ["-H", Self.quoted("\(field.name.rawName): \(Self.headerValue(field))")]
        }
        if !body.isEmpty {
            words += ["--data-raw", Self.quoted(Self.shown(body, of: request))]
        }
        return redact(words.joined(separator: " "))
    }

    private static func shown(_ body: [UInt8], of request: HTTPRequest) -> String {
        if let json = try? JSONParser.parse(body) {
            return redacted(request: json, member: "").serialized
        }
        let text = String(decoding: body, as: UTF8.self)
        guard request.headerFields[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
            return shape(text)
        }
        return text.split(separator: "&").map { pair in
            let name = pair.prefix { $0 != "=" }
            return ["client_id", "client_secret", "refresh_token", "username", "password"].contains(String(name))
                ? "\(name)=<\(name)>" : String(pair)
        }.joined(separator: "&")
    }

    /// The segments of paths that are no identifiers.
    private static let openSegments: Set<String> = [
        "search", "export", "clients", "generate-client-credentials", "my", "privacy", "license-check",
        "licenseexpirydate",
    ]

    /// Everything else behind `/api/companies/` is an identifier; a query may be one too.
    private static func path(_ path: String) -> String {
        let prefix = "/api/companies/"
        guard path.lowercased().hasPrefix(prefix) else { return path.components(separatedBy: "?")[0] }
        let start = path.index(path.startIndex, offsetBy: prefix.count)
        let parts = path[start...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let segments = parts[0].split(separator: "/", omittingEmptySubsequences: false).map { segment in
            openSegments.contains(segment.lowercased()) ? String(segment) : shape(String(segment))
        }
        return path[..<start] + segments.joined(separator: "/") + (parts.count > 1 ? "?<query>" : "")
    }

    private static func headerValue(_ field: HTTPField) -> String {
        if field.name.canonicalName == "x-keepnet-company-id" { return shape(field.value) }
        guard field.name == .authorization else { return field.value }
        let scheme = field.value.prefix { $0 != " " }
        return field.value.contains(" ") ? "\(scheme) <credentials>" : "<credentials>"
    }

    /// A body that the target sent: known names of members, known words, and the shape of everything else.
    private static func redacted(answer json: JSON, member: String) -> JSON {
        switch json {
        case .string(let text):
            return .string(openMembers.contains(member.lowercased()) ? Vocabulary.shown(text) : shape(text))
        case .number(let lexeme):
            return openNumbers.contains(member) ? json : .string("<number \(shape(lexeme))>")
        case .array(let elements): return .array(elements.map { redacted(answer: $0, member: member) })
        case .object(let members):
            return .object(
                members.map {
                    .init(name: Vocabulary.shown($0.name), value: redacted(answer: $0.value, member: $0.name))
                }
            )
        case .boolean, .null: return json
        }
    }

    /// A body that a check sent: its own names of members, and values only where the check chose them.
    private static func redacted(request json: JSON, member: String) -> JSON {
        switch json {
        case .string(let text): return openRequestMembers.contains(member.lowercased()) ? json : .string(shape(text))
        case .number(let lexeme):
            return openNumbers.contains(member) ? json : .string("<number \(shape(lexeme))>")
        case .array(let elements): return .array(elements.map { redacted(request: $0, member: member) })
        case .object(let members):
            return .object(members.map { .init(name: $0.name, value: redacted(request: $0.value, member: $0.name)) })
        case .boolean, .null: return json
        }
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }
}
