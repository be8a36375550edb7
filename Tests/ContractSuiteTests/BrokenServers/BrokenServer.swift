/// The mock with exactly one behaviour spoiled, and the checks that have to notice.
struct BrokenServer: Sendable, CustomStringConvertible {
    /// What is wrong with it.
    var name: String
    /// Ids of checks, each of which must not pass.
    var caughtBy: [String]
    /// Whether it is the connection that is wrong, which requests in process do not have.
    var needsConnection = false
    var spoil: Spoiling

    init(_ name: String, caughtBy: String..., needsConnection: Bool = false, spoil: @escaping Spoiling) {
        self.name = name
        self.caughtBy = caughtBy
        self.needsConnection = needsConnection
        self.spoil = spoil
    }

    var description: String { name }

    static let all = token + tokenStates + access + search + filters + details
}
