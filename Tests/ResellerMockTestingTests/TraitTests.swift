import Foundation
import ResellerMock
import ResellerMockTesting
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A request and the status of its answer.
private func status(_ path: String, of mock: MockServer, over base: String? = nil) async throws -> Int {
    let url = try #require(URL(string: (base ?? mock.baseURL) + path))
    let (_, response) = try await mock.urlSession.data(from: url)
    return try #require(response as? HTTPURLResponse).statusCode
}

/// What is told of the issues that a body records, which are none of the test that runs.
private func issues(of body: @Sendable () async throws -> Void) async throws -> [String] {
    let told = Box<[String]>()
    let handler: IssueHandlingTrait = .compactMapIssues { issue in
        told.value = (told.value ?? []) + [issue.comments.map(\.rawValue).joined(separator: "\n")]
        return nil
    }
    try await handler.provideScope(for: #require(Test.current), testCase: nil, performing: body)
    return told.value ?? []
}

@Suite(.resellerMock("over-limit"))
struct TraitTests {
    @Test func aTestHasAMockOfItsOwn() async throws {
        let mock = try MockServer.current
        #expect(mock.journal.count == 0)
        #expect(try await status("/nothing", of: mock) == 404)
        #expect(mock.journal.count == 1)
    }

    @Test(arguments: 0..<20) func eachCaseHasItsOwn(_ number: Int) async throws {
        let mock = try MockServer.current
        for _ in 0..<number { _ = try await status("/nothing", of: mock) }
        #expect(mock.journal.count == number)
        // The suite's scenario.
        #expect(mock.companies["xC5kfGz7w2Nz"] != nil)
    }

    @Test(.resellerMock { try Scenario { Scenario.Company.make(name: "Made") } })
    func theInnermostMockCounts() throws {
        let made = Scenario.Company.make(name: "Made")
        #expect(try MockServer.current.companies[made.resourceId]?.name == "Made")
    }

    @Test(.resellerMock(tls: true)) func httpsIsTrusted() async throws {
        let mock = try MockServer.current
        let secure = try #require(mock.tlsBaseURL)
        #expect(try await status("/nothing", of: mock, over: secure) == 404)
    }

    @Test func theMockIsGoneAfterwards() async throws {
        let trait: ResellerMockTrait = .resellerMock
        let seen = Box<MockServer>()
        try await trait.provideScope(for: #require(Test.current), testCase: nil) {
            seen.value = try MockServer.current
            #expect(try await status("/nothing", of: MockServer.current) == 404)
        }
        let mock = try #require(seen.value)
        await #expect(throws: URLError.self) { try await status("/nothing", of: mock) }
    }

    /// What a failing test tells ends with the mock's requests.
    @Test func aFailureShowsTheJournal() async throws {
        let trait: ResellerMockTrait = .resellerMock
        let test = try #require(Test.current)
        let texts = try await issues {
            try await trait.provideScope(for: test, testCase: nil) {
                _ = try await status("/nothing", of: MockServer.current)
                Issue.record("first")
                Issue.record("second")
            }
        }
        #expect(texts.count == 2)
        #expect(texts[0].contains("first") && texts[0].contains("1 GET /nothing 404  ("))
        #expect(!texts[1].contains("/nothing"))
    }
}

struct ConductTraitTests {
    private func problems(
        _ trait: ConductTrait, _ scenario: String = "default",
        _ use: @Sendable @escaping (MockServer) async throws -> Void
    ) async throws -> [String] {
        let mock: ResellerMockTrait = .resellerMock(scenario)
        let test = try #require(Test.current)
        return try await issues {
            try await mock.provideScope(for: test, testCase: nil) {
                try await trait.provideScope(for: test, testCase: nil) { try await use(MockServer.current) }
            }
        }
    }

    @Test func aHintIsAFailure() async throws {
        #expect(try await problems(.failOnHints) { _ in } == [])
        let told = try await problems(.failOnHints) { _ = try await status("/nothing", of: $0) }
        #expect(told.count == 1 && told[0].contains("GET /nothing drew a hint: "))
    }

    @Test func aRuleThatHasNotFiredIsAFailure() async throws {
        let told = try await problems(.noUnusedRules, "retry-then-succeed") { _ in }
        #expect(!told.isEmpty && told[0].hasSuffix("has not fired.") || told[0].contains("has not fired.\n"))
        #expect(try await problems(.noUnusedRules, "empty") { _ in } == [])
    }

    @Test func misconductIsAFailure() async throws {
        let use: @Sendable (MockServer) async throws -> Void = { _ = try await status("/api/compnies", of: $0) }
        let told = try await problems(.judged(), "default", use)
        #expect(told.count == 1 && told[0].contains("The client behaved badly."))
        #expect(try await problems(.judged()) { _ in } == [])
        #expect(try await problems(.judged(requiring: ["token-reused"])) { _ in }.count == 1)
    }

    @Test func withoutAMockThereIsNothingToLookAt() async throws {
        let trait: ConductTrait = .failOnHints
        let test = try #require(Test.current)
        await #expect(throws: NoMockError.self) {
            try await trait.provideScope(for: test, testCase: nil) { Issue.record("it ran") }
        }
        #expect(throws: NoMockError.self) { try MockServer.current }
    }
}

struct MadeValuesTests {
    @Test func aScenarioIsMadeOfItsParts() throws {
        let isDown = true
        let scenario = try Scenario {
            for number in 1...3 { Scenario.Company.make(name: "Customer \(number)") }
            Scenario.Client.make(clientId: "mine")
            if isDown { Scenario.Rule(name: "down", outcome: .action(.answer(status: 503))) }
        }
        #expect(scenario.rules.map(\.name).contains("down"))
        #expect(scenario.companies.filter { $0.name.hasPrefix("Customer ") }.count == 3)
        #expect(scenario.clients.contains { $0.clientId == "mine" && $0.clientSecret == "secret" })
        #expect(throws: ScenarioError.self) { try Scenario { Scenario.Client.make(clientId: "x", role: "Nobody") } }
    }
}

/// A value that a closure leaves behind.
private final class Box<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var content: Value?

    var value: Value? {
        get { lock.withLock { content } }
        set { lock.withLock { content = newValue } }
    }
}
