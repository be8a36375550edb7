internal import COpenSSL
package import FoundationEssentials

/// The settings and credentials that the TLS sessions of a server share, together with its resumption keys. Any number
/// of threads may make sessions from one context.
///
/// TLS 1.2 and 1.3 only; with 1.2 only ephemeral elliptic curve key exchange and authenticated encryption. No
/// compression, no renegotiation, no early data.
package final class TLSContext: @unchecked Sendable {
    // Unchecked: the SSL_CTX is not changed after construction, except for its reference count and session cache, which
    // libssl guards itself.
    let pointer: OpaquePointer
    let isServer: Bool

    /// Only clients of TLS 1.2 without ticket support take up room in the cache, so a small one does.
    private static let sessionCacheSize = 1_000

    /// - Parameters:
    ///   - serverCredentials: chain and key are checked against each other.
    ///   - clientAuthoritiesPEM: the CA certificates of which every client must show a certificate (mutual TLS); nil asks
    ///     clients for none.
    ///   - now: the time at which the certificates have to be valid.
    /// - Throws: `OpenSSLError` that says what is wrong with which certificate or key.
    package convenience init(
        serverCredentials: TLSCredentials, clientAuthoritiesPEM: String? = nil, now: Date
    ) throws {
        try self.init(isServer: true)
        let operation = "set up TLS"
        SSL_CTX_set_options(pointer, COpenSSL_SSL_OP_SERVER)
        COpenSSL_SSL_CTX_use_session_cache(pointer, Int(SSL_SESS_CACHE_SERVER), Self.sessionCacheSize)
        // libssl refuses resumption under client certificates without it; all sessions of a context are alike.
        try requireSuccess(operation, SSL_CTX_set_session_id_context(pointer, [1], 1))
        // Each costs an encryption and room in the first flight; a client with parallel connections may reuse it.
        try requireSuccess(operation, SSL_CTX_set_num_tickets(pointer, 1))
        SSL_CTX_set_alpn_select_cb(pointer, selectApplicationProtocol, nil)
        try use(serverCredentials, as: "server", now: now)
        if let clientAuthoritiesPEM {
            try trust(clientAuthoritiesPEM, as: "client CA", now: now)
            SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        }
    }

    init(isServer: Bool) throws {
        let operation = "set up TLS"
        ErrorQueue.clear()
        pointer = try required(operation, SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()))
        self.isServer = isServer
        try requireSuccess(operation, COpenSSL_SSL_CTX_set_protocols(pointer, TLS1_2_VERSION, TLS1_3_VERSION))
        // The system's openssl.cnf may have set others. AES-128 first: it is the fastest where the processor has AES.
        let suites12 = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"]
            .flatMap { ["ECDHE-ECDSA-\($0)", "ECDHE-RSA-\($0)"] }.joined(separator: ":")
        try requireSuccess(operation, SSL_CTX_set_cipher_list(pointer, suites12))
        let suites13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
        try requireSuccess(operation, SSL_CTX_set_ciphersuites(pointer, suites13))
        try requireSuccess(operation, COpenSSL_SSL_CTX_set1_groups_list(pointer, "X25519:P-256:P-384"))
        SSL_CTX_set_security_level(pointer, 2)
        // An idle connection gives its record buffers of 34 KB back. The chain is sent as given, not searched for
        // among the client CAs.
        COpenSSL_SSL_CTX_set_mode(pointer, Int(SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN))
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    func use(_ credentials: TLSCredentials, as role: String, now: Date) throws {
        let chain = try Certificate.list(pem: credentials.certificateChainPEM, as: "the \(role) certificate chain")
        let key = try PrivateKey(pem: credentials.privateKeyPEM, as: "the \(role) private key")
        let operation = "use the \(role) certificate"
        if !chain[0].matches(key) {
            let reason =
                if let index = chain.firstIndex(where: { $0.matches(key) }) {
                    "the private key is that of certificate \(index + 1) of the chain; put this one first"
                } else {
                    "the private key is that of another certificate; give the pair"
                }
            throw OpenSSLError(operation, because: reason)
        }
        try chain[0].requireStrongKey(operation)
        for (index, certificate) in chain.enumerated() {
            let name = chain.count == 1 ? "it" : "certificate \(index + 1) of the chain"
            try certificate.requireValidity(at: now, operation, named: name)
            if index > 0, !chain[index - 1].isIssued(by: certificate) {
                throw OpenSSLError(
                    operation,
                    because:
                        "\(name) did not issue certificate \(index) before it; order the chain from the server's own upwards"
                )
            }
        }
        ErrorQueue.clear()
        try requireSuccess(operation, SSL_CTX_use_certificate(pointer, chain[0].pointer))
        for certificate in chain.dropFirst() {
            try requireSuccess(operation, COpenSSL_SSL_CTX_add1_chain_cert(pointer, certificate.pointer))
        }
        try requireSuccess(operation, SSL_CTX_use_PrivateKey(pointer, key.pointer))
    }

    func trust(_ authoritiesPEM: String, as role: String, now: Date) throws {
        let authorities = try Certificate.list(pem: authoritiesPEM, as: "the \(role) certificates")
        let operation = "trust the \(role) certificates"
        for (index, certificate) in authorities.enumerated() {
            let name = authorities.count == 1 ? "it" : "certificate \(index + 1)"
            guard certificate.isAuthority else {
                throw OpenSSLError(
                    operation, because: "\(name) (\(certificate.subject)) is not the certificate of a CA")
            }
            try certificate.requireValidity(at: now, operation, named: name)
            ErrorQueue.clear()
            try requireSuccess(operation, X509_STORE_add_cert(SSL_CTX_get_cert_store(pointer), certificate.pointer))
            // Named in the request, so that a client with several certificates can pick.
            if isServer { try requireSuccess(operation, SSL_CTX_add_client_CA(pointer, certificate.pointer)) }
        }
    }
}

/// The one protocol spoken, as ALPN lists it: preceded by its length (RFC 7301 section 3.1).
private let http11: StaticString = "\u{08}http/1.1"

/// Selects `http/1.1`. A client that offers only others gets the alert no_application_protocol, as RFC 7301 section 3.2
/// demands; one that offers nothing does not come here.
private func selectApplicationProtocol(
    _: OpaquePointer?, _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ selectedLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32,
    _: UnsafeMutableRawPointer?
) -> Int32 {
    var start: UnsafeMutablePointer<UInt8>?
    let result = SSL_select_next_proto(
        &start, selectedLength, http11.utf8Start, UInt32(http11.utf8CodeUnitCount), offered, offeredLength)
    guard result == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    selected?.pointee = UnsafePointer(start)
    return SSL_TLSEXT_ERR_OK
}
