import CLinux
import Glibc
import HTTP1
import OpenSSL

/// What a loop does with a connection's bytes. `read`, `process` and `advanceScript` decide and collect replies in
/// `output`; `settle` comes after each of them, sends, and works out what the connection waits for next.
extension EventLoop {
    // MARK: - Input

    func read(_ connection: Connection) {
        while true {
            switch SystemCalls.receive(connection.descriptor, input) {
            case .done(0):
                return finishInput(connection)
            case .done(let count):
                if connection.isLingering {
                    connection.lingeringBytes += count
                    if connection.lingeringBytes > limits.lingeringBytes {
                        connection.ending = .reset
                        return
                    }
                } else {
                    switch connection.transport {
                    case .plain:
                        connection.parser.append(UnsafeRawBufferPointer(rebasing: input[..<count]))
                        process(connection)
                    case .tls(let session):
                        if decrypt(count, session, connection) { process(connection) }
                    }
                }
                // A short read emptied the socket; asking again would cost a system call to learn it.
                if count < input.count || !wantsInput(connection) { return }
            case .wouldBlock:
                return
            case .failed:
                finishInput(connection)
                connection.ending = .reset
                return
            }
        }
    }

    /// The peer sends no more. Over TLS a client that leaves before it has asked for anything is told of.
    func finishInput(_ connection: Connection) {
        guard !connection.peerFinished else { return }
        connection.peerFinished = true
        if case .tls(let session) = connection.transport, let failure = session.earlyEnd {
            report(failure, of: session, connection)
        }
    }

    private func report(_ failure: TLSFailure, of session: TLSSession, _ connection: Connection) {
        shared.handler.tlsFailed(failure, session.nameNotInCertificate, connection.info)
    }

    /// Bytes of answers that may wait while further requests of a connection are read: none once all connections
    /// together have too many.
    private var outputBound: Int { shared.isFullOfUnreadAnswers ? 1 : limits.pendingOutput }

    private func wantsInput(_ connection: Connection) -> Bool {
        if connection.peerFinished { return false }
        if connection.isLingering { return true }
        if connection.ending != nil { return false }
        return output.count + connection.pendingCount < outputBound
            && (connection.script == nil || connection.parser.bufferedCount < limits.pendingInput)
    }

    /// Advances a TLS session by the first `count` bytes of `input`, and hands what they mean to the parser. False when the
    /// session has failed; then no request is answered any more.
    private func decrypt(_ count: Int, _ session: TLSSession, _ connection: Connection) -> Bool {
        let wasHandshaking = session.state == .handshaking
        if wasHandshaking { connection.opening += input.prefix(count).prefix(5 - connection.opening.count) }
        session.feed(UnsafeRawBufferPointer(rebasing: input[..<count]))
        while true {
            // The session has its own copy of the ciphertext by now, so the plaintext may take its place.
            let count = session.read(into: input)
            guard count > 0 else { break }
            connection.parser.append(UnsafeRawBufferPointer(rebasing: input[..<count]))
        }
        if wasHandshaking { connection.lastProgress = now }
        switch session.state {
        case .handshaking, .open:
            return true
        case .closedByPeer:
            finishInput(connection)
            return true
        case .failed(.plainHTTP):
            connection.transport = .plain
            // Its method says whether the answer may have a body.
            connection.parser.append(connection.opening)
            refuse(.plainHTTPOnTLSPort, connection)
            return false
        case .failed(let failure):
            report(failure, of: session, connection)
            connection.ending = .orderly
            return false
        }
    }

    /// Answers the requests that are complete, in order.
    private func process(_ connection: Connection) {
        connection.mayHaveRequests = false
        while connection.ending == nil {
            guard connection.script == nil, output.count + connection.pendingCount < outputBound else {
                connection.mayHaveRequests = true
                return
            }
            switch connection.parser.next() {
            case .needMore:
                return
            case .sendContinue:
                output += "HTTP/1.1 100 Continue\r\n\r\n".utf8
            case .request(let request):
                // The next request's time begins now, even when its first bytes are there already.
                connection.phase = .idle
                connection.lastProgress = now
                answer(request, connection)
            case .error(let error):
                refuse(error, connection)
            }
        }
    }

    private func answer(_ request: Request, _ connection: Connection) {
        let reply = shared.handler.respond(request, Exchange(connection: connection.info, receivedAt: realNow))
        var framing = ResponseFraming(request)
        // Asked of the server, for the handler itself may have stopped it.
        if shared.stopDeadline != nil { framing.keepsConnection = false }
        let byteCount = reply.byteCount(isHead: framing.isHead)
        if byteCount > Outbox.pieceSize, shared.isFullOfUnreadAnswers {
            feel(.unreadAnswers)
            return append(tooManyUnreadAnswers, framing, connection)
        }
        switch reply {
        case .response(let response):
            append(response, framing, connection)
        case .script(let steps):
            connection.script = Connection.Script(steps: steps[...], framing: framing, byteCount: byteCount)
            advanceScript(connection)
        }
    }

    private var tooManyUnreadAnswers: Response {
        let text =
            "The server holds \(limits.unreadAnswers) bytes of answers that its clients do not read, and makes no large "
            + "ones until they do. Read answers to their end, or ask for smaller pages.\n"
        return Response(status: 503, fields: .text, body: Array(text.utf8))
    }

    private func append(_ response: Response, _ framing: ResponseFraming, _ connection: Connection) {
        serialize(response, framing, connection)
        if response.closesConnection || !framing.keepsConnection { connection.ending = .orderly }
    }

    private func serialize(_ response: Response, _ framing: ResponseFraming, _ connection: Connection) {
        let second = realNow / 1_000_000_000
        guard response.body.count > Outbox.pieceSize, ResponseSerializer.hasBody(response, framing) else {
            return serializer.append(response, framing, now: second, to: &output)
        }
        serializer.appendHead(response, framing, now: second, to: &output)
        send(response.body, connection)
    }

    /// Puts bytes behind those that are to be sent; large ones without a copy.
    private func send(_ bytes: [UInt8], _ connection: Connection) {
        guard bytes.count > Outbox.pieceSize else { return output += bytes }
        connection.outbox.append(output)
        output.removeAll(keepingCapacity: true)
        connection.outbox.append(bytes)
        countUnread(of: connection)
    }

    private func refuse(_ error: RequestError, _ connection: Connection) {
        let response = shared.handler.refuse(error, connection.info)
        append(response, connection.parser.refusalFraming, connection)
    }

    // MARK: - Scripts

    /// Does the steps up to the next one that takes time.
    private func advanceScript(_ connection: Connection) {
        guard var script = connection.script else { return }
        while let step = script.steps.popFirst() {
            script.byteCount -= step.byteCount
            switch step {
            case .respond(let response):
                if isStopping || response.closesConnection { script.framing.keepsConnection = false }
                serialize(response, script.framing, connection)
            case .send(let bytes):
                send(bytes, connection)
            case .wait(let duration):
                script.resumesAt = Clock.monotonic + max(.zero, duration).nanoseconds
                connection.script = script
                return
            case .stall:
                script.resumesAt = nil
                script.steps = []
                script.byteCount = 0
                connection.script = script
                connection.isStalled = true
                return
            case .close, .reset:
                connection.ending = step == .reset ? .reset : .orderly
                connection.script = nil
                return
            }
        }
        connection.script = nil
        if !script.framing.keepsConnection || isStopping { connection.ending = .orderly }
    }

    // MARK: - Output and what comes next

    /// Sends what it can. False when the connection is broken.
    private func flush(_ connection: Connection) -> Bool {
        defer {
            if output.capacity > 256 * 1024 {
                output = []  // A rare large reply must not hold its memory for good.
            } else {
                output.removeAll(keepingCapacity: true)
            }
            countUnread(of: connection)
        }
        switch connection.transport {
        case .plain:
            if connection.outbox.isEmpty {
                guard !output.isEmpty else { return true }
                switch output.withUnsafeBytes({ SystemCalls.send(connection.descriptor, $0) }) {
                case .done(let count):
                    if count < output.count { connection.outbox.append(Array(output[count...])) }
                case .wouldBlock:
                    connection.outbox.append(output)
                case .failed:
                    return false
                }
                return true
            }
            connection.outbox.append(output)
            return flush(connection, connection.descriptor)
        case .tls(let session):
            if !output.isEmpty, connection.pendingCount == 0 {
                output.withUnsafeBytes(session.write)
            } else {
                connection.outbox.append(output)
            }
            return flush(connection, session)
        }
    }

    private func flush(_ connection: Connection, _ descriptor: Int32) -> Bool {
        while !connection.outbox.isEmpty {
            let (result, count) = connection.outbox.withNext { (SystemCalls.send(descriptor, $0), $0.count) }
            switch result {
            case .done(let taken):
                connection.outbox.removeFirst(taken)
                connection.lastProgress = now
                if taken < count { return true }
            case .wouldBlock:
                return true
            case .failed:
                return false
            }
        }
        return true
    }

    /// Encrypts piece by piece as the socket takes them, so that a peer that does not read costs the plaintext alone, which
    /// answers may share.
    private func flush(_ connection: Connection, _ session: TLSSession) -> Bool {
        while true {
            while session.ciphertextCount > 0 {
                var (result, count) = (IOResult.wouldBlock, 0)
                session.withCiphertext { bytes in
                    (result, count) = (SystemCalls.send(connection.descriptor, bytes), bytes.count)
                    if case .done(let taken) = result { return taken }
                    return 0
                }
                switch result {
                case .done(let taken):
                    connection.lastProgress = now
                    if taken < count { return true }
                case .wouldBlock:
                    return true
                case .failed:
                    return false
                }
            }
            if !connection.outbox.isEmpty {
                let taken = connection.outbox.withNext { bytes in
                    let piece = bytes.prefix(Self.encryptedAtOnce)
                    session.write(UnsafeRawBufferPointer(rebasing: piece))
                    return piece.count
                }
                connection.outbox.removeFirst(taken)
            } else if connection.ending == .orderly, session.close() {
                continue  // The peer is to know that nothing follows (RFC 8446 section 6.1).
            } else {
                return true
            }
        }
    }

    /// Two full records of TLS.
    private static var encryptedAtOnce: Int { 32 * 1024 }

    private func countUnread(of connection: Connection) {
        let bytes = connection.outbox.count + (connection.script?.byteCount ?? 0)
        guard bytes != connection.countedBytes else { return }
        shared.countUnread(bytes - connection.countedBytes)
        connection.countedBytes = bytes
    }

    /// Brings a connection to rest after anything happened to it: sends, answers what is left, ends it when it is over,
    /// and otherwise tells epoll and the timers what it waits for.
    func settle(_ connection: Connection) {
        while true {
            guard flush(connection) else { return close(connection) }
            if connection.pendingCount > 0 { break }
            if let ending = connection.ending {
                guard end(connection, ending) else { return }
                break
            }
            if connection.script == nil, connection.mayHaveRequests {
                process(connection)
                continue
            }
            if connection.peerFinished, connection.script == nil || connection.isStalled {
                guard connection.script == nil, let error = connection.parser.finish() else {
                    return leave(connection)
                }
                refuse(error, connection)
                continue
            }
            break
        }
        connection.updateDeadline(limitTimes, now: now)
        if isStopping, connection.isIdle || connection.isStalled { return leave(connection) }
        setTimer(connection)
        updateInterest(connection)
    }

    /// Closes a connection that owes nothing, over TLS with close_notify.
    private func leave(_ connection: Connection) {
        if connection.transport.isTLS, connection.ending == nil {
            connection.ending = .orderly
            _ = flush(connection)
        }
        close(connection)
    }

    /// Ends a connection whose output is sent. True when it has to wait for its peer.
    private func end(_ connection: Connection, _ ending: Connection.Ending) -> Bool {
        switch ending {
        case .reset:
            SystemCalls.resetOnClose(connection.descriptor)
            close(connection)
            return false
        case .orderly:
            if !connection.isLingering {
                connection.isLingering = true
                connection.lingersUntil = now + limitTimes.lingering
                shutdown(connection.descriptor, Int32(SHUT_WR))
                // Bytes that lie unread at `close` make the system send a reset, which can take the reply away from the
                // client. A server that stops does not wait for more of them.
                if isStopping { read(connection) }
            }
            if connection.peerFinished || isStopping {
                close(connection)
                return false
            }
            return true
        }
    }

    private func updateInterest(_ connection: Connection) {
        var interest: UInt32 = 0
        if wantsInput(connection) { interest |= EPOLLIN.rawValue }
        if connection.pendingCount > 0 { interest |= EPOLLOUT.rawValue }
        guard interest != connection.interest else { return }
        connection.interest = interest
        let data = UInt64(UInt32(connection.descriptor)) << 32 | UInt64(connection.registration)
        _ = SystemCalls.watch(
            epoll.number, connection.descriptor, operation: EPOLL_CTL_MOD, events: interest, data: data)
    }

    // MARK: - Time

    /// The connection's time is up.
    func expire(_ connection: Connection) {
        switch connection.waiting {
        case .request:
            return leave(connection)
        case .handshake:
            if case .tls(let session) = connection.transport, session.earlyEnd != nil {
                report(.handshakeTimeout, of: session, connection)
            }
            return close(connection)
        case .peerToClose:
            return close(connection)
        case .peerToRead:
            SystemCalls.resetOnClose(connection.descriptor)
            return close(connection)
        case .head:
            refuse(.headTimeout(limits.headArrival), connection)
        case .body:
            refuse(.bodyTimeout(limits.bodyArrival), connection)
        case .script:
            advanceScript(connection)
        }
        settle(connection)
    }
}
