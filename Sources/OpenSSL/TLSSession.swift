internal import COpenSSL

/// One side of one TLS connection, without its socket: ciphertext goes in and out as bytes, and so does plaintext.
///
/// ```
/// socket -> feed(_:) -> read(into:) -> application
/// socket <- withCiphertext(_:) <- write(_:) <- application
/// ```
///
/// After `feed`, call `read` until it returns 0: reading is what advances the handshake and makes the answers that
/// `withCiphertext` then hands out. A session belongs to one thread at a time.
///
/// Its buffers are only as large as the caller lets them become: `unprocessedCount` grows with what is fed and not
/// read, `ciphertextCount` with what is written and not taken.
package final class TLSSession {
    /// How far the session has come.
    package enum State: Equatable, Sendable {
        /// Neither side can send application data yet.
        case handshaking
        /// Application data flows both ways.
        case open
        /// The other side sent close_notify: it will send no more data, but can still be written to.
        case closedByPeer
        /// Nothing can be read or written any more. An alert for the other side may be waiting in the ciphertext.
        case failed(TLSFailure)
    }

    /// What both sides agreed on in the handshake.
    package struct Parameters: Equatable, Sendable {
        /// `TLSv1.2` or `TLSv1.3`.
        package var version: String
        /// The IANA name: `TLS_AES_128_GCM_SHA256`.
        package var cipherSuite: String
        /// Whether an earlier session was taken up again.
        package var isResumed: Bool
        /// The protocol selected by ALPN (`http/1.1`), or nil when the client did not use ALPN.
        package var applicationProtocol: String?
        /// The host that the client asked for by SNI (RFC 6066 section 3).
        package var serverName: String?
        /// The subject of the other side's certificate in the notation of RFC 2253 (`CN=test client`).
        package var peerSubject: String?
    }

    /// How far the session has come.
    package private(set) var state = State.handshaking

    /// Why the session failed, if it did.
    package var failure: TLSFailure? {
        if case .failed(let failure) = state { failure } else { nil }
    }

    let pointer: OpaquePointer
    private let input: OpaquePointer
    private var output: OpaquePointer
    /// The first bytes that came, at most five. No TLS record starts with a letter, and every HTTP method does.
    package private(set) var opening: [UInt8] = []
    private var isCloseSent = false
    private var hasSpoken = false
    private var hasReceivedData = false

    /// A memory BIO never shrinks. One that a large response has stretched beyond this is replaced once it is empty.
    private static let retainedCapacity = 64 * 1024

    /// Starts the server's side.
    ///
    /// - Throws: `OpenSSLError` when the library fails, such as for lack of memory.
    package init(_ context: TLSContext) throws {
        let operation = "start a TLS session"
        ErrorQueue.clear()
        pointer = try required(operation, SSL_new(context.pointer))
        let (newInput, newOutput) = (BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()))
        guard let input = newInput, let output = newOutput else {
            // An initializer that gives up this early runs no deinit.
            BIO_free(newInput)
            BIO_free(newOutput)
            SSL_free(pointer)
            throw OpenSSLError(drainingQueueFor: operation)
        }
        // Empty means "nothing yet", not "end of file".
        COpenSSL_BIO_set_mem_eof_return(input, -1)
        COpenSSL_BIO_set_mem_eof_return(output, -1)
        SSL_set_bio(pointer, input, output)
        (self.input, self.output) = (input, output)
        if context.isServer { SSL_set_accept_state(pointer) } else { SSL_set_connect_state(pointer) }
    }

    deinit {
        // Without close_notify libssl would make the session unfit for resumption, which TLS 1.1 stopped to ask for
        // (RFC 5246 section 7.2.1) and would hit every client that just closes its socket.
        if failure == nil { SSL_set_shutdown(pointer, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN) }
        // Frees both BIOs.
        SSL_free(pointer)
    }

    /// Takes in ciphertext from the socket. After a failure it is ignored.
    package func feed(_ ciphertext: UnsafeRawBufferPointer) {
        guard failure == nil, !ciphertext.isEmpty else { return }
        if opening.count < 5 { opening += ciphertext.prefix(5 - opening.count) }
        let written = BIO_write(input, ciphertext.baseAddress, Int32(ciphertext.count))
        precondition(written == ciphertext.count, "out of memory")
    }

    /// Decrypts into the buffer, which must not be empty, and advances the handshake.
    ///
    /// - Returns: how many bytes are new plaintext; 0 when more ciphertext is needed or `state` says that none will
    ///   come.
    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        precondition(!buffer.isEmpty)
        switch state {
        case .closedByPeer, .failed: return 0
        case .handshaking, .open: break
        }
        ErrorQueue.clear()
        let result = SSL_read(pointer, buffer.baseAddress, Int32(clamping: buffer.count))
        let failure = result > 0 ? SSL_ERROR_NONE : SSL_get_error(pointer, result)
        if state == .handshaking, SSL_is_init_finished(pointer) == 1 { state = .open }
        switch failure {
        case SSL_ERROR_NONE:
            hasReceivedData = true
            return Int(result)
        case SSL_ERROR_WANT_READ: break
        case SSL_ERROR_ZERO_RETURN: state = .closedByPeer
        default: fail()
        }
        return 0
    }

    /// Encrypts all of the plaintext. After a failure or `close()` it is ignored.
    ///
    /// The session must not be handshaking.
    package func write(_ plaintext: UnsafeRawBufferPointer) {
        precondition(state != .handshaking, "there are no keys before the handshake is done")
        guard failure == nil, !isCloseSent, !plaintext.isEmpty else { return }
        ErrorQueue.clear()
        // A memory BIO takes everything, so one call does.
        var written = 0
        if SSL_write_ex(pointer, plaintext.baseAddress, plaintext.count, &written) != 1 { fail() }
    }

    /// Sends close_notify: no more data will be written. Before the handshake is done or after a failure there is
    /// nothing to close.
    ///
    /// - Returns: whether this call did it.
    @discardableResult
    package func close() -> Bool {
        guard !isCloseSent else { return false }
        switch state {
        case .handshaking, .failed: return false
        case .open, .closedByPeer: break
        }
        isCloseSent = true
        ErrorQueue.clear()
        // 0 means that the other side's close_notify is outstanding, which read(into:) will see.
        if SSL_shutdown(pointer) < 0 { ErrorQueue.clear() }
        return true
    }

    /// How many bytes wait to be sent.
    package var ciphertextCount: Int { COpenSSL_BIO_pending(output) }

    /// How many bytes were fed and not yet taken up by `read`. An incomplete record of at most 16 KiB and a bit may be
    /// held besides.
    package var unprocessedCount: Int { COpenSSL_BIO_pending(input) }

    /// Hands out the ciphertext that waits to be sent, in one piece.
    ///
    /// - Parameter body: returns how many of the bytes it has taken; the rest is handed out again the next time.
    package func withCiphertext(_ body: (UnsafeRawBufferPointer) throws -> Int) rethrows {
        var start: UnsafePointer<CChar>?
        let count = COpenSSL_BIO_get_mem_data(output, &start)
        guard count > 0 else { return }
        hasSpoken = true
        let taken = try body(UnsafeRawBufferPointer(start: start, count: count))
        precondition((0...count).contains(taken))
        if taken == count, COpenSSL_BIO_get_mem_capacity(output) > Self.retainedCapacity,
            let replacement = BIO_new(BIO_s_mem())
        {
            COpenSSL_BIO_set_mem_eof_return(replacement, -1)
            SSL_set0_wbio(pointer, replacement)
            output = replacement
            return
        }
        discard(taken)
    }

    /// libcrypto can only consume by copying out.
    private func discard(_ count: Int) {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { scratch in
            var remaining = count
            while remaining > 0 {
                let read = BIO_read(output, scratch.baseAddress, Int32(min(remaining, scratch.count)))
                precondition(read > 0)
                remaining -= Int(read)
            }
        }
    }

    /// What went wrong if the other side ends the connection now. Nil once it has sent data, when it has failed already
    /// and when it has sent nothing at all, as programs do that only look whether a port is open.
    package var earlyEnd: TLSFailure? {
        guard !opening.isEmpty, !hasReceivedData else { return nil }
        return switch state {
        case .handshaking: hasSpoken ? .endedInHandshake : .endedInHello
        case .open, .closedByPeer: .endedWithoutData
        case .failed: nil
        }
    }

    /// The host name that the client asked for, when the certificate is not for it. Nil too for a text that is no host
    /// name, as a client may send anything.
    package var nameNotInCertificate: String? {
        guard let name = serverName, (try? SubjectName(name)) != nil, let certificate = SSL_get_certificate(pointer),
            X509_check_host(certificate, name, name.utf8.count, 0, nil) == 0,
            X509_check_ip_asc(certificate, name, 0) != 1
        else { return nil }
        return name
    }

    private var serverName: String? {
        SSL_get_servername(pointer, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
    }

    /// What was agreed on, once the handshake is done.
    package var parameters: Parameters? {
        guard SSL_is_init_finished(pointer) == 1 else { return nil }
        return Parameters(
            version: String(cString: SSL_get_version(pointer)),
            cipherSuite: SSL_CIPHER_standard_name(SSL_get_current_cipher(pointer)).map { String(cString: $0) } ?? "",
            isResumed: SSL_session_reused(pointer) == 1,
            applicationProtocol: applicationProtocol,
            serverName: serverName,
            peerSubject: SSL_get1_peer_certificate(pointer).map { Certificate(owning: $0).subject })
    }

    private var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        SSL_get0_alpn_selected(pointer, &name, &count)
        return name.map { String(decoding: UnsafeBufferPointer(start: $0, count: Int(count)), as: UTF8.self) }
    }

    private func fail() {
        var failure = TLSFailure(ErrorQueue.drain(), verification: SSL_get_verify_result(pointer))
        // libssl recognises the four commonest methods only.
        if failure == .notTLS, let first = opening.first, (0x41...0x5A).contains(first) { failure = .plainHTTP }
        state = .failed(failure)
    }
}
