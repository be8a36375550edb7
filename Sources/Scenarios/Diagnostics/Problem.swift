/// What can be wrong in a scenario: a code and its context. The prose is in `message` alone.
enum Problem {
    // The file
    case unreadable(file: String, reason: String, suggestion: String?)
    case fileTooLarge(limit: Int)
    case utf16
    case notUTF8
    case syntax(Syntax)
    case yaml(String)
    case noSuchBundledScenario(String, suggestion: String?)
    case noSuchBase(String, suggestion: String?)
    case unsupportedVersion(found: String)

    // Members
    case duplicateMember(String, firstLine: Int)
    case unknownMember(String, of: String, suggestion: String?, hint: String?)
    case missingMember(String, of: String)
    case wrongType(String, found: Node.Value, expected: String)
    case outOfRange(String, value: String, expected: String)
    case unknownValue(String, value: String, allowed: [String], suggestion: String?)
    case malformed(String, value: String, expected: String)
    case malformedDate(String, value: String)
    case impossibleDate(String, value: String)
    case bareDuration(String, value: String)
    case malformedDuration(String, value: String, suggestion: String?)
    case different(String, String)
    case conflict(String)
    case suspicious(String, suggestion: String?)

    // Things that refer to each other
    case duplicateKey(String, value: String, firstLine: Int, firstFile: String?)
    case unknownReference(String, kind: String, value: String, suggestion: String?)
    case parentCycle([String])
    case extendsCycle([String])
    case extendsTooDeep(limit: Int)
    case extendsPath(String)
    case extendsFileFromText(String, names: [String])
    case tooManyCompanies(limit: Int)

    /// Appended when the log is full.
    case tooManyProblems(Int)

    var severity: Diagnostic.Severity {
        if case .suspicious = self { .warning } else { .error }
    }

    var code: Diagnostic.Code {
        switch self {
        case .unreadable: .unreadableFile
        case .fileTooLarge, .tooManyCompanies: .tooLarge
        case .utf16, .notUTF8: .encoding
        case .syntax, .yaml: .syntax
        case .noSuchBundledScenario, .noSuchBase, .extendsTooDeep, .extendsPath, .extendsFileFromText: .invalidBase
        case .unsupportedVersion: .unsupportedVersion
        case .duplicateMember: .duplicateMember
        case .unknownMember: .unknownMember
        case .missingMember: .missingMember
        case .wrongType: .wrongType
        case .outOfRange: .outOfRange
        case .unknownValue: .unknownValue
        case .malformed: .malformedValue
        case .malformedDate: .malformedDate
        case .impossibleDate: .impossibleDate
        case .bareDuration, .malformedDuration: .malformedDuration
        case .different, .conflict: .conflict
        case .suspicious: .suspiciousValue
        case .duplicateKey: .duplicateKey
        case .unknownReference: .unknownReference
        case .parentCycle, .extendsCycle: .cycle
        case .tooManyProblems: .tooManyProblems
        }
    }
}

// MARK: - Prose

extension Problem {
    var message: String {
        switch self {
        case .unreadable(let file, let reason, let suggestion):
            "cannot read \(Self.quoted(file, limit: Self.longestPath)): \(reason)" + Self.didYouMean(suggestion)
        case .fileTooLarge(let limit):
            "the file is larger than \(limit >> 20) MiB; let \"generate\" make large numbers of companies"
        case .utf16: "the file starts with the byte order mark of UTF-16; save it as UTF-8"
        case .notUTF8: "the text is not UTF-8 from here on; save the file as UTF-8"
        case .syntax(let syntax): syntax.message
        case .yaml(let problem): problem
        case .noSuchBundledScenario(let name, let suggestion):
            "there is no bundled scenario \(Self.quoted(name))" + Self.didYouMean(suggestion)
        case .noSuchBase(let name, let suggestion):
            "there is no bundled scenario or file \(Self.quoted(name))" + Self.didYouMean(suggestion)
        case .unsupportedVersion(let found): "\"version\" is \(found), expected 1, the only version there is"
        case .tooManyProblems(let omitted):
            "there are \(omitted) more problems; only the first \(DiagnosticLog.limit) found are listed"
        case .duplicateMember(let name, let line):
            "\(Self.quoted(name)) is already given in line \(line); remove one of the two"
        case .unknownMember(let name, let owner, let suggestion, let hint):
            "unknown member \(Self.quoted(name)) of \(owner)" + (hint.map { "; \($0)" } ?? "")
                + Self.didYouMean(suggestion)
        case .missingMember(let name, let owner):
            "\(owner) needs \("aeiou".contains(name.prefix(1)) ? "an" : "a") \"\(name)\""
        case .wrongType(let name, let found, let expected): "\(name) is \(found.kind), expected \(expected)"
        case .outOfRange(let name, let value, let expected), .malformed(let name, let value, let expected):
            "\(name) is \(value), expected \(expected)"
        case .unknownValue(let name, let value, let allowed, let suggestion):
            "\(name) is \(value), expected \(Self.alternatives(allowed))" + Self.didYouMean(suggestion)
        case .malformedDate(let name, let value):
            "\(name) is \(value), expected a date such as \"2026-03-01T09:15:00\" or one relative to the clock such as "
                + "\"now-10d\" (units s, m, h, d, w, mo, y)"
        case .impossibleDate(let name, let value):
            "\(name) is \(value), which is on no calendar; expected a date that exists, in the years 1 to 9999"
        case .bareDuration(let name, let value):
            "\(name) is the number \(value) without a unit, expected a duration such as \"\(value)s\" or \"\(value)ms\""
        case .malformedDuration(let name, let value, let suggestion):
            "\(name) is \(value), expected a whole number with a unit (ms, s, m, h, d) such as \"250ms\" or \"1h\""
                + Self.didYouMean(suggestion)
        case .different(let name, let other):
            "\"\(name)\" and \"\(other)\" are two names of one member and must be equal; remove one of the two"
        case .conflict(let text): text
        case .suspicious(let text, let suggestion): text + Self.didYouMean(suggestion)
        case .duplicateKey(let kind, let value, let line, let file):
            "the \(kind) \(Self.quoted(value)) is already taken in line \(line)"
                + (file.map { " of \($0)" } ?? "") + ", expected another one"
        case .unknownReference(let name, let kind, let value, let suggestion):
            "\(name) is \(Self.quoted(value)), which is no \(kind) of this scenario" + Self.didYouMean(suggestion)
        case .parentCycle(let ids):
            "the parents of this company lead back to it: " + ids.map(Self.quoted).joined(separator: " → ")
                + "; give one of them another \"parent\""
        case .extendsCycle(let names):
            "\"extends\" leads back to this file: " + names.joined(separator: " → ") + "; remove one of the steps"
        case .extendsTooDeep(let limit): "more than \(limit) scenarios extend one another; merge some of them"
        case .extendsPath(let value):
            "\"extends\" is \(value), expected a bundled scenario or the bare name of a file beside this one"
        case .extendsFileFromText(let value, let names):
            "\"extends\" is \(value), but this scenario is not a file and has no siblings; expected "
                + Self.alternatives(names)
        case .tooManyCompanies(let limit):
            "\"generate\" makes more than \(limit) companies in all; ask for fewer"
        }
    }

    /// Linux's own limit. A path cut short would not tell which file is meant.
    private static let longestPath = 4096

    /// The text in double quotes, shortened, with what could upset a terminal made visible.
    static func quoted(_ text: String) -> String {
        quoted(text, limit: 60)
    }

    private static func quoted(_ text: String, limit: Int) -> String {
        var result = "\""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == limit {
                result += "…"
                break
            }
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default:
                let isHidden = [.control, .format, .lineSeparator, .paragraphSeparator, .privateUse]
                    .contains(scalar.properties.generalCategory)
                result += isHidden ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
            }
        }
        return result + "\""
    }

    private static func didYouMean(_ suggestion: String?) -> String {
        suggestion.map { " (did you mean \(quoted($0, limit: longestPath))?)" } ?? ""
    }

    /// `"a"`, `"a" or "b"`, `"a", "b" or "c"`; numbers without quotes; the first eight of long lists.
    private static func alternatives(_ values: [String]) -> String {
        let shown = values.prefix(8).map { Int($0) == nil ? quoted($0) : $0 }
        if values.count > shown.count { return shown.joined(separator: ", ") + " or another of \(values.count)" }
        guard let last = shown.last, shown.count > 1 else { return shown.first ?? "nothing" }
        return shown.dropLast().joined(separator: ", ") + " or " + last
    }
}

extension Node.Value {
    /// The kind of value, with its article, for a message.
    var kind: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let text): text.utf8.count <= 20 ? "the number \(text)" : "a number"
        case .string(let text): text.utf8.count <= 40 ? "the string \(Problem.quoted(text))" : "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
