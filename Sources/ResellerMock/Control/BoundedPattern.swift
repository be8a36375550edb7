/// A regular expression whose work is bounded: it has no backtracking, takes time in proportion to its own length times the
/// text's, and both are limited. What it does not know is refused, not misread.
///
/// Known are texts, `.`, classes, `\d \w \s \D \W \S`, groups, `|`, `* + ? {n} {n,} {n,m}` (lazy or not), `^`, `$` and `(?i)` at
/// the start. It is matched against a whole text.
struct BoundedPattern: Sendable {
    struct Problem: Error {
        let text: String
    }

    /// The steps that the patterns of one request to the door may take together.
    static let stepLimit = 20_000_000
    private static let longestPattern = 1000
    private static let longestProgram = 2000

    private enum Step: Sendable {
        case scalar(CharacterSet)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case match
    }

    /// What a place in a text may be.
    fileprivate struct CharacterSet: Sendable {
        var ranges: [ClosedRange<UInt32>] = []
        var isNegated = false

        func contains(_ scalar: UInt32, ignoringCase: Bool) -> Bool {
            func has(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } }
            var isIn = has(scalar)
            if !isIn, ignoringCase, scalar < 128 {
                let isLetter = (65...90).contains(scalar) || (97...122).contains(scalar)
                isIn = isLetter && has(scalar ^ 0x20)
            }
            return isIn != isNegated
        }

        static let any = CharacterSet(ranges: [0x0A...0x0A, 0x0D...0x0D], isNegated: true)
        static let digits = CharacterSet(ranges: [48...57])
        static let words = CharacterSet(ranges: [48...57, 65...90, 95...95, 97...122])
        static let blanks = CharacterSet(ranges: [9...13, 32...32])
    }

    fileprivate indirect enum Node {
        case empty
        case set(CharacterSet)
        case start
        case end
        case sequence([Node])
        case either([Node])
        case repeated(Node, Int, Int?)
    }

    private var program: [Step] = []
    private var ignoresCase = false

    init(_ text: String) throws(Problem) {
        guard text.utf8.count <= Self.longestPattern else {
            throw Problem(text: "a pattern has at most \(Self.longestPattern) bytes")
        }
        var body = text
        if body.startsExactly(with: "(?i)") {
            ignoresCase = true
            body.removeFirst(4)
        }
        var parser = PatternParser(Array(body.unicodeScalars))
        let node = try parser.pattern()
        try emit(node)
        program.append(.match)
    }

    private mutating func emit(_ node: Node) throws(Problem) {
        guard program.count < Self.longestProgram else { throw Problem(text: "the pattern has too many repetitions") }
        switch node {
        case .empty: break
        case .set(let set): program.append(.scalar(set))
        case .start: program.append(.start)
        case .end: program.append(.end)
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .either(let nodes):
            var ends: [Int] = []
            for (index, node) in nodes.enumerated() {
                guard index < nodes.count - 1 else {
                    try emit(node)
                    break
                }
                let split = program.count
                program.append(.match)
                try emit(node)
                ends.append(program.count)
                program.append(.match)
                program[split] = .split(split + 1, program.count)
            }
            for end in ends { program[end] = .jump(program.count) }
        case .repeated(let node, let least, let most):
            for _ in 0..<least { try emit(node) }
            if let most {
                var splits: [Int] = []
                for _ in least..<max(least, most) {
                    splits.append(program.count)
                    program.append(.match)
                    try emit(node)
                }
                for split in splits { program[split] = .split(split + 1, program.count) }
            } else {
                let split = program.count
                program.append(.match)
                try emit(node)
                program.append(.jump(split))
                program[split] = .split(split + 1, program.count)
            }
        }
    }

    /// Whether the pattern is for the whole text. Counts its steps down; without any left nothing matches.
    func matches(_ text: String, steps: inout Int) -> Bool {
        let scalars = text.unicodeScalars
        var current: [Int] = []
        var next: [Int] = []
        var seen = [Int](repeating: -1, count: program.count)
        var position = 0
        let count = scalars.count
        func add(_ start: Int, to list: inout [Int]) {
            var stack = [start]
            while let place = stack.popLast() {
                guard seen[place] != position else { continue }
                seen[place] = position
                switch program[place] {
                case .jump(let target): stack.append(target)
                case .split(let first, let second):
                    stack.append(second)
                    stack.append(first)
                case .start: if position == 0 { stack.append(place + 1) }
                case .end: if position == count { stack.append(place + 1) }
                case .scalar, .match: list.append(place)
                }
            }
        }
        add(0, to: &current)
        for scalar in scalars {
            steps -= current.count + 1
            guard steps > 0, !current.isEmpty else { return false }
            position += 1
            next.removeAll(keepingCapacity: true)
            for place in current {
                if case .scalar(let set) = program[place], set.contains(scalar.value, ignoringCase: ignoresCase) {
                    add(place + 1, to: &next)
                }
            }
            swap(&current, &next)
        }
        return current.contains { if case .match = program[$0] { true } else { false } }
    }
}

/// Reads the text of a pattern.
private struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func pattern() throws(BoundedPattern.Problem) -> BoundedPattern.Node {
        let node = try alternatives()
        guard next == nil else { throw .init(text: "a ) without its (") }
        return node
    }

    private mutating func alternatives() throws(BoundedPattern.Problem) -> BoundedPattern.Node {
        var nodes = [try sequence()]
        while next == "|" {
            index += 1
            nodes.append(try sequence())
        }
        return nodes.count == 1 ? nodes[0] : .either(nodes)
    }

    private mutating func sequence() throws(BoundedPattern.Problem) -> BoundedPattern.Node {
        var nodes: [BoundedPattern.Node] = []
        while let scalar = next, scalar != "|", scalar != ")" { nodes.append(try repeated()) }
        return .sequence(nodes)
    }

    private mutating func repeated() throws(BoundedPattern.Problem) -> BoundedPattern.Node {
        var node = try atom()
        while let scalar = next {
            switch scalar {
            case "*": node = .repeated(node, 0, nil)
            case "+": node = .repeated(node, 1, nil)
            case "?": node = .repeated(node, 0, 1)
            case "{":
                index += 1
                node = try counted(node)
            default: return node
            }
            index += 1
            // For a match of the whole text lazy and greedy are the same.
            if next == "?" || next == "+" { index += 1 }
        }
        return node
    }

    private mutating func counted(_ node: BoundedPattern.Node) throws(BoundedPattern.Problem) -> BoundedPattern.Node {
        guard let least = number() else { throw .init(text: "a { without a number; write \\{ for the sign itself") }
        var most: Int? = least
        if next == "," {
            index += 1
            most = next == "}" ? nil : number()
        }
        guard next == "}", least <= 1000, (most ?? least) <= 1000, (most ?? least) >= least else {
            throw .init(text: "a repetition is {n}, {n,} or {n,m} of at most 1000")
        }
        return .repeated(node, least, most)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = next, ("0"..."9").contains(scalar), digits.count < 5 {
            digits.unicodeScalars.append(scalar)
            index += 1
        }
        return Int(digits)
    }

    private mutating func atom() throws(BoundedPattern.Problem) -> BoundedPattern.Node {
        let scalar = scalars[index]
        index += 1
        switch scalar {
        case ".": return .set(.any)
        case "^": return .start
        case "$": return .end
        case "[": return .set(try characterClass())
        case "\\": return .set(try escape())
        case "(":
            depth += 1
            guard depth < 50 else { throw .init(text: "groups are nested too deeply") }
            if next == "?" {
                guard index + 1 < scalars.count, scalars[index + 1] == ":" else {
                    throw .init(text: "(? is known as (?: alone, and as (?i) at the start")
                }
                index += 2
            }
            let node = try alternatives()
            guard next == ")" else { throw .init(text: "a ( without its )") }
            index += 1
            depth -= 1
            return node
        case "*", "+", "?": throw .init(text: "nothing stands before \(scalar)")
        default: return .set(.init(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func escape() throws(BoundedPattern.Problem) -> BoundedPattern.CharacterSet {
        guard let scalar = next else { throw .init(text: "a \\ at the end") }
        index += 1
        func negated(_ set: BoundedPattern.CharacterSet) -> BoundedPattern.CharacterSet {
            .init(ranges: set.ranges, isNegated: true)
        }
        switch scalar {
        case "d": return .digits
        case "w": return .words
        case "s": return .blanks
        case "D": return negated(.digits)
        case "W": return negated(.words)
        case "S": return negated(.blanks)
        case "n": return .init(ranges: [10...10])
        case "r": return .init(ranges: [13...13])
        case "t": return .init(ranges: [9...9])
        case "a"..."z", "A"..."Z", "0"..."9": throw .init(text: "\\\(scalar) is not known")
        default: return .init(ranges: [scalar.value...scalar.value])
        }
    }

    private mutating func characterClass() throws(BoundedPattern.Problem) -> BoundedPattern.CharacterSet {
        var set = BoundedPattern.CharacterSet()
        if next == "^" {
            set.isNegated = true
            index += 1
        }
        var isFirst = true
        while let scalar = next, isFirst || scalar != "]" {
            isFirst = false
            index += 1
            var low = scalar.value
            if scalar == "\\" {
                let escaped = try escape()
                guard !escaped.isNegated else { throw .init(text: "a negated class inside [ ] is not known") }
                guard escaped.ranges.count == 1, escaped.ranges[0].count == 1 else {
                    set.ranges += escaped.ranges
                    continue
                }
                low = escaped.ranges[0].lowerBound
            } else if scalar == "[" {
                throw .init(text: "a [ inside [ ]; write \\[ for the sign itself")
            }
            guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
                set.ranges.append(low...low)
                continue
            }
            index += 1
            var high = scalars[index].value
            index += 1
            if high == 0x5C {
                let escaped = try escape()
                guard escaped.ranges.count == 1, !escaped.isNegated else {
                    throw .init(text: "a range ends with one sign")
                }
                high = escaped.ranges[0].lowerBound
            }
            guard high >= low else { throw .init(text: "a range runs backwards") }
            set.ranges.append(low...high)
        }
        guard next == "]" else { throw .init(text: "a [ without its ]") }
        index += 1
        return set
    }
}
