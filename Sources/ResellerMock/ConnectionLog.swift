import HTTP1
import HTTPServer
import Logging
import OpenSSL

/// Tells of what happens to connections beside their requests.
struct ConnectionLog {
    let logger: Logger
    let limits: Limits

    /// A bound of the server that clients feel, or have felt.
    func shortage(_ shortage: Shortage, _ change: Shortage.Change) {
        switch change {
        case .began: logger.warning("\(began(shortage))")
        case .ended(let count): logger.notice("\(ended(shortage, count))")
        }
    }

    func began(_ shortage: Shortage) -> String {
        switch shortage {
        case .connections:
            "\(limits.connections) connections are open, the most there may be; further ones are closed"
        case .descriptors:
            "no descriptors are left for further connections, which wait; raise the limit of open files (ulimit -n)"
        case .unreadAnswers:
            "answers of \(limits.unreadAnswers >> 20) MiB wait for clients that do not read; large ones are refused with 503"
        }
    }

    func ended(_ shortage: Shortage, _ count: Int) -> String {
        switch shortage {
        case .connections: "there is room for connections again; closed meanwhile: \(count)"
        case .descriptors: "there are descriptors for connections again; accepting failed \(count) times"
        case .unreadAnswers: "clients read their answers again; refused with 503 meanwhile: \(count)"
        }
    }

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
        case .plainHTTP, .notTLS, .alertReceived, .noSharedVersion, .noSharedCipher, .noSharedApplicationProtocol,
            .clientCertificateMissing, .certificateRefused, .protocolViolation, .endedInHello, .handshakeTimeout:
            break
        }
        if let missingName {
            sentences.append("The certificate is not for \"\(missingName)\" (--tls-name \(missingName) adds it).")
        }
        return sentences.joined(separator: " ")
    }
}
