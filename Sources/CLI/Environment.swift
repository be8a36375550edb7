import Foundation
import ResellerMock

/// The `RESELLER_MOCK_...` variables, which mirror the options of `serve` for containers. An option beats its variable.
struct Environment {
    static let prefix = "RESELLER_MOCK_"
    /// The variables without the prefix.
    static let names = [
        "SCENARIO", "SEED", "HOST", "PORT", "WORKERS", "READY_FILE", "LOG_LEVEL", "LOG_FORMAT", "QUIET", "WATCH",
        "SIGNING_KEY",
        "TLS", "TLS_NAME", "TLS_PORT", "TLS_CA_OUTPUT", "TLS_STATE", "TLS_CERTIFICATE", "TLS_PRIVATE_KEY",
        "TLS_CLIENT_CA",
    ]

    private let values: [String: String]

    init(_ values: [String: String] = ProcessInfo.processInfo.environment) {
        self.values = values
    }

    /// A sentence for each variable that has the prefix and is none of ours.
    var warnings: [String] {
        values.keys.filter { $0.hasPrefix(Self.prefix) }.sorted().compactMap { variable in
            let name = String(variable.dropFirst(Self.prefix.count))
            if Self.names.contains(name) { return nil }
            let suggestion =
                Spelling.nearest(to: name, among: Self.names).map { " (did you mean \(Self.prefix)\($0)?)" } ?? ""
            return "the environment variable \(variable) is unknown and has no effect\(suggestion)"
        }
    }

    /// The variable's text; an empty one counts as absent, as `docker run -e NAME=` leaves it.
    func string(_ name: String) -> String? {
        values[Self.prefix + name].flatMap { $0.isEmpty ? nil : $0 }
    }

    func integer(_ name: String) throws -> Int? {
        try string(name).map { text in
            guard let number = Int(text) else {
                throw Failure.usage("\(Self.prefix)\(name)=\(text) is not a whole number.")
            }
            return number
        }
    }

    func flag(_ name: String) throws -> Bool {
        guard let text = string(name) else { return false }
        switch text.lowercased() {
        case "1", "true", "yes", "on": return true
        case "0", "false", "no", "off": return false
        default: throw Failure.usage("\(Self.prefix)\(name)=\(text) is not true or false.")
        }
    }

    func choice<Value: RawRepresentable & CaseIterable>(_ name: String, _ type: Value.Type) throws -> Value?
    where Value.RawValue == String {
        try string(name).map { text in
            guard let value = Value(rawValue: text) else {
                let allowed = Value.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure.usage("\(Self.prefix)\(name)=\(text) is not one of \(allowed).")
            }
            return value
        }
    }
}
