import Foundation
import HTTPTypes
import Synchronization

/// A reading of the API from its token to its lists, for a recording.
package struct Walk: Sendable {
    /// What a walk brought.
    package struct Result: Sendable {
        /// What was recorded.
        package var recording: Recording
        /// What was told of `behaviour`.
        package var choices: [Calibration.Choice]
        /// Lines of the fidelity ledger that a check of the recorded answers found otherwise.
        package var contradictions: [String]

        /// The scenario of what was recorded.
        ///
        /// Throws `RecordingError`.
        package func scenario(_ options: RecordedScenario.Options) throws(RecordingError) -> RecordedScenario {
            try recording.scenario(options, choices: choices, further: contradictions)
        }
    }

    private let target: Target
    private let limit: Int

    /// A walk through a target, with the details of so many companies at most.
    package init(_ target: Target, limit: Int) {
        self.target = target
        self.limit = limit
    }

    /// Reads. `observe` is told what comes next.
    ///
    /// Throws `TargetUnusable` when the target cannot be reached or gives the reseller no token.
    package func run(_ observe: @escaping @Sendable (String) -> Void = { _ in }) async throws -> Result {
        let transport = Transport(target)
        defer { transport.close() }
        return try await run(observe) { try await transport.send($0, body: $1) }
    }

    func run(
        _ observe: @escaping @Sendable (String) -> Void = { _ in },
        send: @escaping @Sendable (HTTPRequest, [UInt8]) async throws -> Exchange
    ) async throws -> Result {
        let log = Log()
        let client = Client(rate: target.rate) { request, body in
            let exchange = try await send(request, body)
            log.add(exchange)
            return exchange
        }
        let context = Context(target, client: client)
        observe("token")
        try await probe(context)
        if target.credentials.companyAdmin != nil { _ = try? await context.companyAdminTokenAnswer() }
        observe("companies")
        _ = try? await context.firstPage()
        let companies = (try? await context.companies()) ?? []
        for (index, item) in companies.prefix(limit).enumerated() {
            observe("company \(index + 1) of \(min(limit, companies.count))")
            _ = try await context.detail(item.path)
        }
        observe("lists")
        for path in [
            "/api/companies/my", "/api/roles", "/api/roleswithavailable", "/api/permissions/all", "/api/company-groups",
        ] {
            _ = try await context.get(path)
        }
        for id in log.recording.roleOrder.prefix(50) {
            _ = try await context.get("/api/roles/\(Context.percentEncoded(id))")
        }
        _ = try await context.post("/api/lookups", [:])
        observe("behaviour")
        let calibration = await Calibration.observe(context)
        observe("ledger")
        return Result(
            recording: log.recording, choices: calibration.choices, contradictions: try await contradictions(log))
    }

    private func probe(_ context: Context) async throws(TargetUnusable) {
        let status: Int
        do {
            let answer = try await context.tokenAnswer()
            if answer.status == 200, (try? answer.json()["access_token"]?.text) != nil { return }
            status = answer.status
        } catch {
            throw TargetUnusable("\(target.base) could not be reached: \(error).")
        }
        throw TargetUnusable(
            "\(target.base) gave no token: HTTP \(status); check RESELLER_CLIENT_ID and RESELLER_CLIENT_SECRET.")
    }

    /// The checks on what was recorded: those that ask for anything else are skipped.
    private func contradictions(_ log: Log) async throws -> [String] {
        var target = target
        target.rate = nil
        let runner = Runner(target, checks: Catalogue.checks, time: .system) { try log.answer($0, $1) }
        let report = try await runner.run()
        return FidelityLedger.entries.compactMap { entry in
            guard entry.observation(in: report) == .contradicted,
                let finding = report.outcomes.first(where: {
                    entry.checks.contains($0.check.id) && $0.verdict.finding != nil
                })?.verdict.finding
            else { return nil }
            return "\(entry.id): \(finding.expected) expected, \(finding.actual)"
        }
    }

    /// What was asked and answered, in memory alone.
    private final class Log: Sendable {
        private struct Question: Hashable {
            var method: HTTPRequest.Method
            var path: String?
            var fields: [HTTPField.Name: String]
            var body: [UInt8]

            init(_ request: HTTPRequest, _ body: [UInt8]) {
                (method, path, self.body) = (request.method, request.path, body)
                fields = Dictionary(request.headerFields.map { ($0.name, $0.value) }) { first, _ in first }
            }
        }

        private let state = Mutex((recording: Recording(), answers: [Question: [Exchange]]()))

        var recording: Recording { state.withLock { $0.recording } }

        func add(_ exchange: Exchange) {
            state.withLock { state in
                state.recording.add(exchange)
                state.answers[Question(exchange.request, exchange.requestBody), default: []].append(exchange)
            }
        }

        /// The answer to a request that was made, the last one again where it is asked for more often; a token only once,
        /// for two that are the same would look like a fault. Throws `Skip` for any other request.
        func answer(_ request: HTTPRequest, _ body: [UInt8]) throws -> Exchange {
            let isToken = RecordedRoute(method: request.method.rawValue, path: request.path ?? "/") == .token
            let answer = state.withLock { state -> Exchange? in
                let question = Question(request, body)
                guard let exchanges = state.answers[question], let first = exchanges.first else { return nil }
                if isToken || exchanges.count > 1 { state.answers[question] = Array(exchanges.dropFirst()) }
                return first
            }
            guard let answer else { throw Skip("this was not recorded", .input) }
            return answer
        }
    }
}
