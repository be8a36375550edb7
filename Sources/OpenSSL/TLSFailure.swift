internal import COpenSSL

/// Why a TLS session came to nothing, in categories that let a server answer or log sensibly.
package enum TLSFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// An HTTP request came unencrypted. The session has nothing to send; a server may answer in plain HTTP.
    case plainHTTP
    /// The bytes are not TLS at all.
    case notTLS
    /// The other side gave up with a fatal alert (RFC 8446 section 6.2), such as `unknown ca` when it does not trust the
    /// server's certificate.
    case alertReceived(name: String)
    /// The other side speaks neither TLS 1.2 nor TLS 1.3.
    case noSharedVersion
    /// No cipher suite, group or signature algorithm is common to both sides.
    case noSharedCipher
    /// ALPN was offered, but without `http/1.1`.
    case noSharedApplicationProtocol
    /// A client certificate was required and none came.
    case clientCertificateMissing
    /// A certificate came that does not check out, for this reason.
    case certificateRefused(reason: String)
    /// Anything else against the protocol, in the library's words.
    case protocolViolation(reason: String)
    /// The other side ended the connection in the middle of its first message.
    case endedInHello
    /// The other side ended the connection in the handshake, without the alert that would say why.
    case endedInHandshake
    /// The other side ended the connection right after the handshake, as clients do that check the certificate only then.
    case endedWithoutData
    /// The handshake took too long.
    case handshakeTimeout

    /// One plain sentence.
    package var description: String {
        switch self {
        case .plainHTTP: "The client spoke plain HTTP to a TLS port."
        case .notTLS: "The client does not speak TLS."
        case .alertReceived(let name): "The other side ended TLS with the alert \"\(name)\"."
        case .noSharedVersion: "The client offers neither TLS 1.2 nor TLS 1.3."
        case .noSharedCipher: "The client offers no cipher suite, group or signature algorithm that the server has."
        case .noSharedApplicationProtocol: "The client offers application protocols by ALPN, but not http/1.1."
        case .clientCertificateMissing: "The client sent no certificate, and one is required."
        case .certificateRefused(let reason): "The certificate of the other side was refused: \(reason)."
        case .protocolViolation(let reason): "The other side violated the TLS protocol: \(reason)."
        case .endedInHello: "The client ended the connection in the middle of its first TLS message."
        case .endedInHandshake: "The client ended the connection in the handshake, without an alert that says why."
        case .endedWithoutData: "The client ended the connection after the handshake, without a request."
        case .handshakeTimeout: "The client did not finish the handshake in time."
        }
    }

    /// - Parameters:
    ///   - entries: the error queue.
    ///   - verification: the result of `SSL_get_verify_result`.
    init(_ entries: [ErrorQueue.Entry], verification: Int) {
        guard let entry = entries.first(where: { $0.library == ERR_LIB_SSL }) ?? entries.first else {
            self = .protocolViolation(reason: "the library gave no reason")
            return
        }
        if entry.library == ERR_LIB_SSL, let failure = Self(reason: entry.reason, verification: verification) {
            self = failure
        } else {
            self = .protocolViolation(reason: entry.text)
        }
    }

    private init?(reason: Int32, verification: Int) {
        // Reasons from 1000 on stand for received alerts (ssl.h, SSL_AD_REASON_OFFSET).
        if reason >= SSL_AD_REASON_OFFSET, reason < SSL_AD_REASON_OFFSET + 256 {
            self = .alertReceived(name: String(cString: SSL_alert_desc_string_long(reason - SSL_AD_REASON_OFFSET)))
            return
        }
        switch reason {
        case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST: self = .plainHTTP
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_UNKNOWN_PROTOCOL: self = .notTLS
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_NO_PROTOCOLS_AVAILABLE: self = .noSharedVersion
        case SSL_R_NO_SHARED_CIPHER, SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_NO_SUITABLE_GROUPS,
            SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM, SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
            self = .noSharedCipher
        case SSL_R_NO_APPLICATION_PROTOCOL: self = .noSharedApplicationProtocol
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: self = .clientCertificateMissing
        case SSL_R_CERTIFICATE_VERIFY_FAILED:
            self = .certificateRefused(reason: String(cString: X509_verify_cert_error_string(verification)))
        default: return nil
        }
    }
}
