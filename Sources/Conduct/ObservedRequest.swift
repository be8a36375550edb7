/// One request that the mock observed and how it was answered: the facts that criteria need, and no secret.
///
/// Two clocks appear. `arrival` and `end` are real time, from a clock that never jumps: waiting is judged by them.
/// `clockOffset` says how far the world's clock, which tests may set, freeze and advance, is from the system's.
package struct ObservedRequest: Hashable, Sendable {
    /// The number of the journal entry, for evidence; no two requests of a trace have the same.
    package var number: Int
    /// Real time since the trace began when the request's first byte was read. Of requests that a client sent without
    /// waiting for answers (pipelining), the later ones have arrived before the earlier ones end.
    package var arrival: Duration
    /// Real time when the answer's last byte was written, or when either side ended the connection before that.
    package var end: Duration
    /// The world's clock minus the system's when the request arrived.
    package var clockOffset: Duration = .zero

    /// What was asked for.
    package var operation: Operation
    /// The method as sent.
    package var method: String
    /// The path without the query.
    package var path: String
    /// Equal for equal queries and bodies: with method and path it says whether two requests are the same one. Nil where
    /// the body was not read.
    package var content: String?
    /// The answer's status; 0 where nothing of one was sent.
    package var status: Int
    /// The OAuth client that the credentials or the token name, whoever decided the answer; nil where none is named.
    package var clientId: String?
    /// The access token that came along.
    package var token: PresentedToken?
    /// The token that the answer gave.
    package var issued: IssuedToken?

    /// The value of `Accept`, several fields joined with commas; nil where there was none.
    package var accept: String?
    /// The value of `Content-Type`; nil where there was none.
    package var contentType: String?
    /// Whether the request had a body of at least one byte.
    package var hasBody = false
    /// The form of body that the operation takes; nil where it takes none or it does not matter.
    package var takes: BodyForm?
    /// The answer's `Retry-After`; nil where there was none or it could not be read.
    package var retryAfter: RetryAfter?

    /// Equal for requests on one connection, never used again for another.
    package var connection: Int
    /// Whether the mock closed the connection after this answer of its own accord: a fault, a refusal or a limit, not
    /// because the client had asked for `Connection: close`.
    package var isClosedByMock = false
    /// Whether the request came over TLS.
    package var isTLS = false
    /// Whether the client had been given an address of HTTPS.
    package var isTLSOffered = false
    /// Whether the request target held a client secret, an access token or user information.
    package var hasCredentialsInURL = false

    /// What a paged search asked for; nil for other operations and where the body could not be read.
    package var page: PageRequest?
    /// What a paged search answered with 200; nil for other answers.
    package var listing: PageAnswer?
    /// Whether the operation changed the world.
    package var wrote = false

    /// What became of the answer on its way.
    package var delivery: Delivery = .whole
    /// How long the mock made the client wait on purpose.
    package var delay: Duration = .zero
    /// Whether a rule gave the content of the answer or changed it, so that a client may have seen through it.
    package var isAltered = false
    /// The rule, limit or outage that decided.
    package var rule: String?
    /// What the mock told beside the answer.
    package var hint: String?

    /// A request that all went well with; what else there is to say is set afterwards.
    package init(
        number: Int, arrival: Duration, end: Duration, operation: Operation, method: String, path: String, status: Int,
        connection: Int
    ) {
        self.number = number
        self.arrival = arrival
        self.end = end
        self.operation = operation
        self.method = method
        self.path = path
        self.status = status
        self.connection = connection
    }
}

extension ObservedRequest {
    /// What a request asks for, as far as criteria tell apart.
    package enum Operation: Hashable, Sendable {
        /// A token, by `POST /connect/token`.
        case token
        /// A page of a search.
        case search
        /// A company in full, by its `resourceId`.
        case detail(String)
        /// Anything else that only reads and answers with JSON.
        case read
        /// A file, such as an export.
        case download
        /// Anything that creates, changes or deletes.
        case write
        /// A route or a method that the vendor's API does not have.
        case unknown
        /// Not the API's business: discovery, keys, health, preflights, bytes that are no request, operations of the
        /// vendor's that the mock does not have.
        case other
    }

    /// A token that came with a request.
    package struct PresentedToken: Hashable, Sendable {
        /// Equal for equal tokens; not the token.
        package var fingerprint: String
        /// The life left by the world's clock when the request arrived, negative after the end; nil where the token says
        /// nothing about its end.
        package var remaining: Duration?

        /// A token that a request has.
        package init(fingerprint: String, remaining: Duration? = nil) {
            self.fingerprint = fingerprint
            self.remaining = remaining
        }
    }

    /// A token that an answer gave.
    package struct IssuedToken: Hashable, Sendable {
        /// Equal for equal tokens; not the token.
        package var fingerprint: String
        /// `expires_in` as the answer said it.
        package var lifetime: Duration

        /// A token that an answer gives.
        package init(fingerprint: String, lifetime: Duration) {
            self.fingerprint = fingerprint
            self.lifetime = lifetime
        }
    }

    /// A form of body.
    package enum BodyForm: Hashable, Sendable {
        /// `application/x-www-form-urlencoded`
        case form
        /// `application/json` and its kin
        case json
        /// `multipart/form-data`
        case multipart
    }

    /// How long an answer told the client to wait (RFC 9110, section 10.2.3).
    package enum RetryAfter: Hashable, Sendable {
        /// A number of seconds.
        case seconds(Duration)
        /// A date: the time from the answer's `Date` to it.
        case date(Duration)

        /// The time to wait.
        package var wait: Duration {
            switch self {
            case .seconds(let wait), .date(let wait): wait
            }
        }
    }

    /// What a paged search asks for.
    package struct PageRequest: Hashable, Sendable {
        /// The page asked for; nil where the body had no such number.
        package var number: Int?
        /// The rows a page asked for; nil where the body had no such number.
        package var size: Int?
        /// Equal for searches that differ in nothing but the page.
        package var query: String

        /// The page that a search asks for.
        package init(number: Int?, size: Int?, query: String) {
            self.number = number
            self.size = size
            self.query = query
        }
    }

    /// What a page said.
    package struct PageAnswer: Hashable, Sendable {
        /// `totalNumberOfPages`
        package var totalPages: Int
        /// `totalNumberOfRecords`
        package var totalRecords: Int
        /// The `resourceId` of each row; nil where they were too many to keep.
        package var rows: [String]?

        /// What an answer lists.
        package init(totalPages: Int, totalRecords: Int, rows: [String]?) {
            self.totalPages = totalPages
            self.totalRecords = totalRecords
            self.rows = rows
        }
    }

    /// What became of an answer on its way to the client.
    package enum Delivery: Hashable, Sendable, CaseIterable {
        /// All of it was sent as it should be.
        case whole
        /// Nothing of it was sent: the connection was reset or closed.
        case lost
        /// Its head or a part of its body was sent, less than it promised.
        case cutShort
        /// It was no HTTP, or its body was no JSON.
        case broken
        /// Its `Content-Type` was not JSON where the operation's is.
        case wrongType
        /// The client ended the connection before all of it was sent.
        case abandoned
        /// It is still under way.
        case underWay
    }
}
