import Foundation
import HTTPTypes
import Synchronization

/// Makes checks on a target, one after the other.
package struct Runner: Sendable {
    /// What a run tells while it goes on.
    package enum Event: Sendable {
        case started(Check, number: Int, of: Int)
        case finished(Outcome)
        /// The target refuses requests as too many; with so many seconds between them the rest of the run takes about so
        /// long.
        case slowed(interval: Duration, remaining: Duration)
    }

    /// After so many checks in a row without any answer the target counts as gone.
    static let mostSilentChecks = 3

    private let target: Target
    private let checks: [Check]
    private let time: Client.Time

    private let observes: Bool
    private let send: (@Sendable (HTTPRequest, [UInt8]) async throws -> Exchange)?

    /// A run of these checks. With `observes` the report has `observations` too, for some forty requests more.
    package init(_ target: Target, checks: [Check] = Catalogue.checks, observes: Bool = false) {
        self.init(target, checks: checks, observes: observes, time: .system)
    }

    /// `send` in place of requests on the wire.
    init(
        _ target: Target, checks: [Check], observes: Bool = false, time: Client.Time,
        send: (@Sendable (HTTPRequest, [UInt8]) async throws -> Exchange)? = nil
    ) {
        self.observes = observes
        self.send = send
        self.target = target
        self.checks = checks
        self.time = time
    }

    /// Makes the checks and tells `observe` of each.
    ///
    /// Throws `TargetUnusable` when the target cannot be reached, gives the reseller no token, or falls silent.
    package func run(_ observe: @escaping @Sendable (Event) -> Void = { _ in }) async throws -> Report {
        if let send { return try await run(send, observe) }
        let transport = Transport(target)
        defer { transport.close() }
        return try await run({ try await transport.send($0, body: $1) }, observe)
    }

    private func run(
        _ send: @escaping @Sendable (HTTPRequest, [UInt8]) async throws -> Exchange,
        _ observe: @escaping @Sendable (Event) -> Void
    ) async throws -> Report {
        let progress = Progress(checks: checks.count)
        let client = Client(
            rate: target.rate, time: time,
            onSlowdown: { observe(.slowed(interval: $0, remaining: $0 * progress.remaining)) },
            send: { request, body in
                progress.countRequest()
                return try await send(request, body)
            })
        let context = Context(target, client: client)
        let startedAt = Date()
        let start = ContinuousClock.now
        try await probe(context)
        if target.allowsWrites { try? await context.deleteLeftovers() }
        var outcomes: [Outcome] = []
        var silent = 0
        for (index, check) in checks.enumerated() {
            try Task.checkCancellation()
            observe(.started(check, number: index + 1, of: checks.count))
            let checkStart = ContinuousClock.now
            let (verdict, isSilent) = await verdict(of: check, context)
            let outcome = Outcome(check: check, verdict: verdict, duration: .now - checkStart)
            outcomes.append(outcome)
            progress.countCheck()
            observe(.finished(outcome))
            silent = isSilent ? silent + 1 : 0
            if silent == Self.mostSilentChecks, case .failed(let finding) = outcome.verdict.withoutSeverity {
                throw TargetUnusable("\(shownURL) stopped answering: \(finding.actual).")
            }
        }
        let observations: Report.Observations? =
            observes
            ? .init(calibration: await Calibration.observe(context), shape: await Shape.observe(context)) : nil
        return Report(
            baseURL: shownURL, startedAt: startedAt, duration: .now - start, requestCount: await context.requestCount,
            outcomes: outcomes, observations: observations)
    }

    /// About how long a run takes at the pace that the target is given; nil where there is none.
    package var estimate: Duration? {
        target.rate.map { .seconds(Double(checks.count) * Progress.requestsPerCheck / $0) }
    }

    private var shownURL: String { target.base }

    /// The first request tells whether there is anything to check.
    private func probe(_ context: Context) async throws(TargetUnusable) {
        let answer: Exchange
        do {
            answer = try await context.tokenAnswer()
        } catch {
            throw TargetUnusable(
                error is RateLimited ? "\(shownURL): \(error)." : "\(shownURL) could not be reached: \(error).")
        }
        let json = try? JSONParser.parse(answer.body)
        if answer.status == 200, json?["access_token"]?.text != nil { return }
        guard let json else {
            let type = answer.mediaType.map { "\(Vocabulary.shown($0)), not JSON" } ?? "no JSON"
            throw TargetUnusable(
                "POST \(shownURL)/connect/token answered HTTP \(answer.status) with \(type); is that the API's address?"
            )
        }
        let error = json["error"]?.text.map { " \(Vocabulary.shown($0))" } ?? ""
        throw TargetUnusable(
            "\(shownURL) gave no token: HTTP \(answer.status)\(error); check RESELLER_CLIENT_ID and RESELLER_CLIENT_SECRET."
        )
    }

    /// Makes one check. Whether it got no answer at all is told too.
    func verdict(of check: Check, _ context: Context) async -> (Verdict, isSilent: Bool) {
        if let missing = missing(check) { return (.skipped(Omission("\(missing.variables) not given", .input)), false) }
        do {
            try await check.body(context)
            return (.passed, false)
        } catch let skip as Skip {
            return (.skipped(Omission(skip.reason.text, skip.cause)), false)
        } catch let limited as RateLimited {
            return (.skipped(Omission("\(limited)", .target)), false)
        } catch let deviation as Deviation {
            let redactor = await context.redactor
            let finding = Finding(
                request: deviation.exchange.map {
                    redactor.curlLine($0.request, body: $0.requestBody, base: target.base)
                },
                expected: redactor.redact(deviation.expected.text), actual: redactor.redact(deviation.actual.text),
                answer: deviation.exchange.map(redactor.answer))
            return (check.severity == .required ? .failed(finding) : .deviated(finding), false)
        } catch {
            let redactor = await context.redactor
            let finding = Finding(
                request: (error as? TransportError).map {
                    redactor.curlLine($0.request, body: $0.body, base: target.base)
                },
                expected: "an answer", actual: redactor.redact("\(error)"), answer: nil)
            return (check.severity == .required ? .failed(finding) : .deviated(finding), error is TransportError)
        }
    }

    private func missing(_ check: Check) -> Check.Need? {
        check.needs.sorted().first { need in
            switch need {
            case .companyAdmin: target.credentials.companyAdmin == nil
            case .unmanagedCompany: target.credentials.unmanagedCompany == nil
            case .expiredToken: target.credentials.expiredToken == nil
            case .permissionToWrite: !target.allowsWrites
            }
        }
    }
}

/// How far a run is, from which its end is guessed.
private final class Progress: Sendable {
    /// About as many as a run of all checks makes.
    static let requestsPerCheck = 1.0

    private struct State {
        var checks: Int
        var checksMade = 0
        var requests = 0
    }

    private let state: Mutex<State>

    init(checks: Int) { state = Mutex(State(checks: checks)) }

    func countRequest() { state.withLock { $0.requests += 1 } }
    func countCheck() { state.withLock { $0.checksMade += 1 } }

    /// Requests still to come.
    var remaining: Double {
        state.withLock { state in
            let perCheck =
                state.checksMade < 20 ? Self.requestsPerCheck : Double(state.requests) / Double(state.checksMade)
            return Double(state.checks - state.checksMade) * perCheck
        }
    }
}

/// Why nothing could be checked: a sentence that names the address.
package struct TargetUnusable: Error, Hashable, CustomStringConvertible {
    /// One plain sentence.
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}
