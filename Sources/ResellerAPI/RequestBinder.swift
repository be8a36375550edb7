/// Turns JSON values into what a request's members need, converting what the platform's binding (Newtonsoft.Json)
/// converts and collecting a message for everything else.
struct RequestBinder {
    /// What is wrong, in the order in which it was found, as far as it is worth reading.
    private(set) var messages: [String] = []
    private var omittedMessages = 0
    /// Members that were ignored but look like misspelt ones.
    private var hints: [String] = []
    /// Whether to look for such members, which is of interest only once something is wrong.
    let collectsHints: Bool
    /// Searches for what was meant are the most costly of all, so there is an end to them.
    private var hintsLeft = 200
    /// Where in the request the values come from.
    private var path: [Step] = []

    private static let maximumMessages = 100

    private enum Step {
        case member(StaticString)
        case index(Int)
    }

    init(collectsHints: Bool) {
        self.collectsHints = collectsHints
    }

    /// The messages, then the hints, as far as they are worth reading.
    var allMessages: [String] {
        let all = messages + hints
        let omitted = omittedMessages + max(0, all.count - Self.maximumMessages)
        return all.prefix(Self.maximumMessages) + (omitted > 0 ? ["… and \(omitted) more"] : [])
    }

    /// Descends into a member; `leave` goes back.
    mutating func enter(_ member: StaticString) {
        path.append(.member(member))
    }

    /// Descends into an element of an array; `leave` goes back.
    mutating func enter(_ index: Int) {
        path.append(.index(index))
    }

    mutating func leave() {
        path.removeLast()
    }

    private var pathText: String {
        var text = ""
        for step in path {
            switch step {
            case .member(let name): text += text.isEmpty ? "\(name)" : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }

    /// Notes which of an object's members are none of `names` but look like one that is missing.
    mutating func noteUnknown(_ members: [JSONValue.Member], names: [StaticString]) {
        guard collectsHints, hintsLeft > 0 else { return }
        let missing = names.filter { Self.find($0, in: members) == nil }.map(\.description)
        let unknown = members.lazy.filter { member in !names.contains { Self.isName(member.name, $0) } }
        for member in unknown.prefix(hintsLeft) {
            hintsLeft -= 1
            guard let meant = Spelling.nearest(to: member.name, among: missing) else { continue }
            let place = path.isEmpty ? "" : pathText + "."
            hints.append("\(place)\(member.name) was ignored (did you mean \"\(meant)\"?)")
        }
    }

    /// The value of the member with this name in any letter case; the last of several.
    static func find(_ name: StaticString, in members: [JSONValue.Member]) -> JSONValue? {
        members.last { isName($0.name, name) }?.value
    }

    private static func isName(_ text: String, _ name: StaticString) -> Bool {
        let text = text.utf8
        guard text.count == name.utf8CodeUnitCount else { return false }
        let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        // Names are letters, so a difference in the sixth bit alone is one of letter case.
        return zip(text, name).allSatisfy { $0 == $1 || ($0 ^ $1 == 0x20 && $1 | 0x20 >= UInt8(ascii: "a")) }
    }

    /// Adds a message of somebody else's wording.
    mutating func add(_ message: String) {
        if messages.count < Self.maximumMessages { messages.append(message) } else { omittedMessages += 1 }
    }

    /// Adds a message: where, what must be there, what is there, and perhaps what was meant.
    mutating func refuse(_ requirement: String, _ value: JSONValue?, meant: String? = nil) {
        guard messages.count < Self.maximumMessages else { return omittedMessages += 1 }
        let suggestion = meant.map { " (did you mean \"\($0)\"?)" } ?? ""
        add("\(pathText) \(requirement), but is \(Self.description(of: value))\(suggestion)")
    }

    /// An int32. A missing one is 0; a string that holds one is taken, a fraction is not.
    mutating func integer(_ value: JSONValue?) -> Int? {
        let text: String
        switch value {
        case nil: return 0
        case .number(let number): text = number
        case .string(let string): text = string.trimmingBlanks()
        case .null, .boolean, .array, .object: text = ""
        }
        if let number = Int32(text) { return Int(number) }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let isTooLarge = !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        refuse(isTooLarge ? "must be between \(Int32.min) and \(Int32.max)" : "must be an integer", value)
        return nil
    }

    /// A boolean. A missing one is false; `"true"` in any letter case and numbers other than 0 are true.
    mutating func boolean(_ value: JSONValue?) -> Bool? {
        switch value {
        case nil: return false
        case .boolean(let boolean): return boolean
        case .number(let number): return Double(number) != 0
        case .string(let string):
            let text = string.trimmingBlanks()
            if text.isExactlyIgnoringCase("true") { return true }
            if text.isExactlyIgnoringCase("false") { return false }
        case .null, .array, .object: break
        }
        refuse("must be true or false", value)
        return nil
    }

    /// A string that may be null: outer nil when it is something else. Numbers and booleans are taken as written.
    mutating func string(_ value: JSONValue?) -> String?? {
        switch value {
        case nil, .null: return .some(nil)
        case .string(let text), .number(let text): return text
        case .boolean(let boolean): return boolean ? "true" : "false"
        case .array, .object:
            refuse("must be a string", value)
            return nil
        }
    }

    /// The members of an object; nil when it is absent or something else.
    mutating func object(_ value: JSONValue?) -> [JSONValue.Member]? {
        if isAbsent(value) { return nil }
        if case .object(let members) = value { return members }
        refuse("must be an object", value)
        return nil
    }

    /// The members of an object in an array, where null is not allowed.
    mutating func element(_ value: JSONValue) -> [JSONValue.Member]? {
        if case .object(let members) = value { return members }
        refuse("must be an object", value)
        return nil
    }

    /// The elements of an array; nil when it is absent or something else.
    mutating func array(_ value: JSONValue?) -> [JSONValue]? {
        if isAbsent(value) { return nil }
        if case .array(let elements) = value { return elements }
        refuse("must be an array", value)
        return nil
    }

    /// Missing, null, or the empty string, which the platform takes for null where an object or an array is due.
    func isAbsent(_ value: JSONValue?) -> Bool {
        value == nil || value == .null || value == .string("")
    }

    /// A value in a message, long texts cut.
    static func description(of value: JSONValue?) -> String {
        switch value {
        case nil: "missing"
        case .null: "null"
        case .boolean(let boolean): boolean ? "true" : "false"
        case .number(let number): shortened(number)
        case .string(let text): "\"\(shortened(text))\""
        case .array: "an array"
        case .object: "an object"
        }
    }

    private static func shortened(_ text: String) -> String {
        text.unicodeScalars.count <= 60 ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(60))) + "…"
    }
}
