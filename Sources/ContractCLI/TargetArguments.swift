import CLI
import ContractSuite
import Foundation

/// A target as options name it, for every command that has one.
enum TargetArguments {
    static func baseURL(_ text: String) throws -> URL {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
            url.host?.isEmpty == false
        else {
            throw Failure.usage("\(text) is no address; expected one such as https://api.keepnetlabs.com.")
        }
        guard url.user == nil, url.password == nil, url.query == nil, url.fragment == nil else {
            throw Failure.usage(
                "--base-url takes scheme, host, port and path alone; credentials go into the environment.")
        }
        return url
    }

    /// Those of a file beat those of the environment.
    static func credentials(_ file: String?) throws -> Credentials {
        var variables = ProcessInfo.processInfo.environment
        if let file {
            let text = try TextFile.read(file, as: "the credentials", exitCode: Failure.usage)
            do {
                variables.merge(try Credentials.variables(inFile: text)) { $1 }
            } catch {
                throw Failure.usage("\(file): \(error).")
            }
        }
        do {
            return try Credentials(variables: variables)
        } catch {
            throw Failure.usage("\(error).")
        }
    }

    static func trust(caFile: String?, insecure: Bool) throws -> Target.Trust {
        if caFile != nil, insecure { throw Failure.usage("--ca-file and --insecure exclude each other.") }
        guard let caFile else { return insecure ? .anything : .system }
        let text = try TextFile.read(caFile, as: "the CA certificates", exitCode: Failure.usage)
        guard text.contains("-----BEGIN CERTIFICATE-----") else {
            throw Failure.usage("\(caFile) has no \"-----BEGIN CERTIFICATE-----\" line; give certificates in PEM.")
        }
        return .certificates(text)
    }

    static func rate(_ rate: Double) throws -> Double {
        guard rate > 0, rate <= 1000 else { throw Failure.usage("--rate \(rate) is not between 0 and 1000.") }
        return rate
    }
}
