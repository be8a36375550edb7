import ArgumentParser
import Foundation
import ResellerAPI
import ResellerMock

/// The `RESELLER_MOCK_...` variables, which mirror the options of a command for containers.
///
/// There is no list of them: a command's declared options and flags are the list, so that none can lack its variable.
struct Environment {
    static let prefix = "RESELLER_MOCK_"

    private let values: [String: String]

    init(_ values: [String: String] = ProcessInfo.processInfo.environment) {
        // An empty one counts as absent, as `docker run -e NAME=` leaves it.
        self.values = values.filter { variable, value in
            variable.hasPrefix(Self.prefix) && !value.isEmpty && !Self.isOfKubernetes(variable, value)
        }
    }

    /// Where `serve` has its door with these variables, seen from the same machine or container.
    var door: String {
        let port = values[Self.prefix + "ADMIN_PORT"] ?? values[Self.prefix + "PORT"] ?? "8080"
        return "http://127.0.0.1:\(port)"
    }

    /// The variables of a command's options, without the prefix, in the order of declaration.
    static func names(_ type: any ParsableArguments.Type) -> [String] {
        declarations(type).map(\.name)
    }

    /// A sentence for each variable that has the prefix and mirrors no option.
    func warnings(_ type: any ParsableArguments.Type) -> [String] {
        guard !values.isEmpty else { return [] }
        let names = Self.names(type)
        return values.keys.sorted().compactMap { variable in
            let name = String(variable.dropFirst(Self.prefix.count))
            // The address for those who ask a mock.
            if names.contains(name) || name == "URL" { return nil }
            let suggestion =
                Spelling.nearest(to: name, among: names).map { " (did you mean \(Self.prefix)\($0)?)" } ?? ""
            return "the environment variable \(variable) is unknown and has no effect\(suggestion)"
        }
    }

    /// The options that the variables give, read as the command line would be; nil when they give none.
    ///
    /// - Throws: `Failure` that names the variable whose value the option does not take.
    func options<Options: ParsableArguments>(_ type: Options.Type) throws -> Options? {
        guard !values.isEmpty else { return nil }
        var arguments: [String] = []
        for declaration in Self.declarations(type) {
            guard let value = values[Self.prefix + declaration.name] else { continue }
            let own = try declaration.arguments(value)
            do {
                _ = try type.parse(own)
            } catch {
                let reason = type.message(for: error).trimmingSuffix(".")
                throw Failure.usage("\(Self.prefix)\(declaration.name)=\(value): \(reason).")
            }
            arguments += own
        }
        return arguments.isEmpty ? nil : try type.parse(arguments)
    }

    // MARK: - Declared options

    private struct Declaration {
        /// As in `READY_FILE`.
        var name: String
        var kind: DeclaredOption

        /// What the command line would hold in the variable's place.
        func arguments(_ value: String) throws -> [String] {
            let option = "--" + name.lowercased().replacing("_", with: "-")
            switch kind {
            case .flag:
                switch value.lowercased() {
                case "1", "true", "yes", "on": return [option]
                case "0", "false", "no", "off": return []
                default: throw Failure.usage("\(Environment.prefix)\(name)=\(value) is not true or false.")
                }
            case .value: return ["\(option)=\(value)"]
            case .list:
                let texts = value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                return texts.filter { !$0.isEmpty }.map { "\(option)=\($0)" }
            case .group: return []
            }
        }
    }

    /// Found as the parser finds them: by looking at the wrapped properties of a value, which hold their declarations.
    private static func declarations(_ type: any ParsableArguments.Type) -> [Declaration] {
        Mirror(reflecting: type.init()).children.flatMap { label, value -> [Declaration] in
            guard let label, let wrapper = value as? any DeclaringWrapper else { return [] }
            if case .group(let group) = wrapper.declares { return declarations(group) }
            return [Declaration(name: variableName(ofProperty: label), kind: wrapper.declares)]
        }
    }

    /// `READY_FILE` for `_readyFile`, where the parser makes `--ready-file` of it.
    private static func variableName(ofProperty label: String) -> String {
        var name = ""
        for character in label.drop(while: { $0 == "_" }) {
            if character.isUppercase { name += "_" }
            name += character.uppercased()
        }
        return name
    }

    // MARK: - Kubernetes

    /// Whether Kubernetes made the variable, as it does in every container for a Service named `reseller-mock` or
    /// `reseller-mock-...` (kubernetes.io, "Service", environment variables): `RESELLER_MOCK_SERVICE_HOST=10.96.0.7`,
    /// `RESELLER_MOCK_SERVICE_PORT_HTTP=8080`, `RESELLER_MOCK_PORT=tcp://10.96.0.7:8080`,
    /// `RESELLER_MOCK_PORT_8080_TCP_ADDR=10.96.0.7`.
    private static func isOfKubernetes(_ variable: String, _ value: String) -> Bool {
        variable.wholeMatch(of: /.*_SERVICE_(HOST|PORT(_.+)?)/) != nil
            || variable.wholeMatch(of: /.*_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?/) != nil
            || variable.hasSuffix("_PORT") && value.prefixMatch(of: /(tcp|udp|sctp):\/\//) != nil
    }
}

/// A command's options, from the command line first and from variables second.
struct LayeredOptions<Options: ParsableArguments> {
    let commandLine: Options
    let variables: Options?

    subscript<Value>(_ option: KeyPath<Options, Value?>) -> Value? {
        commandLine[keyPath: option] ?? variables?[keyPath: option]
    }

    subscript(_ flag: KeyPath<Options, Bool>) -> Bool {
        commandLine[keyPath: flag] || variables?[keyPath: flag] ?? false
    }

    /// A list of the command line replaces the variable's.
    subscript<Element>(_ list: KeyPath<Options, [Element]>) -> [Element] {
        let given = commandLine[keyPath: list]
        return given.isEmpty ? variables?[keyPath: list] ?? [] : given
    }
}

/// What a property of a command declares.
private enum DeclaredOption {
    case flag
    case value
    /// Repeated on the command line, separated by commas in a variable.
    case list
    case group(any ParsableArguments.Type)
}

private protocol DeclaringWrapper {
    var declares: DeclaredOption { get }
}

extension Option: DeclaringWrapper {
    fileprivate var declares: DeclaredOption {
        // A text is a collection too.
        Value.self is any RangeReplaceableCollection.Type && Value.self != String.self ? .list : .value
    }
}

extension Flag: DeclaringWrapper {
    fileprivate var declares: DeclaredOption { .flag }
}

extension OptionGroup: DeclaringWrapper {
    fileprivate var declares: DeclaredOption { .group(Value.self) }
}
