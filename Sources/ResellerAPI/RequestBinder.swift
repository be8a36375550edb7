/// Turns JSON values into what a request's members need, converting what the platform's binding (Newtonsoft.Json)
/// converts and collecting a message for everything else.
struct RequestBinder {
    /// What is wrong, in the order in which it was found.
    var messages: [String] = []
    /// Members that were ignored but look like misspelt ones; of interest only when something is wrong.
    private var hints: [String] = []

    private static let maximumMessages = 100

    /// The messages, then the hints, as far as they are worth reading.
    var allMessages: [String] {
        let all = messages + hints
        guard all.count > Self.maximumMessages else { return all }
        return all.prefix(Self.maximumMessages) + ["… and \(all.count - Self.maximumMessages) more"]
    }

    /// The members of an object by their proper names. Names match in any letter case, the last of several wins, others
    /// are ignored.
    mutating func members(
        _ members: [JSONValue.Member], path: String, named names: [String]
    ) -> [String: JSONValue] {
        var bound: [String: JSONValue] = [:]
        var unknown: [String] = []
        for member in members {
            let wanted = member.name.lowercased()
            if let name = names.first(where: { $0.lowercased() == wanted }) {
                bound[name] = member.value
            } else {
                unknown.append(member.name)
            }
        }
        for name in unknown.prefix(Self.maximumMessages) {
            let missing = names.filter { bound[$0] == nil }
            guard let meant = Spelling.nearest(to: name, among: missing) else { continue }
            hints.append("\(path.isEmpty ? "" : path + ".")\(name) was ignored (did you mean \"\(meant)\"?)")
        }
        return bound
    }

    /// Adds a message: the member, what it must be, what it is, and perhaps what was meant.
    mutating func refuse(_ path: String, _ requirement: String, _ value: JSONValue?, meant: String? = nil) {
        let suggestion = meant.map { " (did you mean \"\($0)\"?)" } ?? ""
        messages.append("\(path) \(requirement), but is \(Self.description(of: value))\(suggestion)")
    }

    /// An int32. A missing one is 0; a string that holds one is taken, a fraction is not.
    mutating func integer(_ value: JSONValue?, path: String) -> Int? {
        let text: String
        switch value {
        case nil: return 0
        case .number(let number): text = number
        case .string(let string): text = string.trimmingBlanks()
        default: text = ""
        }
        if let number = Int32(text) { return Int(number) }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let isTooLarge = !digits.isEmpty && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        refuse(path, isTooLarge ? "must be between \(Int32.min) and \(Int32.max)" : "must be an integer", value)
        return nil
    }

    /// A boolean. A missing one is false; `"true"` in any letter case and numbers other than 0 are true.
    mutating func boolean(_ value: JSONValue?, path: String) -> Bool? {
        switch value {
        case nil: return false
        case .boolean(let boolean): return boolean
        case .number(let number): return Double(number) != 0
        case .string(let string):
            switch string.trimmingBlanks().lowercased() {
            case "true": return true
            case "false": return false
            default: break
            }
        default: break
        }
        refuse(path, "must be true or false", value)
        return nil
    }

    /// A string that may be null: outer nil when it is something else. Numbers and booleans are taken as written.
    mutating func string(_ value: JSONValue?, path: String) -> String?? {
        switch value {
        case nil, .null: return .some(nil)
        case .string(let text), .number(let text): return text
        case .boolean(let boolean): return boolean ? "true" : "false"
        case .array, .object:
            refuse(path, "must be a string", value)
            return nil
        }
    }

    /// The members of an object; nil when it is absent or something else.
    mutating func object(_ value: JSONValue?, path: String) -> [JSONValue.Member]? {
        if isAbsent(value) { return nil }
        if case .object(let members) = value { return members }
        refuse(path, "must be an object", value)
        return nil
    }

    /// The members of an object in an array, where null is not allowed.
    mutating func element(_ value: JSONValue, path: String) -> [JSONValue.Member]? {
        if case .object(let members) = value { return members }
        refuse(path, "must be an object", value)
        return nil
    }

    /// The elements of an array; nil when it is absent or something else.
    mutating func array(_ value: JSONValue?, path: String) -> [JSONValue]? {
        if isAbsent(value) { return nil }
        if case .array(let elements) = value { return elements }
        refuse(path, "must be an array", value)
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
