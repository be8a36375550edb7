enum RuleMember: String, CaseIterable {
    case name
    case enabled
    case when
    case then
    /// Read where an entry is laid over another one.
    case replace
}

enum ConditionMember: String, CaseIterable {
    case method
    case path
    case client
    case role
    case headers
    case body
    case nth
    case every
    case first
    case probability
    case from
    case until
}

enum HeaderTestMember: String, CaseIterable {
    case present
    case equals
    case contains
}

enum BodyTestMember: String, CaseIterable {
    case pointer
    case equals
    case exists
    case contains
}

enum ActionMember: String, CaseIterable {
    case answer
    case delay
    case fault
    case token
    case change
}

enum StepMember: String, CaseIterable {
    case times
    case answer
    case delay
    case fault
    case token
    case change
}

enum OutcomeMember: String, CaseIterable {
    case answer
    case delay
    case fault
    case token
    case change
    case sequence
    case then
}

enum ChangeMember: String, CaseIterable {
    case add
    case rename
    case remove
}

enum OutageMember: String, CaseIterable {
    case from
    case until
    case answer
    case delay
    case fault
}

enum AnswerMember: String, CaseIterable {
    case status
    case headers
    case envelope
    case json
    case text
    case patch
}

enum HeaderDateMember: String, CaseIterable {
    case dateIn
}

enum EnvelopeMember: String, CaseIterable {
    case status
    case message
    case validationMessages
}

enum PatchMember: String, CaseIterable {
    case set
    case remove
}

enum DelayMember: String, CaseIterable {
    case fixed
    case uniform
    case lognormal
    case before
    case dribble
}

enum UniformMember: String, CaseIterable {
    case from
    case to
}

enum LognormalMember: String, CaseIterable {
    case median
    case sigma
    case max
}

enum DribbleMember: String, CaseIterable {
    case chunks
    case over
}

enum FaultMember: String, CaseIterable {
    case kind
    case at
}

enum TokenFateMember: String, CaseIterable {
    case flaw
    case lifetime
    case role
    case revokedAfter
}

enum RateLimitMember: String, CaseIterable {
    case requests
    case per
    case algorithm
    case scope
    case burst
    case headers
    case answer
}

/// The bounds of rules: far beyond any use, far below what harms the server.
enum RuleLimits {
    static let rules = 1000
    static let outages = 100
    static let steps = 1000
    static let headers = 100
    /// Of a patch, and of companies.
    static let changes = 100
    static let bodyBytes = 1 << 20
    /// Final answers: a client that gets a 1xx goes on waiting (RFC 9110 section 15.2).
    static let statuses = 200...999
    static let counts = 1...1_000_000_000
    static let chunks = 2...1000
    /// A client waits for none longer than an hour.
    static let delays = Duration.zero...Duration.seconds(3600)
    static let sigmas = 0.0...10
    /// Of a body that is cut.
    static let fractions = 0...0.999
    /// Of a token before it is revoked.
    static let uses = 0...1_000_000
    static let requests = 0...1_000_000_000
    static let periods = Duration.milliseconds(1)...Duration.seconds(31 * 86_400)
}
