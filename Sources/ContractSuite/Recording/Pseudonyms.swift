/// Puts other texts in the place of those that tell who somebody is: in one recording the same for the same text, of
/// the same kind, and not to be guessed by trying names, unless the key comes from a seed.
struct Pseudonyms: Sendable {
    /// What a text is; what stands for it reads like one.
    enum Kind: Hashable, Sendable {
        case company
        case group
        case role
        case tag
        case address
        case email
        case url
        case phone
        /// Anything else.
        case text

        fileprivate func pseudonym(_ number: UInt64) -> String {
            switch self {
            case .company: "Company \(number) Ltd"
            case .group: "Group \(number)"
            case .role: "Role \(number)"
            case .tag: "tag-\(number)"
            case .address: "\(number) Example Street"
            case .email: "user-\(number)@example.com"
            case .url: "https://site-\(number).example.com/"
            case .phone: "+1 555 \(number)"
            case .text: "Text \(number)"
            }
        }

        /// What a text is seen to be, whatever member it stands in.
        static func seen(in text: String) -> Kind? {
            if text.utf8.contains(UInt8(ascii: "@")) { return .email }
            let lower = text.lowercased()
            if ["http://", "https://", "www.", "//"].contains(where: lower.hasPrefix) { return .url }
            let digits = text.utf8.count { (0x30...0x39).contains($0) }
            let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-(). /".utf8.contains($0) }
            return isNumber && digits >= 7 ? .phone : nil
        }
    }

    private let hash: KeyedHash
    private let keepsIDs: Bool
    private var byText: [String: String] = [:]
    private var taken: Set<String> = []
    private var numbers: [String: String] = [:]

    init(_ hash: KeyedHash, keepsIDs: Bool) {
        self.hash = hash
        self.keepsIDs = keepsIDs
    }

    /// Whether a text is one of those that were replaced.
    func isReplaced(_ text: String) -> Bool { byText[text] != nil }

    /// Whether a text is one that was replaced, and stands for no other.
    func isLeak(_ text: String) -> Bool { isReplaced(text) && !taken.contains(text) }

    /// What stands for a text. The first kind that a text is asked for with counts, unless the text shows its own.
    mutating func text(_ text: String, _ kind: Kind) -> String {
        guard !text.isEmpty else { return "" }
        if let known = byText[text] { return known }
        let kind = Kind.seen(in: text) ?? kind
        // Six digits each; the next one where two texts would have the same.
        var number = hash(text.utf8) % 900_000
        var pseudonym = kind.pseudonym(number + 100_000)
        while pseudonym == text || !taken.insert(pseudonym).inserted {
            number = (number + 1) % 900_000
            pseudonym = kind.pseudonym(number + 100_000)
        }
        byText[text] = pseudonym
        return pseudonym
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    /// Twelve letters and digits, the form of the API's identifiers.
    static func isIdentifier(_ text: String) -> Bool {
        text.utf8.count == 12 && text.unicodeScalars.allSatisfy { $0.isASCII && Character($0).isLetterOrDigit }
    }

    /// What stands for an identifier: itself where identifiers are kept and it has their form, else another of that form.
    mutating func id(_ id: String) -> String {
        if keepsIDs, Self.isIdentifier(id) { return id }
        if let known = numbers[id] { return known }
        var rest = (hash(("1" + id).utf8), hash(("2" + id).utf8))
        let characters = (0..<12).map { position -> Character in
            let (quotient, digit) = (position % 2 == 0 ? rest.0 : rest.1).quotientAndRemainder(dividingBy: 62)
            if position % 2 == 0 { rest.0 = quotient } else { rest.1 = quotient }
            return Self.alphabet[Int(digit)]
        }
        numbers[id] = String(characters)
        return String(characters)
    }

    /// What stands for a value of which nothing is known: texts of the kind they show, dates and numbers that say nothing,
    /// flags as they are.
    mutating func unknown(_ value: JSON) -> JSON {
        switch value {
        case .null, .boolean: value
        case .number(let lexeme): .number(String(hash(lexeme.utf8) % 900 + 100))
        case .string(let text):
            if DateColumn.isISO8601(text) {
                "2000-01-01T00:00:00"
            } else if DateColumn.isKnown(text) {
                .string(text.contains(":") ? "01/01/2000 00:00" : "01/01/2000")
            } else {
                .string(self.text(text, .text))
            }
        case .array(let elements): .array(elements.map { unknown($0) })
        case .object(let members): .object(members.enumerated().map { unknown($1, number: $0 + 1) })
        }
    }

    /// The name of a member may be a name of somebody where an object is used as a table.
    private mutating func unknown(_ member: JSON.Member, number: Int) -> JSON.Member {
        JSON.Member(
            name: Vocabulary.isKnown(member.name) ? member.name : "member\(number)", value: unknown(member.value))
    }
}

extension Character {
    fileprivate var isLetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}
