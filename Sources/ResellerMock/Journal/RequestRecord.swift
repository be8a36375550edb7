import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios
import Synchronization

/// All that is kept of one request and its answer: secrets are out of it before it is made.
///
/// It is complete when the last byte of the answer has been written, or the connection has ended.
final class RequestRecord: Sendable, ReplyObserver {
    /// What is kept beside the entry; nil for bytes that were no request.
    final class Details: Sendable {
        /// Without secrets, its body cut to `longestBody`.
        let request: Request
        let isBodyCut: Bool
        let peer: Peer
        let emulated: EmulatedOperation?
        /// Its body without secrets, cut to `longestBody`.
        let response: Response
        let isAnswerCut: Bool
        /// By the system's clock, in milliseconds since 1970-01-01T00:00:00Z.
        let receivedAt: Int64
        let arrival: ContinuousClock.Instant
        /// How long it took to make the answer.
        let processing: Duration
        /// The client of a token with a good signature, accepted or not.
        let claimedClient: String?
        /// The life that the token had left by the world's clock.
        let tokenLife: Duration?
        /// What a rule did on the wire.
        let fault: WireFault.Kind?
        /// Whether a rule gave the content of the answer or changed it.
        let isAltered: Bool
        /// The status of the answer that was made, whether it was sent or not.
        let isSent: Bool

        init(_ event: ServeEvent) {
            let request = event.request
            isBodyCut = request.body.count > RequestRecord.longestBody
            var body = isBodyCut ? Array(request.body.prefix(RequestRecord.longestBody)) : request.body
            if !body.isEmpty { body = Secrets.redacted(body, contentType: event.headers.first("content-type")) }
            self.request = Secrets.redacted(request, token: event.authentication.token, body: body)
            peer = event.peer
            emulated = event.endpoint?.operation
            var response = event.answer.response
            isAnswerCut = response.body.count > RequestRecord.longestBody
            if isAnswerCut { response.body = Array(response.body.prefix(RequestRecord.longestBody)) }
            // Nothing else of the API answers with JSON of less than a page that could have a secret in it.
            switch emulated {
            case .searchCompanies, .getCompany: break
            default: response.body = Secrets.redacted(response.body, contentType: nil)
            }
            self.response = response
            receivedAt = WorldClock.systemNow().unixMilliseconds
            arrival = event.arrival
            processing = ContinuousClock.now - event.arrival
            isSent = event.isSent
            claimedClient = event.claimedClient
            tokenLife = event.authentication.tokenEnd.map {
                .seconds($0.ticks / 10_000_000 - event.now.ticks / 10_000_000)
            }
            fault = event.action?.fault?.kind
            isAltered = event.action?.answer != nil
        }
    }

    /// How it ended.
    struct Completion: Sendable {
        let delivery: Delivery
        /// From the arrival to the last byte.
        let duration: Duration
    }

    /// The bytes of a body that are kept.
    static let longestBody = 64 * 1024

    let entry: Journal.Entry
    let details: Details?
    /// The bytes that it counts for.
    let byteCount: Int
    private let completion = Mutex<Completion?>(nil)

    init(_ entry: Journal.Entry, _ details: Details?, byteCount: Int) {
        self.entry = entry
        self.details = details
        self.byteCount = byteCount
    }

    /// Nil while the answer is being written.
    var completed: Completion? { completion.withLock { $0 } }

    func replyEnded(_ delivery: Delivery) {
        guard let details else { return }
        let duration = ContinuousClock.now - details.arrival
        completion.withLock { $0 = Completion(delivery: delivery, duration: duration) }
    }
}

extension RequestRecord.Details {
    /// The name of the emulated operation, such as `getCompany`.
    var operation: String? { emulated.map { "\($0)" } }
    /// Whether no operation that is emulated was reached: an unknown path, a verb that it does not have, a 501.
    var isUnmatched: Bool { emulated == nil }
    var address: String { peer.address }
    var isTLS: Bool { peer.isTLS }
    var connection: UInt64? { if case .connection(let connection) = peer { connection.id } else { nil } }

    /// The bytes of memory it takes, more or less; a body that is shared with others counts too.
    var byteCount: Int { request.headCount + request.body.count + response.body.count + 512 }
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
