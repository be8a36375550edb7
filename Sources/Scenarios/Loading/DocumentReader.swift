internal import Files
internal import Glibc
import ResellerAPI

/// Reads a scenario and everything it extends into nodes.
struct DocumentReader {
    let log: DiagnosticLog
    /// All files that were asked for.
    private(set) var files: [LoadResult.File] = []
    /// Whether nothing that was extended is missing.
    private(set) var isComplete = true

    /// Bases of bases of bases: more than anyone can keep in mind.
    private static let longestChain = 8
    /// Far beyond any scenario: ten thousand companies written out in full are 15 MiB.
    static let sizeLimit = 64 << 20

    /// Something that can be read and named in `extends`.
    private enum Origin: Equatable {
        case bundled(String)
        case file(String)
        case text(String, name: String)
        case standardInput

        init(_ source: ScenarioSource) {
            switch source {
            case .bundled(let name): self = .bundled(name)
            case .file(let path): self = .file(path)
            case .text(let text, let name): self = .text(text, name: name)
            case .standardInput: self = .standardInput
            }
        }

        static func == (left: Origin, right: Origin) -> Bool {
            switch (left, right) {
            case (.bundled(let left), .bundled(let right)), (.file(let left), .file(let right)): left.isExactly(right)
            case (.text(let left, _), .text(let right, _)): left.isExactly(right)
            case (.standardInput, .standardInput): true
            case (.bundled, _), (.file, _), (.text, _), (.standardInput, _): false
            }
        }

        var displayName: String {
            switch self {
            case .bundled(let name): "bundled/\(name).json"
            case .file(let path): path
            case .text(_, let name): name
            case .standardInput: "<stdin>"
            }
        }
    }

    init(log: DiagnosticLog) {
        self.log = log
    }

    /// The scenario's root object, then that of its base, and so on; empty when the scenario itself is unusable.
    mutating func read(_ source: ScenarioSource) -> [Node] {
        var chain: [Origin] = []
        var documents: [Node] = []
        var next: Origin? = Origin(source)
        var referrer: Position?
        while let origin = next {
            next = nil
            guard let root = document(origin, referrer: referrer) else {
                isComplete = false
                break
            }
            chain.append(origin)
            documents.append(root)
            checkVersion(root)
            guard let extends = root["extends"]?.node else { break }
            referrer = extends.position
            guard let base = base(extends, of: origin) else {
                isComplete = false
                break
            }
            if let start = chain.firstIndex(of: base) {
                let names = (chain[start...] + [base]).map { Problem.quoted($0.displayName) }
                log.report(.extendsCycle(names), at: extends.position)
                isComplete = false
            } else if chain.count == Self.longestChain {
                log.report(.extendsTooDeep(limit: Self.longestChain), at: extends.position)
                isComplete = false
            } else {
                next = base
            }
        }
        return documents
    }

    /// A scenario's root object with nothing in it but its own `behaviour`; nil after a report.
    mutating func readBehaviour(_ source: ScenarioSource) -> Node? {
        guard let root = document(Origin(source), referrer: nil) else {
            isComplete = false
            return nil
        }
        checkVersion(root)
        guard case .object(let members) = root.value else { return nil }
        return Node(value: .object(members.filter { $0.name.isExactly("behaviour") }), position: root.position)
    }

    private func checkVersion(_ root: Node) {
        guard let version = root["version"]?.node else {
            log.report(.missingMember("version", of: "a scenario"), at: root.position)
            return
        }
        if case .number("1") = version.value { return }
        log.report(.unsupportedVersion(found: version.value.kind), at: version.position)
    }

    // MARK: - Bases

    /// What `extends` names; nil after a report.
    private mutating func base(_ node: Node, of origin: Origin) -> Origin? {
        guard
            let name = ValueReader(log: log).string(
                node, .member("extends"), expected: "the name of a bundled scenario or of a file beside this one")
        else { return nil }
        if BundledScenarios.names.containsExactly(name) { return .bundled(name) }
        switch origin {
        case .text, .standardInput:
            log.report(
                .extendsFileFromText(Problem.quoted(name), names: BundledScenarios.names), at: node.position)
            return nil
        case .bundled:
            log.report(noSuchScenario(name), at: node.position)
            return nil
        case .file(let path):
            let isPath = name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            guard !name.isEmpty, !isPath, ![".", ".."].containsExactly(name) else {
                log.report(.extendsPath(Problem.quoted(name)), at: node.position)
                return nil
            }
            let sibling = Siblings.folder(of: path) + name
            if hasScenarioEnding(name) || Siblings.exists(sibling) { return .file(sibling) }
            // It may come to be there.
            files.append(LoadResult.File(path: sibling, version: .absent))
            log.report(.noSuchBase(name, suggestion: nearestBase(to: name, besides: path)), at: node.position)
            return nil
        }
    }

    /// A bundled scenario, or a sibling whose name without its ending is near.
    private func nearestBase(to name: String, besides path: String) -> String? {
        var files: [ExactText: String] = [:]
        for file in Siblings.names(besides: path) where hasScenarioEnding(file) {
            files[ExactText(file.withoutEnding)] = file
        }
        let found = log.suggestion(for: name, among: BundledScenarios.names + files.keys.sorted().map(\.text))
        return found.map { files[ExactText($0)] ?? $0 }
    }

    private func noSuchScenario(_ name: String) -> Problem {
        .noSuchBundledScenario(name, suggestion: log.suggestion(for: name, among: BundledScenarios.names))
    }

    private func hasScenarioEnding(_ name: String) -> Bool {
        [".json", ".yaml", ".yml"].contains { name.endsExactly(with: $0) }
    }

    // MARK: - Reading

    /// `referrer` is the place of the `extends` that leads here; what is wrong with the file's being read is
    /// reported there.
    private mutating func document(_ origin: Origin, referrer: Position?) -> Node? {
        let file = log.addFile(origin.displayName)
        let place = referrer ?? .start(of: file)
        let bytes: [UInt8]
        switch origin {
        case .bundled(let name):
            guard let bundled = BundledScenarios.bytes(of: name) else {
                log.report(noSuchScenario(name), at: place)
                return nil
            }
            bytes = bundled
        case .text(let text, _):
            let mark = FileReader.byteOrderMark
            bytes = text.utf8.starts(with: mark) ? Array(text.utf8.dropFirst(mark.count)) : Array(text.utf8)
        case .file(let path):
            guard let contents = contents(path, file, place) else { return nil }
            bytes = contents
        case .standardInput:
            guard let contents = contents("/dev/stdin", file, place) else { return nil }
            bytes = contents
        }
        guard bytes.count <= Self.sizeLimit else {
            log.report(.fileTooLarge(limit: Self.sizeLimit), at: .start(of: file))
            return nil
        }
        guard isPlainUTF8(bytes, file: file) else { return nil }
        let root =
            isJSON(origin, bytes)
            ? JSONReader.read(bytes, file: file, log: log)
            : YAMLReader.read(String(decoding: bytes, as: UTF8.self), file: file, log: log)
        guard let root else { return nil }
        guard case .object = root.value else {
            ValueReader(log: log).wrongType(root, .thing("a scenario"), expected: "an object")
            return nil
        }
        return root
    }

    /// Without a byte order mark; nil after a report.
    private mutating func contents(_ path: String, _ file: Int32, _ place: Position) -> [UInt8]? {
        let reading = FileReader.read(path, limit: Self.sizeLimit)
        files.append(LoadResult.File(path: path, version: reading.version))
        switch reading.bytes {
        case .success(let bytes): return bytes
        case .failure(.tooLarge(let limit)): log.report(.fileTooLarge(limit: limit), at: .start(of: file))
        case .failure(let error): log.report(unreadable(path, error), at: place)
        }
        return nil
    }

    private func unreadable(_ path: String, _ error: FileError) -> Problem {
        let reason =
            switch error {
            case .system(ENOENT), .system(ENOTDIR): "there is no such file"
            case .system(EACCES), .system(EPERM): "permission denied"
            case .system(EISDIR): "it is a folder, not a file"
            case .system, .tooLarge, .endless: "\(error)"
            }
        let folder = Siblings.folder(of: path)
        let name = String(decoding: path.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
        let siblings = Siblings.names(besides: path).filter { hasScenarioEnding($0) && !$0.isExactly(name) }
        let suggestion = log.suggestion(for: name, among: siblings).map { folder + $0 }
        return .unreadable(file: path, reason: reason, suggestion: suggestion)
    }

    private func isJSON(_ origin: Origin, _ bytes: [UInt8]) -> Bool {
        let name = origin.displayName
        if name.endsExactly(with: ".json") { return true }
        if name.endsExactly(with: ".yaml") || name.endsExactly(with: ".yml") { return false }
        let first = bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    private func isPlainUTF8(_ bytes: [UInt8], file: Int32) -> Bool {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            log.report(.utf16, at: .start(of: file))
            return false
        }
        if String(validating: bytes, as: UTF8.self) != nil { return true }
        log.report(.notUTF8, at: firstInvalid(in: bytes, file: file))
        return false
    }

    private func firstInvalid(in bytes: [UInt8], file: Int32) -> Position {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1
        var column = 1
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return Position(file: file, line: line, column: column)
    }
}
