import ResellerAPI

/// The header or the payload of a token: a JSON object whose names are all different (RFC 7515 section 4, RFC 7519
/// section 4).
///
/// Strict, because two readers who take what is no JSON, or a name twice, may see different claims in one token.
struct TokenObject: Sendable {
    /// What is wrong with it, as the end of a sentence about it.
    struct Problem: Error, Hashable, Sendable {
        var text: String
    }

    private let members: [JSONValue.Member]

    /// The nesting that the platform's reader of tokens allows (.NET, `Utf8JsonReader`).
    private static let maximumDepth = 64

    /// Reads the Base64URL of an object.
    init(_ part: ArraySlice<UInt8>) throws(Problem) {
        guard let bytes = Base64URL.decode(part) else { throw Problem(text: "is not Base64URL") }
        // RFC 7515 section 2; JSON text in UTF-16 has zero bytes, which the reader refuses.
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Problem(text: "is not UTF-8") }
        let value: JSONValue
        do {
            value = try JSONValue.read(bytes, maximumDepth: Self.maximumDepth)
        } catch {
            throw Problem(text: "is not JSON: \(error)")
        }
        guard case .object(let members) = value else { throw Problem(text: "is not a JSON object") }
        var names: Set<[UInt8]> = []
        for member in members where !names.insert(Array(member.name.utf8)).inserted {
            throw Problem(text: "has \"\(member.name.excerpt)\" twice")
        }
        self.members = members
    }

    /// The member of this name; nil when there is none.
    subscript(name: String) -> JSONValue? {
        members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// A member that is a text; nil when it is absent or null.
    func string(_ name: String) throws(Problem) -> String? {
        switch self[name] {
        case nil, .null: return nil
        case .string(let text): return text
        case .boolean, .number, .array, .object: throw Problem(text: "has a member \"\(name)\" that is not a string")
        }
    }

    /// A member that is a text or an array of texts; nil when it is absent or null.
    func strings(_ name: String) throws(Problem) -> [String]? {
        let values: [JSONValue]
        switch self[name] {
        case nil, .null: return nil
        case .array(let elements): values = elements
        case let value?: values = [value]
        }
        var texts: [String] = []
        for value in values {
            guard case .string(let text) = value else {
                throw Problem(text: "has a member \"\(name)\" that is neither a string nor an array of strings")
            }
            texts.append(text)
        }
        return texts
    }

    /// A member that is a NumericDate; nil when it is absent or null.
    func date(_ name: String) throws(Problem) -> DateTime? {
        switch self[name] {
        case nil, .null: return nil
        case .number(let number): return DateTime(numericDate: number)
        case .boolean, .string, .array, .object:
            throw Problem(text: "has a member \"\(name)\" that is not a number of seconds")
        }
    }
}
