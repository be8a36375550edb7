import Foundation
public import ResellerMock
import Synchronization
public import Testing

/// Gives each test a mock of its own, which `MockServer.current` is inside it and which is gone when the test ends.
///
/// On a suite it does so for every test in it. Tests run in parallel as always, since none sees another's mock. Where a test
/// fails, what is told of the first failure ends with the requests that the mock has answered.
///
/// ```swift
/// @Suite(.resellerMock("rate-limited"))
/// struct SyncTests {
///     @Test func waitsAsTold() async throws {
///         let mock = try MockServer.current
///         try await sync(mock.baseURL)
///     }
/// }
/// ```
public struct ResellerMockTrait: TestTrait, SuiteTrait, TestScoping {
    private let scenario: @Sendable () throws -> Scenario
    private let configuration: @Sendable () throws -> MockServer.Configuration

    fileprivate init(
        _ scenario: @escaping @Sendable () throws -> Scenario,
        _ configuration: @escaping @Sendable () throws -> MockServer.Configuration
    ) {
        self.scenario = scenario
        self.configuration = configuration
    }

    /// True: every test of a suite has a mock of its own.
    public var isRecursive: Bool { true }

    /// Starts the mock, runs the test, stops the mock.
    public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let mock = try MockServer.start(scenario: scenario(), configuration: configuration())
        defer { mock.stop(grace: .zero) }
        let isTold = Atomic(false)
        let issues: IssueHandlingTrait = .compactMapIssues { issue in
            guard issue.isFailure, !isTold.exchange(true, ordering: .relaxed) else { return issue }
            var issue = issue
            issue.comments.append(Comment(rawValue: mock.journal.told))
            return issue
        }
        try await MockServer.$running.withValue(mock) {
            try await issues.provideScope(for: test, testCase: testCase) {
                do {
                    try await function()
                } catch {
                    // Who runs the test tells of the error, and of nothing else.
                    if !isTold.exchange(true, ordering: .relaxed), !(error is CancellationError) {
                        FileHandle.standardError.write(Data("\(test.name): \(mock.journal.told)\n".utf8))
                    }
                    throw error
                }
            }
        }
    }
}

extension Trait where Self == ResellerMockTrait {
    /// A mock of a bundled scenario for each test.
    public static var resellerMock: Self { .resellerMock() }

    /// A mock for each test.
    ///
    /// - Parameters:
    ///   - name: a bundled scenario.
    ///   - tls: whether HTTPS is served, at `tlsBaseURL`, besides HTTP; `MockServer.urlSession` trusts it.
    public static func resellerMock(_ name: String = "default", tls: Bool = false) -> Self {
        .resellerMock(tls: tls) { try Scenario(.bundled(name)) }
    }

    /// A mock for each test, of a scenario from a file or a text.
    public static func resellerMock(_ source: ScenarioSource, tls: Bool = false) -> Self {
        .resellerMock(tls: tls) { try Scenario(source) }
    }

    /// A mock for each test, of a scenario that is made for it.
    ///
    /// ```swift
    /// @Test(.resellerMock { try Scenario(extending: "default") { Scenario.Company.make(name: "New") } })
    /// ```
    public static func resellerMock(
        tls: Bool = false, scenario: @escaping @Sendable () throws -> Scenario
    ) -> Self {
        ResellerMockTrait(scenario) {
            var configuration = MockServer.Configuration()
            if tls {
                configuration.tls = try MockServer.tlsForTests()
                configuration.tlsPort = 0
            }
            return configuration
        }
    }
}

/// A test asks for a mock and has none.
public struct NoMockError: Error, CustomStringConvertible {
    /// One plain sentence.
    public let description =
        "There is no mock here: give the test or its suite the trait .resellerMock, before other traits that need it."
}

extension MockServer {
    @TaskLocal static var running: MockServer?

    /// The mock of the test that runs. Throws `NoMockError` outside of tests that have the trait `.resellerMock`.
    public static var current: MockServer {
        get throws {
            guard let running else { throw NoMockError() }
            return running
        }
    }
}

extension Journal {
    /// The last requests, a line for each.
    fileprivate var told: String {
        let entries = entries
        guard !entries.isEmpty else { return "The mock has got no request." }
        let lines = entries.suffix(20).map { entry in
            let more = [entry.rule.map { "rule \"\($0)\"" }, entry.hint].compactMap { $0 }.joined(separator: ", ")
            return
                "  \(entry.number) \(entry.method) \(entry.path) \(entry.status == 0 ? "no answer" : "\(entry.status)")"
                + (more.isEmpty ? "" : "  (\(more))")
        }
        let beginning = entries.count > lines.count ? "The last of \(count) requests" : "The requests"
        return "\(beginning) that the mock has got:\n" + lines.joined(separator: "\n")
    }
}
