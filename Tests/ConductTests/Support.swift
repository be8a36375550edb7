import Testing

@testable import Conduct

/// Requests of a story, told by when they arrive. Times are in seconds; each takes 10 ms and comes on connection 1 unless
/// told otherwise; tokens have names.
extension ObservedRequest {
    static func make(
        _ at: Double, _ operation: Operation, _ method: String, _ path: String, content: String = ""
    ) -> ObservedRequest {
        var request = ObservedRequest(
            number: 0, arrival: .seconds(at), end: .seconds(at + 0.01), operation: operation, method: method,
            path: path,
            status: 200, connection: 1)
        request.content = content
        request.clientId = "reseller-client"
        request.accept = "application/json"
        return request
    }

    static func token(_ at: Double, _ name: String, lifetime: Double = 3600) -> ObservedRequest {
        var request = make(at, .token, "POST", "/connect/token", content: "credentials")
        request.contentType = "application/x-www-form-urlencoded"
        request.hasBody = true
        request.takes = .form
        request.issued = IssuedToken(fingerprint: name, lifetime: .seconds(lifetime))
        return request
    }

    /// A page of a search with two rows a page.
    static func search(
        _ at: Double, page: Int? = 1, of pages: Int = 1, size: Int? = 2, records: Int? = nil, rows: [String]? = nil,
        token: String = "A"
    ) -> ObservedRequest {
        let shown = "\(page.map { "\($0)" } ?? "-")/\(size.map { "\($0)" } ?? "-")"
        var request = make(at, .search, "POST", "/api/companies/search", content: "search \(shown)")
        request.contentType = "application/json"
        request.hasBody = true
        request.takes = .json
        request.token = PresentedToken(fingerprint: token, remaining: .seconds(1000))
        request.page = PageRequest(number: page, size: size, query: "all")
        request.listing = PageAnswer(
            totalPages: pages, totalRecords: records ?? pages * 2,
            rows: rows ?? ["row \(page ?? 0) a", "row \(page ?? 0) b"])
        return request
    }

    static func detail(_ at: Double, _ id: String = "c1", token: String? = "A") -> ObservedRequest {
        var request = make(at, .detail(id), "GET", "/api/companies/\(id)")
        if let token { request.token = PresentedToken(fingerprint: token, remaining: .seconds(1000)) }
        return request
    }

    static func create(_ at: Double, _ name: String = "ACME LLC") -> ObservedRequest {
        var request = make(at, .write, "POST", "/api/companies", content: name)
        request.contentType = "multipart/form-data; boundary=x"
        request.hasBody = true
        request.takes = .multipart
        request.token = PresentedToken(fingerprint: "A", remaining: .seconds(1000))
        request.wrote = true
        return request
    }

    func with(_ change: (inout ObservedRequest) -> Void) -> ObservedRequest {
        var request = self
        change(&request)
        return request
    }

    func on(_ connection: Int) -> ObservedRequest { with { $0.connection = connection } }

    func lasting(_ seconds: Double) -> ObservedRequest { with { $0.end = $0.arrival + .seconds(seconds) } }

    func by(_ client: String) -> ObservedRequest { with { $0.clientId = client } }

    func answered(_ status: Int, retryAfter: RetryAfter? = nil) -> ObservedRequest {
        with {
            $0.status = status
            $0.retryAfter = retryAfter
            $0.issued = nil
            $0.listing = nil
            $0.wrote = false
        }
    }

    /// Did not arrive as it should. What broke the connection did so of the mock's accord.
    func delivered(_ delivery: Delivery) -> ObservedRequest {
        with {
            $0.delivery = delivery
            $0.isClosedByMock = delivery != .wrongType && delivery != .whole
            if delivery == .lost { $0.status = 0 }
        }
    }

    /// The token's life left by the world's clock.
    func remaining(_ seconds: Double) -> ObservedRequest { with { $0.token?.remaining = .seconds(seconds) } }
}

extension Trace {
    /// A trace of requests in the order given, which is that of their numbers.
    static func make(_ requests: [ObservedRequest], _ circumstances: Circumstances = Circumstances()) -> Trace {
        Trace(
            requests.enumerated().map { index, request in request.with { $0.number = index + 1 } },
            circumstances: circumstances)
    }

    /// The criteria that are bad.
    var bad: [String] { judged().filter { $0.verdict == .bad }.map(\.criterion) }

    func verdict(_ id: String) throws -> Judgement.Verdict { try Criterion.named(id).judge(self).verdict }
}

/// A trace and what one criterion says about it.
struct Story: Sendable, CustomTestStringConvertible {
    var criterion: String
    var verdict: Judgement.Verdict
    var name: String
    var requests: [ObservedRequest]
    var circumstances: Circumstances
    /// The requests that are to be shown, by their place in the story; nil where it does not matter.
    var evidence: [Int]?

    var trace: Trace { .make(requests, circumstances) }
    var testDescription: String { "\(criterion): \(name)" }
}

struct StoryBook {
    private(set) var stories: [Story] = []

    mutating func add(
        _ criterion: String, _ verdict: Judgement.Verdict, _ name: String,
        _ circumstances: Circumstances = Circumstances(), evidence: [Int]? = nil,
        @Requests requests: () -> [ObservedRequest]
    ) {
        stories.append(
            Story(
                criterion: criterion, verdict: verdict, name: name, requests: requests(), circumstances: circumstances,
                evidence: evidence))
    }
}

/// Requests one below the other. (As sums of arrays they take the compiler minutes.)
@resultBuilder enum Requests {
    static func buildExpression(_ request: ObservedRequest) -> [ObservedRequest] { [request] }
    static func buildExpression(_ requests: [ObservedRequest]) -> [ObservedRequest] { requests }
    static func buildBlock(_ parts: [ObservedRequest]...) -> [ObservedRequest] { parts.flatMap { $0 } }
    static func buildArray(_ parts: [[ObservedRequest]]) -> [ObservedRequest] { parts.flatMap { $0 } }
}

/// A small generator with a seed (SplitMix64), so that random traces are the same every time.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
