import OpenSSL

/// What lies between a connection's socket and its HTTP.
enum ByteStream {
    /// The bytes of the wire are those of HTTP.
    case plain
    /// The bytes of the wire are a TLS session's ciphertext.
    case tls(TLSSession)

    /// - Throws: `OpenSSLError` when a session cannot be made, such as for lack of memory.
    init(_ context: TLSContext?) throws {
        self = if let context { .tls(try TLSSession(context)) } else { .plain }
    }

    /// The record of a fatal alert `handshake_failure`, which may answer a ClientHello before anything is agreed on
    /// (RFC 8446 sections 5.1 and 6.2).
    static let handshakeFailure: [UInt8] = [21, 3, 3, 0, 2, 2, 40]

    var isTLS: Bool {
        if case .tls = self { true } else { false }
    }

    /// Encrypted bytes that wait for the socket.
    var unsentCount: Int {
        if case .tls(let session) = self { session.ciphertextCount } else { 0 }
    }
}
