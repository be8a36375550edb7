import ResellerAPI

/// Where something stands: a file of the load, a line and a column, both from 1, columns in Unicode scalars.
struct Position: Hashable, Comparable, Sendable {
    /// The number of the file in its `DiagnosticLog`.
    var file: Int32
    var line: Int32
    var column: Int32

    init(file: Int32, line: Int, column: Int) {
        self.file = file
        self.line = Int32(clamping: line)
        self.column = Int32(clamping: column)
    }

    /// The start of a file: the place of what is wrong with the whole of it.
    static func start(of file: Int32) -> Position {
        Position(file: file, line: 1, column: 1)
    }

    static func < (left: Position, right: Position) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// A value of a scenario file and where it starts.
struct Node: Sendable {
    var value: Value
    var position: Position

    enum Value: Sendable {
        case null
        case boolean(Bool)
        /// As written; always a JSON number.
        case number(String)
        case string(String)
        case array([Node])
        case object([Member])
    }

    /// A member of an object; its name occurs once in it.
    struct Member: Sendable {
        var name: String
        /// Where the name starts.
        var position: Position
        var node: Node
    }

    /// The member of this name, if this is an object that has one.
    subscript(name: String) -> Member? {
        guard case .object(let members) = value else { return nil }
        return members.first { $0.name.isExactly(name) }
    }

    /// The text, if this is a string.
    var text: String? {
        if case .string(let text) = value { return text }
        return nil
    }
}

/// The deepest nesting of objects and arrays read: far more than any scenario needs, far less than a stack holds.
let maximumNestingDepth = 64
