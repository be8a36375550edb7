public import ResellerAPI

/// One way in which the mock misbehaves: the requests it is about, and what becomes of them.
///
/// Of the rules that a request meets, the first one that fires decides.
public struct Rule: Hashable, Sendable {
    /// Unique in a scenario; the journal says it, and an extending scenario replaces the rule by it.
    public var name: String
    /// Whether it is in force from the start; it can be switched while the server runs.
    public var isEnabled: Bool
    /// The requests that it is about.
    public var condition: RuleCondition
    /// What becomes of them.
    public var outcome: RuleOutcome

    /// The requests a rule is about; what is left out does not matter.
    public init(
        name: String, isEnabled: Bool = true, condition: RuleCondition = RuleCondition(), outcome: RuleOutcome
    ) {
        self.name = name
        self.isEnabled = isEnabled
        self.condition = condition
        self.outcome = outcome
    }
}

/// Which requests a rule is about, and which of those it fires for.
public struct RuleCondition: Hashable, Sendable {
    /// The methods that scenario files may name.
    public static let methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]

    /// The method, in capitals.
    public var method: String?
    /// The path, by segments.
    public var path: PathPattern?
    /// The OAuth client: that of valid credentials at the token endpoint, of a valid token elsewhere.
    public var client: String?
    /// The role of that client or token.
    public var role: String?
    /// What is asked of header fields; all of it must hold.
    public var headers: [HeaderCondition] = []
    /// What is asked of the body; all of it must hold.
    public var body: [BodyCondition] = []
    /// The first instant of the world's clock at which it holds.
    public var from: WorldTime?
    /// The first instant at which it holds no more.
    public var until: WorldTime?

    // Of the requests that meet all of the above, counted from 1:

    /// Fires for the n-th alone.
    public var nth: Int?
    /// Fires for every n-th.
    public var every: Int?
    /// Fires for none after the n-th.
    public var first: Int?
    /// Fires for this share of them, 0 to 1, drawn from the scenario's seed.
    public var probability: Double?

    /// Every request.
    public init() {}

    /// Whether it fires for each request that it is about.
    public var firesAlways: Bool {
        nth == nil && every == nil && first == nil && (probability ?? 1) >= 1
    }
}

/// What a header field of a request must be like.
public struct HeaderCondition: Hashable, Sendable {
    /// In lower case.
    public let name: String
    /// What is asked of the fields of this name.
    public var test: Test

    /// A condition on the fields of a name, in any case.
    public init(name: String, test: Test) {
        self.name = name.lowercasedASCII
        self.test = test
    }

    /// What is asked of the fields of the name, of any one if there are several.
    public enum Test: Hashable, Sendable {
        case present
        case absent
        case equals(String)
        case contains(String)
    }
}

/// What a request's body must be like.
public enum BodyCondition: Hashable, Sendable {
    /// It is JSON, and the value there equals this one; numbers by value, members in any order.
    case equals(JSONPointer, JSONValue)
    /// It is JSON, and has something there.
    case exists(JSONPointer)
    /// Its text contains this one, byte for byte.
    case contains(String)

    /// By the bytes of texts.
    public static func == (left: BodyCondition, right: BodyCondition) -> Bool {
        switch (left, right) {
        case (.equals(let leftPlace, let leftValue), .equals(let rightPlace, let rightValue)):
            leftPlace == rightPlace && leftValue == rightValue
        case (.exists(let left), .exists(let right)): left == right
        case (.contains(let left), .contains(let right)): left.isExactly(right)
        case (.equals, _), (.exists, _), (.contains, _): false
        }
    }

    /// By the bytes of texts.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .equals(let place, let value):
            hasher.combine(place)
            hasher.combine(value)
        case .exists(let place): hasher.combine(place)
        case .contains(let text): hasher.combine(ExactText(text))
        }
    }
}

/// What a rule does when it fires.
public enum RuleOutcome: Hashable, Sendable {
    case action(RuleAction)
    /// One step for each time it fires.
    case sequence([RuleStep], end: SequenceEnd)
}

/// A step of a sequence.
public struct RuleStep: Hashable, Sendable {
    /// How often in a row.
    public var times: Int
    /// An empty one lets the real answer through.
    public var action: RuleAction

    /// A step done this often in a row, at least once.
    public init(times: Int = 1, action: RuleAction = RuleAction()) {
        self.times = times
        self.action = action
    }
}

/// What comes after the last step of a sequence.
public enum SequenceEnd: String, Hashable, Sendable, CaseIterable {
    /// The last step for good.
    case last
    /// All over again.
    case `repeat`
    /// The rule is out of the way: later rules have their turn, then the real answer.
    case pass
}

/// What is done to one request. All parts may come together.
public struct RuleAction: Hashable, Sendable {
    /// Nil for the real answer.
    public var answer: RuleAnswer?
    /// Nil for no delay.
    public var delay: RuleDelay?
    /// Nil for an answer that arrives whole.
    public var fault: WireFault?
    /// What the token will be like that this request asks for.
    public var token: TokenFate?
    /// What becomes of the world's companies before the request is answered.
    public var change: CompaniesChange?

    /// The real answer, at once.
    public init() {}

    /// Whether it is the real answer, at once, from data as they were.
    public var isEmpty: Bool { answer == nil && delay == nil && fault == nil && token == nil && change == nil }
}

/// An answer in the place of the real one, or changes to it.
public struct RuleAnswer: Hashable, Sendable {
    /// Nil leaves the real answer's, or is 200 for a body of its own.
    public var status: Int?
    /// Set in the place of fields of the same name.
    public var headers: [Header] = []
    /// Nil leaves the real answer's, or is empty beside a status of its own.
    public var body: Body?

    /// The real answer.
    public init() {}

    /// A header field of an answer.
    public struct Header: Hashable, Sendable {
        /// The field's name.
        public var name: String
        /// The field's value, one line of text.
        public var value: String
        /// In the place of the value, the date (RFC 9110 section 5.6.7) that is so long after the answer's `Date`; parts of
        /// a second are cut.
        public var dateIn: Duration?

        /// A field; name and value have been checked where they came from outside.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }

        /// A field whose value is a date so long after the answer's own, such as a `Retry-After`: from a second to ten
        /// years, of which parts of a second are cut.
        public init(name: String, dateIn: Duration) {
            self.init(name: name, value: "")
            self.dateIn = dateIn
        }
    }

    /// Where an answer's body comes from.
    public enum Body: Hashable, Sendable {
        /// JSON text, the envelope shorthand included.
        case json([UInt8])
        case text(String)
        /// Changes to the real answer's JSON, in this order.
        case patch([Change])
    }

    /// A change to a JSON document.
    public enum Change: Hashable, Sendable {
        case set(JSONPointer, JSONValue)
        case remove(JSONPointer)
    }

    /// Whether its status allows no body (RFC 9110 sections 6.4.1 and 15.3.6).
    public var isBodiless: Bool { status == 204 || status == 205 || status == 304 }

    /// Whether the real answer is needed.
    public var changesRealAnswer: Bool {
        if case .patch = body { return true }
        return body == nil && status == nil
    }
}

/// A delay in real time: the world's clock has no part in it.
public struct RuleDelay: Hashable, Sendable {
    /// How long to wait; nil when the body is only dribbled.
    public var time: Distribution?
    /// What of the answer waits.
    public var place = Place.head
    /// The body in pieces; nil for a body in one.
    public var dribble: Dribble?

    /// A delay of the head, a dribbled body, or both.
    public init(time: Distribution? = nil, dribble: Dribble? = nil) {
        self.time = time
        self.dribble = dribble
    }

    /// How the delays of many requests are spread.
    public enum Distribution: Hashable, Sendable {
        case fixed(Duration)
        case uniform(from: Duration, to: Duration)
        /// `median` times e to the power of `sigma` times a standard normal deviate, cut at `max`.
        case lognormal(median: Duration, sigma: Double, max: Duration)
    }

    /// What waits.
    public enum Place: String, Hashable, Sendable, CaseIterable {
        case head
        case body
    }

    /// A body in pieces of nearly equal size.
    public struct Dribble: Hashable, Sendable {
        /// How many pieces, 2 to 1000.
        public var chunks: Int
        /// From the first piece to the last.
        public var time: Duration

        /// At least two pieces.
        public init(chunks: Int, time: Duration) {
            self.chunks = chunks
            self.time = time
        }
    }
}

/// Something broken on the wire.
public struct WireFault: Hashable, Sendable {
    /// What is broken.
    public var kind: Kind
    /// The share of the body that is sent, for `TRUNCATED_BODY`.
    public var fraction = 0.5

    /// A fault of this kind.
    public init(_ kind: Kind) {
        self.kind = kind
    }

    /// The names of faults; the first four are WireMock's.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case emptyResponse = "EMPTY_RESPONSE"
        case malformedResponseChunk = "MALFORMED_RESPONSE_CHUNK"
        case randomDataThenClose = "RANDOM_DATA_THEN_CLOSE"
        case connectionReset = "CONNECTION_RESET_BY_PEER"
        case truncatedBody = "TRUNCATED_BODY"
        case wrongContentLength = "WRONG_CONTENT_LENGTH"
        case stall = "STALL"
        case closeBeforeResponse = "CLOSE_BEFORE_RESPONSE"
        case closeAfterHeaders = "CLOSE_AFTER_HEADERS"
        case invalidJSON = "INVALID_JSON"
        case wrongContentType = "WRONG_CONTENT_TYPE"
        case shortPage = "SHORT_PAGE"
        case tlsHandshakeFailure = "TLS_HANDSHAKE_FAILURE"
    }
}

extension WireFault.Kind {
    /// Whether bytes of a response's head are sent, so that an answer beside the fault shows.
    public var sendsHead: Bool {
        switch self {
        case .malformedResponseChunk, .truncatedBody, .wrongContentLength, .closeAfterHeaders, .invalidJSON,
            .wrongContentType, .shortPage:
            true
        case .emptyResponse, .randomDataThenClose, .connectionReset, .stall, .closeBeforeResponse, .tlsHandshakeFailure:
            false
        }
    }

    /// Whether bytes of a response's body are sent.
    public var sendsBody: Bool {
        switch self {
        case .truncatedBody, .wrongContentLength, .invalidJSON, .wrongContentType, .shortPage: true
        case .emptyResponse, .malformedResponseChunk, .randomDataThenClose, .connectionReset, .stall,
            .closeBeforeResponse, .closeAfterHeaders, .tlsHandshakeFailure:
            false
        }
    }

    /// Whether it is an answer's body, or the want of it, that is broken.
    public var breaksBody: Bool { sendsBody || self == .malformedResponseChunk || self == .closeAfterHeaders }

    /// Whether it comes before any request, so that a rule with it is about TLS connections.
    public var isAboutConnections: Bool { self == .tlsHandshakeFailure }

    /// Whether it can be had without a connection, as a response like any other.
    public var isResponse: Bool { self == .invalidJSON || self == .wrongContentType || self == .shortPage }
}

/// What is wrong with a token.
public struct TokenFate: Hashable, Sendable {
    /// Nil for a token that is good.
    public var flaw: Flaw?
    /// In the place of the scenario's lifetime.
    public var lifetime: Duration?
    /// The role it says, in the place of the client's.
    public var role: String?
    /// It is refused with 401 once it has been accepted this often.
    public var revokedAfter: Int?

    /// A token like any other.
    public init() {}

    /// What makes a token invalid from the start.
    public enum Flaw: String, Hashable, Sendable, CaseIterable {
        case expired
        case wrongSignature
        case wrongAudience
    }
}

/// How many requests may be made, by the world's clock.
public struct RateLimit: Hashable, Sendable {
    /// How many in each period.
    public var requests: Int
    /// The window's length, or the time in which an empty bucket fills with `requests`.
    public var period: Duration
    /// How they are counted.
    public var algorithm = Algorithm.fixedWindow
    /// Whose requests are counted together.
    public var scope = Scope.client
    /// Most requests at once with a token bucket.
    public var burst: Int
    /// Whether answers say `RateLimit-Limit`, `-Remaining` and `-Reset` (draft-ietf-httpapi-ratelimit-headers-06).
    public var headers = false
    /// Nil for 429 with the envelope of a failure (assumed: the vendor documents no body).
    public var answer: RuleAnswer?

    /// So many requests of each client in a fixed window, without `RateLimit-*` fields.
    public init(requests: Int, period: Duration) {
        self.requests = requests
        self.period = period
        burst = requests
    }

    /// How requests are counted.
    public enum Algorithm: String, Hashable, Sendable, CaseIterable {
        /// A window starts with the first request after the one before has ended.
        case fixedWindow
        case tokenBucket
    }

    /// Whose requests are counted together.
    public enum Scope: String, Hashable, Sendable, CaseIterable {
        /// Each client's; requests without valid credentials are not counted.
        case client
        /// All of the world's.
        case world
    }
}

/// A time on the world's clock in which nothing works.
public struct Outage: Hashable, Sendable {
    /// Its first instant.
    public var from: WorldTime
    /// The first instant after it.
    public var until: WorldTime
    /// Without an answer or a fault, 503 with `Retry-After`.
    public var action: RuleAction

    /// An outage between two instants.
    public init(from: WorldTime, until: WorldTime, action: RuleAction = RuleAction()) {
        self.from = from
        self.until = until
        self.action = action
    }
}
