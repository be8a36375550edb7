import Logging

/// A request and what became of it, as a log tells it.
///
/// It holds no secret and no token: of a request's target only the path is there.
public struct FinishedRequest: Sendable, CustomStringConvertible {
    /// The request's method.
    public var method: String
    /// The request's path as it was sent, without its query.
    public var path: String
    /// The answer's status; 0 where a rule let nothing of an answer be sent.
    public var status: Int
    /// The vendor's operation that the request was for, such as `GET /api/companies/{resourceId}`; nil where the vendor
    /// has none.
    public var operation: String?
    /// The OAuth client that asked, where its credentials or its token tell.
    public var client: String?
    /// The rule that decided, `outage` or `rateLimit`; nil where the API answered as always.
    public var rule: String?
    /// What the rule did on the wire, such as `CONNECTION_RESET_BY_PEER` or `delay 250 ms`.
    public var effects: [String]
    /// What the mock told beside the answer, the text of `X-Reseller-Mock-Hint`.
    public var hint: String?
    /// How long the answer took to make; delays that a rule asks for come on top.
    public var duration: Duration

    /// `GET /api/companies/search 405`, or `no answer` in the status's place.
    public var description: String {
        "\(method) \(path) \(status == 0 ? "no answer" : "\(status)")"
    }

    /// `duration` in milliseconds, to the microsecond.
    public var milliseconds: Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / 1000
    }

    /// The facts for a logger of the library's user.
    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [
            "method": "\(method)", "path": "\(path)", "status": .stringConvertible(status),
            "ms": .stringConvertible(milliseconds),
        ]
        if let operation { metadata["operation"] = "\(operation)" }
        if let client { metadata["client"] = "\(client)" }
        if let rule { metadata["rule"] = "\(rule)" }
        if !effects.isEmpty { metadata["effects"] = .array(effects.map { "\($0)" }) }
        if let hint { metadata["hint"] = "\(hint)" }
        return metadata
    }
}
