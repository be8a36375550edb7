import Foundation

/// Makes checks on a target, one after the other.
public struct Runner: Sendable {
    /// What a run tells while it goes on.
    public enum Event: Sendable {
        case started(Check, number: Int, of: Int)
        case finished(Outcome)
    }

    /// After so many checks in a row without any answer the target counts as gone.
    static let mostSilentChecks = 3

    private let target: Target
    private let checks: [Check]
    private let time: Client.Time

    /// A run of these checks.
    public init(_ target: Target, checks: [Check] = Catalogue.checks) {
        self.init(target, checks: checks, time: .system)
    }

    init(_ target: Target, checks: [Check], time: Client.Time) {
        self.target = target
        self.checks = checks
        self.time = time
    }

    /// Makes the checks and tells `observe` of each.
    ///
    /// Throws `TargetUnusable` when the target cannot be reached, gives the reseller no token, or falls silent.
    public func run(_ observe: @Sendable (Event) -> Void = { _ in }) async throws -> Report {
        let transport = Transport(target)
        defer { transport.close() }
        let client = Client(rate: target.rate, time: time) { try await transport.send($0, body: $1) }
        let context = Context(target, client: client)
        let startedAt = Date()
        let start = ContinuousClock.now
        try await probe(context)
        var outcomes: [Outcome] = []
        var silent = 0
        for (index, check) in checks.enumerated() {
            observe(.started(check, number: index + 1, of: checks.count))
            let checkStart = ContinuousClock.now
            let (verdict, isSilent) = await verdict(of: check, context)
            let outcome = Outcome(check: check, verdict: verdict, duration: .now - checkStart)
            outcomes.append(outcome)
            observe(.finished(outcome))
            silent = isSilent ? silent + 1 : 0
            if silent == Self.mostSilentChecks, case .failed(let finding) = outcome.verdict.withoutSeverity {
                throw TargetUnusable("\(shownURL) stopped answering: \(finding.actual).")
            }
        }
        return Report(
            baseURL: shownURL, startedAt: startedAt, duration: .now - start, requestCount: await context.requestCount,
            outcomes: outcomes)
    }

    private var shownURL: String { target.base }

    /// The first request tells whether there is anything to check.
    private func probe(_ context: Context) async throws(TargetUnusable) {
        let answer: Exchange
        do {
            answer = try await context.tokenAnswer()
        } catch {
            throw TargetUnusable("\(shownURL) could not be reached: \(error).")
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

    private func verdict(of check: Check, _ context: Context) async -> (Verdict, isSilent: Bool) {
        if let missing = missing(check) { return (.skipped("\(missing.variables) not given"), false) }
        do {
            try await check.body(context)
            return (.passed, false)
        } catch let skip as Skip {
            return (.skipped(skip.reason.text), false)
        } catch let limited as RateLimited {
            return (.skipped("\(limited)"), false)
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
            }
        }
    }
}

/// Why nothing could be checked: a sentence that names the address.
public struct TargetUnusable: Error, Hashable, CustomStringConvertible {
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}
