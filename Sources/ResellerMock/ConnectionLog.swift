import HTTPServer
import Logging
import OpenSSL

/// Tells of what happens to connections beside their requests.
struct ConnectionLog {
    let logger: Logger

    /// An encrypted connection that came to nothing. `missingName` is a host that the client asked for and that the
    /// certificate is not for.
    func tlsFailed(_ failure: TLSFailure, missingName: String?, _ connection: ConnectionInfo) {
        logger.warning(
            "TLS failed",
            metadata: [
                "from": "\(connection.remoteHost)", "hint": "\(Self.hint(failure, missingName: missingName))",
            ])
    }

    static func hint(_ failure: TLSFailure, missingName: String?) -> String {
        var sentences = ["\(failure)"]
        switch failure {
        case .alertReceived("unknown CA"):
            sentences.append("Give it the CA certificate to trust.")
        // What clients do that do not trust the certificate: say so, vaguely (RFC 8446 section 6.2), or leave.
        case .alertReceived("bad certificate"), .alertReceived("certificate unknown"), .endedInHandshake,
            .endedWithoutData:
            guard missingName == nil else { break }
            sentences.append("It may not trust the CA, or use a name that is not in the certificate.")
        default:
            break
        }
        if let missingName {
            sentences.append("The certificate is not for \"\(missingName)\" (--tls-name \(missingName) adds it).")
        }
        return sentences.joined(separator: " ")
    }
}
