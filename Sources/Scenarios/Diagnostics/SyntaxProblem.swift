import ResellerAPI
extension Problem {
    /// Where a text stops being JSON.
    enum Syntax {
        case unexpectedEnd(expected: String)
        case unexpected(String, expected: String)
        case textAfterEnd(String)
        case comment
        case trailingComma
        case missingComma(String)
        case singleQuote
        case unquotedName(String)
        case unknownWord(String)
        case malformedNumber(String)
        case controlCharacter(UInt8)
        case unterminatedString
        case unknownEscape(String)
        case loneSurrogate
        case tooDeep

        var message: String {
            switch self {
            case .unexpectedEnd(let expected): "the text ends here, expected \(expected)"
            case .unexpected(let found, let expected): "found \(quoted(found)), expected \(expected)"
            case .textAfterEnd(let found): "found \(quoted(found)) after the end of the scenario, expected nothing more"
            case .comment: "JSON has no comments; remove it, or rename the file to .yaml and write it as \"# …\""
            case .trailingComma: "a comma before the closing bracket, expected none after the last one; remove it"
            case .missingComma(let found): "found \(quoted(found)), expected a \",\" between this and what precedes it"
            case .singleQuote: "found a single quote, expected a double quote: JSON writes texts as \"…\""
            case .unquotedName(let name): "found \(name) without quotes, expected \(quoted(name))"
            case .unknownWord(let word):
                "found \(word), expected a value; texts need double quotes" + Self.suggestion(for: word)
            case .malformedNumber(let text): Self.malformedNumber(text)
            case .controlCharacter(let byte): Self.controlCharacter(byte)
            case .unterminatedString: "this string does not end on its line, expected a closing double quote"
            case .unknownEscape(let text):
                "\(quoted(text)) is no escape sequence, expected \\\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t or \\u and four "
                    + "hexadecimal digits"
            case .loneSurrogate:
                "this is half of a surrogate pair, expected both halves, as in \"\\ud83c\\udf89\""
            case .tooDeep: "objects and arrays are nested more than \(maximumNestingDepth) deep, expected fewer levels"
            }
        }

        private static func suggestion(for word: String) -> String {
            let known = ["none": "null", "nil": "null", "undefined": "null", "yes": "true", "no": "false"]
            let nearest = known[word.lowercased()] ?? Spelling.nearest(to: word, among: ["true", "false", "null"])
            return nearest.map { " (did you mean \($0)?)" } ?? ""
        }

        private static func malformedNumber(_ text: String) -> String {
            let shown = quoted(text).dropFirst().dropLast()
            let digits = text.drop { $0 == "+" || $0 == "0" }
            let mended = digits.first == "." ? "0" + digits : String(digits)
            let isMended = !mended.isEmpty && mended != text && JSONScanner.isNumber(mended)
            return "\(shown) is no JSON number, expected one such as 100 or -1.5; texts need double quotes"
                + (isMended ? " (did you mean \(mended)?)" : "")
        }

        private static func controlCharacter(_ byte: UInt8) -> String {
            byte == 0x09
                ? "a tab inside a string, expected \\t"
                : "a control character (U+00\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))) inside a "
                    + "string, expected its \\u escape"
        }
    }
}
