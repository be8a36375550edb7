import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios
import Synchronization

/// All that is kept of one request and its answer: secrets are out of it before it is made.
///
/// It is complete when the last byte of the answer has been written, or the connection has ended. A journal holds ten
/// thousand of them and more, so it takes little memory: what can be read out of the bytes of the request is read when it is
/// asked for.
final class RequestRecord: Sendable, ReplyObserver {
    /// How it ended.
    struct Completion: Sendable {
        let delivery: Delivery
        /// From the arrival to the last byte.
        let duration: Duration
    }

    /// The bytes of a body that are kept.
    static let longestBody = 64 * 1024

    /// False for bytes that were no request, and for connections that a rule refused; what is known of a request alone is
    /// empty then.
    let isRequest: Bool

    // The request:

    /// Without secrets.
    let head: KeptHead
    /// Without secrets, cut to `longestBody`.
    let body: [UInt8]
    let isBodyCut: Bool
    let peer: Peer
    /// By the system's clock, in milliseconds since 1970-01-01T00:00:00Z.
    let receivedAt: Int64
    let arrival: ContinuousClock.Instant
    /// The world's time when it had arrived.
    let time: DateTime

    // What was found out and decided; texts from a scenario or a client are cut to what is kept of them:

    let operation: EmulatedOperation?
    /// The OAuth client that made it, where it is known.
    let clientId: String?
    /// Without `clientId`, the client of a token that has a good signature and was not accepted.
    let claimedClient: String?
    /// The life that the token had left by the world's clock.
    let tokenLife: Duration?
    /// What decided instead of the API.
    let rule: String?
    /// What the rule did on the wire.
    let fault: WireFault.Kind?
    /// What was done on the wire beside sending a response.
    let effects: [String]
    /// Whether a rule gave the content of the answer or changed it.
    let isAltered: Bool
    let hint: String?

    // The answer:

    /// Its status; 0 where nothing of it was sent.
    let status: Int
    /// Its body without secrets, cut to `longestBody`.
    let response: Response
    let isAnswerCut: Bool
    /// How long it took to make.
    let processing: Duration

    /// The bytes of memory that it counts for.
    let byteCount: Int
    private let numberInJournal = Atomic(0)
    private let completion = Mutex<Completion?>(nil)

    /// Of a request that has been answered.
    init(_ event: ServeEvent, processing: Duration) {
        isRequest = true
        let sent = event.request.body
        isBodyCut = sent.count > Self.longestBody
        let body = isBodyCut ? Array(sent.prefix(Self.longestBody)) : sent
        self.body = body.isEmpty ? body : Secrets.redacted(body, contentType: event.headers.firstBytes("content-type"))
        head = Secrets.redactedHead(of: event.request, token: event.authentication.token)
        peer = event.peer
        receivedAt = WorldClock.systemNow().unixMilliseconds
        arrival = event.arrival
        time = event.now
        operation = event.endpoint?.operation
        let clientId = event.authentication.clientId
        self.clientId = clientId.map(Self.cut)
        claimedClient = clientId == nil ? event.claimedClient.map(Self.cut) : nil
        tokenLife = event.authentication.tokenEnd.map { .seconds($0.ticks / 10_000_000 - event.now.ticks / 10_000_000) }
        rule = event.rule.map(Self.cut)
        fault = event.action?.fault?.kind
        effects = event.effects.isEmpty ? [] : event.effects.map(Self.cut)
        isAltered = event.action?.answer != nil
        hint = event.answer.hint.map(Self.cut)
        status = event.sentStatus
        var response = event.answer.response
        isAnswerCut = response.body.count > Self.longestBody
        if isAnswerCut { response.body = Array(response.body.prefix(Self.longestBody)) }
        // Nothing else of the API answers with JSON of less than a page that could have a secret in it.
        switch operation {
        case .searchCompanies, .getCompany: break
        default: response.body = Secrets.redacted(response.body, contentType: nil)
        }
        self.response = response
        self.processing = processing
        byteCount = 512 + head.count + self.body.count + response.body.count + Self.count(hint, rule, effects)
    }

    /// Of what was no request.
    init(at time: DateTime, status: Int, hint: String? = nil, rule: String? = nil, effects: [String] = []) {
        isRequest = false
        head = KeptHead()
        (body, isBodyCut) = ([], false)
        peer = .inProcess(address: "", isTLS: false)
        receivedAt = WorldClock.systemNow().unixMilliseconds
        arrival = .now
        self.time = time
        (operation, clientId, claimedClient, tokenLife) = (nil, nil, nil, nil)
        self.rule = rule.map(Self.cut)
        fault = nil
        self.effects = effects.map(Self.cut)
        isAltered = false
        self.hint = hint.map(Self.cut)
        self.status = status
        (response, isAnswerCut) = (Response(status: 400), false)
        processing = .zero
        byteCount = 512 + Self.count(self.hint, self.rule, self.effects)
    }

    private static func cut(_ text: String) -> String { text.prefix(bytes: Journal.longestText) }

    private static func count(_ hint: String?, _ rule: String?, _ effects: [String]) -> Int {
        effects.reduce((hint?.utf8.count ?? 0) + (rule?.utf8.count ?? 0)) { $0 + $1.utf8.count }
    }

    /// Counts all requests of the world from 1.
    var number: Int { numberInJournal.load(ordering: .relaxed) }

    /// Before anybody else sees it.
    func setNumber(_ number: Int) { numberInJournal.store(number, ordering: .relaxed) }

    /// Nil while the answer is being written.
    var completed: Completion? { completion.withLock { $0 } }

    func replyEnded(_ delivery: Delivery) {
        let duration = ContinuousClock.now - arrival
        completion.withLock { $0 = Completion(delivery: delivery, duration: duration) }
    }
}

extension RequestRecord {
    /// The name of the emulated operation, such as `getCompany`.
    var operationName: String? { operation.map { "\($0)" } }
    /// Whether no operation that is emulated was reached: an unknown path, a verb that it does not have, a 501.
    var isUnmatched: Bool { isRequest && operation == nil }
    /// Whether anything of the answer was sent.
    var isSent: Bool { status != 0 }
    var connection: UInt64? { if case .connection(let connection) = peer { connection.id } else { nil } }
}

extension Journal.Entry {
    init(_ record: RequestRecord) {
        let (method, target) = record.head.requestLine
        self.init(
            number: record.number, time: record.time,
            method: record.isRequest ? method.rawValue.prefix(bytes: Journal.longestText) : "",
            path: target.quotedPath(limit: Journal.longestPath), status: record.status, clientId: record.clientId,
            hint: record.hint, rule: record.rule, effects: record.effects)
    }
}

extension DateTime {
    /// Since 1970-01-01T00:00:00Z.
    var unixMilliseconds: Int64 { unixSeconds * 1000 + (ticks % Self.ticksPerSecond) / 10_000 }
}

extension Authentication {
    /// When the token that came along ends.
    fileprivate var tokenEnd: DateTime? {
        switch self {
        case .bearer(let bearer): bearer.token.expires
        case .refused(.expired(let end)): end
        case .grant, .refused: nil
        }
    }

    fileprivate var token: AccessToken? {
        switch self {
        case .bearer(let bearer): bearer.token
        case .grant, .refused: nil
        }
    }
}
