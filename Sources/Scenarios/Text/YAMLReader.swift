internal import Yams

/// Reads YAML into the nodes that JSON gives.
///
/// Scalars are JSON's: plain `true`, `false`, `null` and JSON numbers, nothing at all for null; every other scalar is
/// a string, so that `NO`, `1_000` and dates are what they look like.
struct YAMLReader {
    private let file: Int32
    private let log: DiagnosticLog
    private var text: EditedText
    private var duplicateMarkers: [String] = []
    /// Where names stand that come again: all there is to say when parsing again would take too long.
    private var repeatedNames: [(name: String, position: Position)] = []
    private var valueCount = 0

    /// Values read, each alias counted as all it stands for: some thirty lines of aliases of aliases can stand for more
    /// values than there is memory. Without aliases a value takes a byte at least.
    private var valueLimit: Int { max(100_000, text.original.utf8.count) }
    /// Parses again for one repeated name more, up to here, and as long as no more than so many bytes are parsed in all,
    /// less than a second's worth.
    private static let duplicateLimit = 100
    private static let reparsedBytes = 4 << 20

    /// Reads `text`. Reports every repeated member, or the first place where the text stops being YAML; nil in the
    /// latter case.
    static func read(_ text: String, file: Int32, log: DiagnosticLog) -> Node? {
        var reader = YAMLReader(file: file, log: log, text: EditedText(text))
        return reader.read()
    }

    private init(file: Int32, log: DiagnosticLog, text: EditedText) {
        self.file = file
        self.log = log
        self.text = text
    }

    private mutating func read() -> Node? {
        if let place = text.aliasHazard {
            log.report(
                .yaml(
                    "aliases together with keys that are no plain texts are not read; write one of the two otherwise"),
                at: position(place))
            return nil
        }
        text.combineSurrogatePairs()
        while true {
            do {
                // The default encoding would look into the environment and print what it finds.
                let parser = try Parser(yaml: text.edited, encoding: .utf8)
                guard let root = try parser.singleRoot() else {
                    log.report(.yaml("the file is empty, expected a scenario such as { \"version\": 1 }"), at: start)
                    return nil
                }
                return try node(root, depth: 0)
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                repeatedNames.append((names.first ?? "", position(context.mark)))
                guard renameDuplicate(at: context.mark) else {
                    for (name, place) in repeatedNames {
                        log.report(
                            .yaml("\(Problem.quoted(name)) is given more than once, expected it once"), at: place)
                    }
                    return nil
                }
            } catch let error as YamlError {
                report(error)
                return nil
            } catch {
                return nil  // Reported where it was thrown.
            }
        }
    }

    private var start: Position { .start(of: file) }

    private func position(_ mark: Mark?) -> Position {
        guard let mark else { return start }
        return position(text.original(line: mark.line, column: mark.column))
    }

    private func position(_ place: EditedText.Place) -> Position {
        Position(file: file, line: place.line, column: place.column)
    }

    // MARK: - Repeated names

    /// Yams stops at the first mapping with a repeated name and says where it stands first. That one is given a mark
    /// and parsing starts anew, so that in the end all repetitions are found where names are compared without marks.
    private mutating func renameDuplicate(at mark: Mark) -> Bool {
        let affordable = Self.reparsedBytes / max(1, text.original.utf8.count)
        guard duplicateMarkers.count < min(Self.duplicateLimit, max(2, affordable)) else { return false }
        let marker = "\u{e000}\(duplicateMarkers.count)\u{e001}"
        guard text.insert(marker, intoScalarAt: mark.line, mark.column) else { return false }
        duplicateMarkers.append(marker)
        return true
    }

    private func unmarked(_ name: String) -> String {
        guard !duplicateMarkers.isEmpty, name.unicodeScalars.first == "\u{e000}",
            let marker = duplicateMarkers.first(where: { name.unicodeScalars.starts(with: $0.unicodeScalars) })
        else { return name }
        return String(String.UnicodeScalarView(name.unicodeScalars.dropFirst(marker.unicodeScalars.count)))
    }

    // MARK: - Nodes

    private struct Reported: Error {}

    private mutating func node(_ node: Yams.Node, depth: Int) throws -> Node {
        let position = position(node.mark)
        valueCount += 1
        guard depth <= maximumNestingDepth else {
            log.report(.syntax(.tooDeep), at: position)
            throw Reported()
        }
        guard valueCount <= valueLimit else {
            log.report(.tooManyValues(limit: valueLimit), at: position)
            throw Reported()
        }
        switch node {
        case .scalar(let scalar): return Node(value: value(of: scalar), position: position)
        case .sequence(let sequence):
            var elements: [Node] = []
            for element in sequence { elements.append(try self.node(element, depth: depth + 1)) }
            return Node(value: .array(elements), position: position)
        case .mapping(let mapping):
            return Node(value: .object(try members(of: mapping, depth: depth)), position: position)
        case .alias:
            log.report(.yaml("this alias stands for nothing, expected one of an anchor above"), at: position)
            throw Reported()
        }
    }

    private mutating func members(of mapping: Yams.Node.Mapping, depth: Int) throws -> [Node.Member] {
        var members: [Node.Member] = []
        var firstLines: [String: Int] = [:]
        for (key, value) in mapping {
            let place = position(key.mark)
            guard case .scalar(let scalar) = key else {
                log.report(.yaml("this member's name is no text, expected a text"), at: place)
                throw Reported()
            }
            let name = unmarked(scalar.string)
            let node = try self.node(value, depth: depth + 1)
            if let line = firstLines[name] {
                log.report(.duplicateMember(name, firstLine: line), at: place)
            } else {
                firstLines[name] = Int(place.line)
                members.append(Node.Member(name: name, position: place, node: node))
            }
        }
        return members
    }

    private func value(of scalar: Yams.Node.Scalar) -> Node.Value {
        guard scalar.style == .plain || scalar.style == .any, scalar.tag.description != Tag.Name.str.rawValue else {
            return .string(scalar.string)
        }
        switch scalar.string {
        case "", "null": return .null
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: return isJSONNumber(scalar.string.utf8) ? .number(scalar.string) : .string(scalar.string)
        }
    }

    // MARK: - Errors

    private func report(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let words = [context?.text, problem].compactMap { $0 }.joined(separator: " ")
            log.report(.yaml("this is not YAML: \(words)" + tabHint(at: mark)), at: position(mark))
        case .composer(_, "but found another document", let mark, _):
            log.report(.yaml("a second document starts here, expected only one in a file"), at: position(mark))
        case .composer(_, let problem, let mark, _):
            log.report(.yaml("this is not YAML: \(problem)"), at: position(mark))
        case .reader(let problem, let offset, let value, _):
            let code = value < 0 ? "" : " (U+\(String(value, radix: 16, uppercase: true)))"
            let place = offset.map(text.original(characterOffset:))
            log.report(
                .yaml("this is not YAML: \(problem)\(code); write it as an escape in double quotes"),
                at: place.map(position) ?? start)
        default: log.report(.yaml("this is not YAML: \(error)"), at: start)
        }
    }

    private func tabHint(at mark: Mark) -> String {
        text.scalar(line: mark.line, column: mark.column) == "\t" ? "; indent with spaces instead of tabs" : ""
    }
}
