package import Conduct
import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios

/// What the journal shows of a client's conduct.
public struct ClientVerdict: Sendable, CustomStringConvertible {
    /// The criteria and what is said by each.
    package let report: ConductReport

    /// Whether a criterion was not met.
    public var isBad: Bool { report.isBad }
    /// A line for each criterion, and the requests that show what was not met.
    public var description: String { report.text() }
    /// The same as JSON.
    public var json: String { report.json() }
}

extension MockServer {
    /// Judges the requests so far by the scenario's criteria. What a client is judged by is in `docs/judge.md`.
    public func verdict() throws -> ClientVerdict {
        try service.world.verdict(isTLSOffered: tlsBaseURL != nil)
    }

    /// The same with other requirements.
    package func verdict(_ requirements: Requirements) throws -> ClientVerdict {
        ClientVerdict(
            report: ConductReport([
                try service.world.scenarioVerdict(isTLSOffered: tlsBaseURL != nil, requirements: requirements)
            ]))
    }

    /// The same of a program that has ended.
    package func verdict(_ requirements: Requirements, _ circumstances: Circumstances, _ run: ProgramRun) throws
        -> ScenarioVerdict
    {
        try service.world.scenarioVerdict(
            isTLSOffered: tlsBaseURL != nil, requirements: requirements, circumstances: circumstances, run: run)
    }
}

extension World {
    func verdict(isTLSOffered: Bool) throws(UnknownCriterion) -> ClientVerdict {
        ClientVerdict(report: ConductReport([try scenarioVerdict(isTLSOffered: isTLSOffered)]))
    }

    func scenarioVerdict(
        isTLSOffered: Bool, requirements: Requirements = .none, circumstances: Circumstances = Circumstances(),
        run: ProgramRun? = nil
    ) throws(UnknownCriterion) -> ScenarioVerdict {
        var circumstances = circumstances
        circumstances.longestDelay = scenario.longestDelay
        let records = journal.records
        circumstances.isBeginningLost = records.count < journal.count
        let start = records.lazy.filter(\.isRequest).map(\.arrival).min() ?? .now
        let observed = records.compactMap { $0.observed(since: start, isTLSOffered: isTLSOffered) }
        return ScenarioVerdict(
            scenario: scenario.name, trace: Trace(observed, circumstances: circumstances),
            criteria: try requirements.criteria(ofScenario: scenario.criteria), requirements: requirements, run: run)
    }
}

extension Scenario {
    /// The longest delay that a rule can give; nil where none gives any or one has no bound.
    package var longestDelay: Duration? {
        var longest: Duration?
        for rule in rules {
            for delay in rule.outcome.actions.compactMap(\.delay) {
                let time: Duration
                switch delay.time {
                case .fixed(let fixed): time = fixed
                case .uniform(_, let most): time = most
                case .lognormal(_, _, let most): time = most
                case nil: time = .zero
                }
                longest = max(longest ?? .zero, time + (delay.dribble?.time ?? .zero))
            }
        }
        return longest
    }
}

extension RequestRecord {
    /// As criteria see it; nil for what was no request.
    func observed(since start: ContinuousClock.Instant, isTLSOffered: Bool) -> ObservedRequest? {
        guard isRequest else { return nil }
        let arrival = self.arrival - start
        let facts = RequestFacts(self)
        var request = ObservedRequest(
            number: number, arrival: arrival, end: arrival + (completed?.duration ?? processing),
            operation: observedOperation(facts), method: facts.method, path: facts.path, status: status,
            connection: Int(truncatingIfNeeded: connection ?? UInt64(number)))
        request.clockOffset = .milliseconds(time.unixMilliseconds - receivedAt)
        if !isBodyCut {
            let query = String(decoding: facts.request?.target.rawQuery ?? [], as: UTF8.self)
            request.content = query + "\n" + facts.body
        }
        request.clientId = clientId ?? claimedClient
        if let field = facts.values(ofHeader: "authorization").first,
            field.lowercasedASCII.startsExactly(with: "bearer ")
        {
            request.token = .init(fingerprint: String(field.dropFirst(7)), remaining: tokenLife)
        }
        request.issued = issuedToken
        let accepts = facts.values(ofHeader: "accept")
        request.accept = accepts.isEmpty ? nil : accepts.joined(separator: ", ")
        request.contentType = facts.values(ofHeader: "content-type").first
        request.hasBody = !body.isEmpty
        request.takes = takenForm
        request.retryAfter = retryAfter
        request.isClosedByMock =
            response.closesConnection || fault.map { !$0.isResponse } ?? false
        request.isTLS = peer.isTLS
        request.isTLSOffered = isTLSOffered
        request.hasCredentialsInURL = facts.url.contains("=sha256:")
        if operation == .searchCompanies {
            request.page = facts.document.map(Self.page)
            if status == 200 { request.listing = listing }
        }
        request.wrote = isWrite && (200..<300).contains(response.status)
        request.delivery = observedDelivery
        request.delay = effects.compactMap(Self.delay).max() ?? .zero
        request.isAltered = isAltered
        request.rule = rule
        request.hint = hint
        return request
    }

    private var observedDelivery: ObservedRequest.Delivery {
        switch fault {
        case .emptyResponse, .connectionReset, .closeBeforeResponse, .tlsHandshakeFailure: return .lost
        case .truncatedBody, .closeAfterHeaders, .wrongContentLength, .shortPage: return .cutShort
        case .malformedResponseChunk, .randomDataThenClose, .invalidJSON: return .broken
        case .wrongContentType: return .wrongType
        case .stall, nil: break
        }
        switch completed?.delivery {
        case .whole: return .whole
        case .cutOff: return .abandoned
        case nil: return .underWay
        }
    }

    /// `delay 250 ms` as a duration.
    private static func delay(_ effect: String) -> Duration? {
        guard effect.startsExactly(with: "delay ") else { return nil }
        return Int(effect.split(separator: " ")[1]).map { .milliseconds($0) }
    }

    private static func page(_ document: JSONValue) -> ObservedRequest.PageRequest {
        guard case .object(let members) = document else { return .init(number: nil, size: nil, query: "") }
        func number(_ name: String) -> Int? {
            guard case .number(let text)? = members.first(where: { $0.name.isExactlyIgnoringCase(name) })?.value else {
                return nil
            }
            return Int(text)
        }
        let rest = members.filter { !$0.name.isExactlyIgnoringCase("pageNumber") }
        return .init(
            number: number("pageNumber"), size: number("pageSize"),
            query: String(decoding: JSONValue.object(rest).bytes, as: UTF8.self))
    }
}

extension RequestRecord {
    var isWrite: Bool {
        guard let operation, operation != .token, !"\(operation)".hasPrefix("search") else { return false }
        let method = head.requestLine.method
        return method != .get && method != .head
    }

    fileprivate func observedOperation(_ facts: RequestFacts) -> ObservedRequest.Operation {
        switch operation {
        case .token: return .token
        case .searchCompanies: return .search
        case .getCompany: return .detail(facts.path.parts(separatedBy: "/").last ?? "")
        case .discovery, .keys: return .other
        case let other?:
            if "\(other)".lowercased().hasSuffix("export") { return .download }
            return isWrite ? .write : .read
        case nil: return entryIsUnknown ? .unknown : .other
        }
    }

    /// 404 and 405; a 501 is an operation of the vendor's.
    private var entryIsUnknown: Bool { response.status == 404 || response.status == 405 }

    fileprivate var takenForm: ObservedRequest.BodyForm? {
        switch operation {
        case .token: .form
        case .searchCompanies: .json
        default: nil
        }
    }

    fileprivate var issuedToken: ObservedRequest.IssuedToken? {
        guard operation == .token, response.status == 200,
            case .object(let members)? = try? JSONValue.read(response.body),
            case .string(let token)? = members.first(where: { $0.name == "access_token" })?.value,
            case .number(let text)? = members.first(where: { $0.name == "expires_in" })?.value,
            let seconds = Int64(text)
        else { return nil }
        return .init(fingerprint: token, lifetime: .seconds(seconds))
    }

    fileprivate var retryAfter: ObservedRequest.RetryAfter? {
        guard let text = response.fields.first("retry-after") else { return nil }
        if let seconds = Int64(text), seconds >= 0 { return .seconds(.seconds(min(seconds, 1 << 32))) }
        guard let date = Self.seconds(ofHTTPDate: text), let now = response.date else { return nil }
        return .date(.seconds(date - now))
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7), the form that the mock writes.
    private static func seconds(ofHTTPDate text: String) -> Int64? {
        let words = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count == 6, let day = Int(words[1]), let month = months.firstIndex(of: String(words[2])),
            let year = Int(words[3])
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3 else { return nil }
        return DateTime(year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2])?
            .unixSeconds
    }

    fileprivate var listing: ObservedRequest.PageAnswer? {
        guard !isAnswerCut, let document = try? JSONValue.read(response.body) else { return nil }
        func number(_ path: String) -> Int? {
            guard case .number(let text)? = JSONPointer(path)?.value(in: document) else { return nil }
            return Int(text)
        }
        guard let pages = number("/data/totalNumberOfPages"), let records = number("/data/totalNumberOfRecords") else {
            return nil
        }
        var rows: [String]?
        if case .array(let results)? = JSONPointer("/data/results")?.value(in: document) {
            rows = results.compactMap { row in
                for name in ["/companyResourceId", "/resourceId"] {
                    if case .string(let text)? = JSONPointer(name)?.value(in: row) { return text }
                }
                return nil
            }
        }
        return .init(totalPages: pages, totalRecords: records, rows: rows)
    }
}
