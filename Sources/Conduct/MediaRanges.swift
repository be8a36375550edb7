/// `Accept` and `Content-Type` as far as criteria need them (RFC 9110, sections 8.3 and 12.5.1).
enum MediaRanges {
    /// Whether an `Accept` field allows `application/json`. One without a readable range is no field.
    static func accept(json field: String) -> Bool {
        var isEmpty = true
        // The most specific range that fits decides.
        var best: (specificity: Int, isAllowed: Bool) = (-1, false)
        for element in elements(of: field, separator: UInt8(ascii: ",")) {
            let parts = elements(of: element, separator: UInt8(ascii: ";"))
            guard let range = parts.first?.lowercased(), range.utf8.contains(UInt8(ascii: "/")) else { continue }
            isEmpty = false
            let specificity: Int
            switch range {
            case "application/json": specificity = 2
            case "application/*": specificity = 1
            case "*/*": specificity = 0
            default: continue
            }
            let quality = parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }?.dropFirst(2)
            let isAllowed = quality.flatMap { Double($0) }.map { $0 > 0 } ?? true
            if specificity > best.specificity || specificity == best.specificity && isAllowed {
                best = (specificity, isAllowed)
            }
        }
        return isEmpty || best.isAllowed
    }

    /// Whether a `Content-Type` names a form of body.
    static func isType(_ field: String, of form: ObservedRequest.BodyForm) -> Bool {
        let type = elements(of: field, separator: UInt8(ascii: ";")).first?.lowercased() ?? ""
        switch form {
        case .form: return type == "application/x-www-form-urlencoded"
        case .multipart: return type == "multipart/form-data"
        case .json:
            return type == "application/json" || type == "text/json"
                || type.hasPrefix("application/") && type.hasSuffix("+json")
        }
    }

    /// The non-empty parts between separators outside quotation marks, without blanks around. By bytes, for in peers'
    /// texts a separator may be followed by a combining mark.
    private static func elements(of text: String, separator: UInt8) -> [String] {
        var parts: [[UInt8]] = [[]]
        var isQuoted = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == separator, !isQuoted {
                parts.append([])
            } else {
                parts[parts.count - 1].append(byte)
            }
        }
        return parts.map { String(decoding: trimmed($0), as: UTF8.self) }.filter { !$0.isEmpty }
    }

    private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = bytes.firstIndex { !isBlank($0) } ?? bytes.endIndex
        let end = bytes.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
        return bytes[start..<end]
    }
}
