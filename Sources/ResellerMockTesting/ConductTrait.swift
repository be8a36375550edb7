import Conduct
import ResellerMock
public import Testing

/// Looks at what the client has done when a test is over, and makes misconduct a failure of it.
///
/// It stands behind `.resellerMock`: `@Test(.resellerMock("flaky"), .failOnHints, .judged())`.
public struct ConductTrait: TestTrait, SuiteTrait, TestScoping {
    private let look: @Sendable (MockServer) throws -> [String]

    fileprivate init(_ look: @escaping @Sendable (MockServer) throws -> [String]) {
        self.look = look
    }

    /// True: each test of a suite is looked at by itself.
    public var isRecursive: Bool { true }

    /// Runs the test, then looks at the mock's journal.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let mock = try MockServer.current
        try await function()
        for problem in try look(mock) { Issue.record(Comment(rawValue: problem)) }
    }
}

extension Trait where Self == ConductTrait {
    /// No request may draw a hint: what a hint is about, the real API refuses or takes otherwise than meant.
    public static var failOnHints: Self {
        ConductTrait { mock in
            mock.journal.entries.compactMap { entry in
                entry.hint.map { "\(entry.method) \(entry.path) drew a hint: \($0)" }
            }
        }
    }

    /// Every rule that is in force must have fired, so that the test has seen what it is about.
    public static var noUnusedRules: Self {
        ConductTrait { mock in
            try mock.rules.names.filter { try mock.rules.isEnabled($0) && mock.rules.firings(of: $0) == 0 }
                .map { "The rule \"\($0)\" has not fired." }
        }
    }

    /// The client must have behaved well by the scenario's criteria, which `docs/judge.md` describes.
    ///
    /// - Parameters:
    ///   - required: criteria that must have been seen to be good; not observed is a failure then.
    ///   - allowed: criteria that may be bad.
    public static func judged(requiring required: [String] = [], allowing allowed: [String] = []) -> Self {
        ConductTrait { mock in
            let requirements = try Requirements(required: required, allowed: allowed)
            let verdict = try mock.verdict(requirements)
            return verdict.isBad ? ["The client behaved badly.\n\(verdict)"] : []
        }
    }
}
