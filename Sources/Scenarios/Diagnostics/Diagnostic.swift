/// Something wrong or doubtful in a scenario, with its place.
public struct Diagnostic: Sendable, Hashable, CustomStringConvertible {
    /// The file as the user named it; for a base, the path beside it; `bundled/NAME.json` for a bundled scenario.
    public var file: String
    /// From 1. A problem with a file as a whole is placed at its first line and column.
    public var line: Int
    /// From 1, in Unicode scalars.
    public var column: Int
    /// Whether the scenario can be used all the same.
    public var severity: Severity
    /// What kind of problem it is.
    public var code: Code
    /// What is wrong, what was expected, and the nearest valid name where there is one.
    public var message: String

    /// `file:line:column: error: message`, the form that editors and CI systems link.
    public var description: String {
        "\(file):\(line):\(column): \(severity.rawValue): \(message)"
    }

    /// Whether the scenario can be used all the same.
    public enum Severity: String, Sendable, Hashable, CaseIterable {
        case error
        case warning
    }

    /// The kind of problem, for programs; the raw values do not change.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file cannot be read: missing, a folder, no permission.
        case unreadableFile = "unreadable-file"
        /// The file or what it makes is beyond a limit.
        case tooLarge = "too-large"
        /// Not UTF-8, or with a byte order mark.
        case encoding
        /// Not JSON, or not YAML.
        case syntax
        case duplicateMember = "duplicate-member"
        case unknownMember = "unknown-member"
        case missingMember = "missing-member"
        case wrongType = "wrong-type"
        case outOfRange = "out-of-range"
        case unknownValue = "unknown-value"
        /// An identifier, address, permission, month or similar that is not in its form.
        case malformedValue = "malformed-value"
        case malformedDuration = "malformed-duration"
        case malformedDate = "malformed-date"
        /// In the form of a date, but on no calendar.
        case impossibleDate = "impossible-date"
        /// Two members that contradict each other.
        case conflict
        case duplicateKey = "duplicate-key"
        case unknownReference = "unknown-reference"
        case cycle
        case unsupportedVersion = "unsupported-version"
        /// What `extends` names cannot be used.
        case invalidBase = "invalid-base"
        /// More problems than are listed.
        case tooManyProblems = "too-many-problems"
        case suspiciousValue = "suspicious-value"
    }
}
