import ResellerAPI
internal import Yams

/// Reads YAML into the nodes that JSON gives.
///
/// Scalars are JSON's: plain `true`, `false`, `null` and JSON numbers, nothing at all for null; every other scalar is
/// a string, so that `NO`, `1_000` and dates are what they look like.
struct YAMLReader {
    private let file: Int32
    private let log: DiagnosticLog
    private var text: EditedText

    /// Reads `text`. Reports the first repeated member, anchor or alias, or the first place where the text stops being
    /// YAML; nil in these cases.
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
        guard text.original.utf8.count <= YAMLHazard.largestText else {
            log.report(.fileTooLarge(limit: YAMLHazard.largestText), at: start)
            return nil
        }
        if let hazard = YAMLHazard.first(in: Array(text.original.utf8)) {
            log.report(.yaml(hazard.problem), at: position(text.place(ofByte: hazard.offset)))
            return nil
        }
        text.combineSurrogatePairs()
        do {
            // The default encoding would look into the environment and print what it finds.
            let parser = try Parser(yaml: text.edited, resolver: .basic, encoding: .utf8)
            // Nodes know their anchors as long as the parser lives.
            return try withExtendedLifetime(parser) { () throws -> Node? in
                guard let root = try parser.singleRoot() else {
                    log.report(.yaml("the file is empty, expected a scenario such as { \"version\": 1 }"), at: start)
                    return nil
                }
                return try node(root, depth: 0)
            }
        } catch YamlError.duplicatedKeysInMapping(let names, let context) {
            log.report(
                .yaml("\(Problem.quoted(names.first ?? "")) is given more than once, expected it once"),
                at: position(context.mark))
        } catch let error as YamlError {
            report(error)
        } catch {
            // Reported where it was thrown.
        }
        return nil
    }

    private var start: Position { .start(of: file) }

    private func position(_ mark: Mark?) -> Position {
        guard let mark else { return start }
        return position(text.original(line: mark.line, column: mark.column))
    }

    private func position(_ place: EditedText.Place) -> Position {
        Position(file: file, line: place.line, column: place.column)
    }

    // MARK: - Nodes

    private struct Reported: Error {}

    private func node(_ node: Yams.Node, depth: Int) throws -> Node {
        let position = position(node.mark)
        guard depth <= maximumNestingDepth else {
            log.report(.syntax(.tooDeep), at: position)
            throw Reported()
        }
        // What an alias stands for comes after its anchor, so this is the first of both.
        guard node.anchor == nil else {
            log.report(.yaml(YAMLHazard.anchors), at: position)
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
            log.report(.yaml(YAMLHazard.anchors), at: position)
            throw Reported()
        }
    }

    private func members(of mapping: Yams.Node.Mapping, depth: Int) throws -> [Node.Member] {
        var members: [Node.Member] = []
        var firstLines: [ExactText: Int] = [:]
        for (key, value) in mapping {
            let place = position(key.mark)
            guard case .scalar(let scalar) = key else {
                log.report(.yaml("this member's name is no text, expected a text"), at: place)
                throw Reported()
            }
            _ = try self.node(key, depth: depth + 1)
            let node = try self.node(value, depth: depth + 1)
            // Yams takes names with different tags for different ones.
            if let line = firstLines[ExactText(scalar.string)] {
                log.report(.duplicateMember(scalar.string, firstLine: line), at: place)
            } else {
                firstLines[ExactText(scalar.string)] = Int(place.line)
                members.append(Node.Member(name: scalar.string, position: place, node: node))
            }
        }
        return members
    }

    private func value(of scalar: Yams.Node.Scalar) -> Node.Value {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any, !scalar.tag.description.isExactly(Tag.Name.str.rawValue)
        else { return .string(text) }
        if text.isEmpty || text.isExactly("null") { return .null }
        if text.isExactly("true") { return .boolean(true) }
        if text.isExactly("false") { return .boolean(false) }
        return JSONScanner.isNumber(text) ? .number(text) : .string(text)
    }

    // MARK: - Errors

    private func report(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let words = [context?.text, problem].compactMap { $0 }.joined(separator: " ")
            log.report(.yaml("this is not YAML: \(words)" + tabHint(at: mark)), at: position(mark))
        case .composer(_, "but found another document", let mark, _):
            log.report(.yaml("a second document starts here, expected only one in a file"), at: position(mark))
        case .composer(_, "found undefined alias", let mark, _):
            log.report(.yaml(YAMLHazard.anchors), at: position(mark))
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
