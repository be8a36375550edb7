internal import COpenSSL
internal import FoundationEssentials

// The client's side, as far as this module's tests need it to shake hands with themselves.

extension TLSContext {
    struct ClientOptions {
        enum Version { case tls12, tls13, both }
        var version = Version.both
        /// Whether TLS 1.2 sessions are resumed by ticket rather than by the server's cache.
        var usesTickets = true
        var applicationProtocols: [String] = []
        var cipherList12: String?
        var credentials: TLSCredentials?
    }

    convenience init(clientTrusting authorityPEM: String, _ options: ClientOptions = .init(), now: Date) throws {
        try self.init(isServer: false)
        try trust(authorityPEM, as: "server CA", now: now)
        SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
        let least = options.version == .tls13 ? TLS1_3_VERSION : TLS1_2_VERSION
        let most = options.version == .tls12 ? TLS1_2_VERSION : TLS1_3_VERSION
        try requireSuccess("set up TLS", COpenSSL_SSL_CTX_set_protocols(pointer, least, most))
        if !options.usesTickets { SSL_CTX_set_options(pointer, COpenSSL_SSL_OP_NO_TICKET) }
        if let list = options.cipherList12 { try requireSuccess("set up TLS", SSL_CTX_set_cipher_list(pointer, list)) }
        if let credentials = options.credentials { try use(credentials, as: "client", now: now) }
        let protocols = options.applicationProtocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        // Unlike its neighbours it returns 0 for success.
        guard protocols.isEmpty || SSL_CTX_set_alpn_protos(pointer, protocols, UInt32(protocols.count)) == 0 else {
            throw OpenSSLError(drainingQueueFor: "set up TLS")
        }
    }
}

/// A session that a client can take up again.
final class TLSResumption {
    fileprivate let pointer: OpaquePointer

    fileprivate init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        SSL_SESSION_free(pointer)
    }
}

extension TLSSession {
    convenience init(_ client: TLSContext, serverName: String, resuming resumption: TLSResumption? = nil) throws {
        try self.init(client)
        try requireSuccess("start a TLS session", SSL_set1_host(pointer, serverName))
        try requireSuccess("start a TLS session", COpenSSL_SSL_set_tlsext_host_name(pointer, serverName))
        if let resumption { try requireSuccess("resume a session", SSL_set_session(pointer, resumption.pointer)) }
    }

    var resumption: TLSResumption? {
        SSL_get1_session(pointer).map(TLSResumption.init(owning:))
    }

    /// Makes new keys and asks the other side to do so too (TLS 1.3).
    func requestKeyUpdate() -> Bool {
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        return SSL_key_update(pointer, SSL_KEY_UPDATE_REQUESTED) == 1 && SSL_do_handshake(pointer) == 1
    }

    /// Asks for a renegotiation (TLS 1.2), which the next write or read sends.
    func renegotiate() -> Bool {
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        return SSL_renegotiate(pointer) == 1
    }
}
