import CLinux
import Glibc
import HTTP1
import OpenSSL

/// How a loop carries out what the conversations of its connections decide. Replies are collected in `output`, which is
/// empty whenever a connection is at rest.
extension EventLoop {
    /// Tells a connection's conversation what has happened, and carries out its decisions until the next is to wait.
    func tell(_ connection: Connection, _ event: Conversation.Event) {
        var event = event
        while true {
            switch connection.conversation.handle(event, moment) {
            case .wait: return rest(connection)
            case .parse: event = answerNext(connection)
            case .perform(let step, let framing): event = perform(step, framing, connection)
            case .flush: event = flush(connection)
            case .refuse(let error): event = refuse(error, connection)
            case .endInput: event = connection.parser.finish().map { refuse($0, connection) } ?? .nothingCutOff
            case .shutDown: event = shutDown(connection)
            case .abandonHandshake:
                if case .tls(let session) = connection.transport, session.earlyEnd != nil {
                    report(.handshakeTimeout, of: session, connection)
                }
                return close(connection)
            case .close(.orderly):
                if case .tls(let session) = connection.transport, session.close() { _ = send(connection) }
                return close(connection)
            case .close(.reset):
                SystemCalls.resetOnClose(connection.descriptor)
                return close(connection)
            }
        }
    }

    /// Tells epoll and the timers what the connection waits for.
    private func rest(_ connection: Connection) {
        if let reply = connection.openReply, !connection.conversation.isOpen {
            connection.openReply = nil
            reply.detach()
        }
        if !connection.observers.isEmpty, connection.pendingCount == 0, !connection.conversation.isReplying {
            connection.tellObservers(.whole)
        }
        setTimer(connection)
        var interest: UInt32 = 0
        if wantsInput(connection) { interest |= EPOLLIN.rawValue }
        if connection.pendingCount > 0 { interest |= EPOLLOUT.rawValue }
        guard interest != connection.interest else { return }
        connection.interest = interest
        _ = SystemCalls.watch(
            epoll.number, connection.descriptor, operation: EPOLL_CTL_MOD, events: interest,
            data: connection.key.epollData)
    }

    // MARK: - Input

    func read(_ connection: Connection) {
        while true {
            switch SystemCalls.receive(connection.descriptor, input) {
            case .done(0):
                return finishInput(connection)
            case .done(let count):
                take(UnsafeRawBufferPointer(rebasing: input[..<count]), connection)
                // A short read emptied the socket; asking again would cost a system call to learn it.
                if connection.isClosed || count < input.count || !wantsInput(connection) { return }
            case .wouldBlock:
                return
            case .failed:
                reportEarlyEnd(connection)
                return tell(connection, .lost)
            }
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer, _ connection: Connection) {
        if connection.conversation.isLingering { return tell(connection, .dropped(bytes.count)) }
        switch connection.transport {
        case .plain:
            connection.parser.append(bytes)
            tell(connection, .input)
        case .tls(let session):
            decrypt(bytes, session, connection)
        }
    }

    /// Advances a TLS session and hands what comes out of it to the parser. When the session has failed, no request is
    /// answered any more.
    private func decrypt(_ bytes: UnsafeRawBufferPointer, _ session: TLSSession, _ connection: Connection) {
        session.feed(bytes)
        while true {
            // The session has its own copy of the ciphertext by now, so the plaintext may take its place.
            let count = session.read(into: input)
            guard count > 0 else { break }
            connection.parser.append(UnsafeRawBufferPointer(rebasing: input[..<count]))
        }
        switch session.state {
        case .handshaking:
            tell(connection, .input)
        case .open, .closedByPeer:
            tell(connection, connection.conversation.isHandshaking ? .handshakeDone : .input)
            if session.state == .closedByPeer, !connection.isClosed { finishInput(connection) }
        case .failed(.plainHTTP):
            connection.transport = .plain
            // Its method says whether the answer may have a body.
            connection.parser.append(session.opening)
            tell(connection, refuse(.plainHTTPOnTLSPort, connection))
        case .failed(let failure):
            report(failure, of: session, connection)
            tell(connection, .tlsFailed)
        }
    }

    /// The peer sends no more.
    private func finishInput(_ connection: Connection) {
        reportEarlyEnd(connection)
        // A client that ends its side while an answer is awaited most likely waits no longer.
        if connection.conversation.isReplying { connection.tellObservers(.cutOff) }
        tell(connection, .inputEnded)
    }

    /// Over TLS a client that leaves before it has asked for anything is told of, once.
    func reportEarlyEnd(_ connection: Connection) {
        if !connection.conversation.isInputOver, case .tls(let session) = connection.transport,
            let failure = session.earlyEnd
        {
            report(failure, of: session, connection)
        }
    }

    private func report(_ failure: TLSFailure, of session: TLSSession, _ connection: Connection) {
        shared.handler.tlsFailed(failure, session.nameNotInCertificate, connection.info)
    }

    private func wantsInput(_ connection: Connection) -> Bool {
        connection.conversation.wantsInput(
            hasRoom: hasRoom(connection), buffered: connection.parser.bufferedCount, limits)
    }

    /// Whether few enough bytes of answers wait for a further request to be answered: none may once all connections
    /// together have too many.
    private func hasRoom(_ connection: Connection) -> Bool {
        output.count + connection.pendingCount < (shared.isFullOfUnreadAnswers ? 1 : limits.pendingOutput)
    }

    // MARK: - Answers

    private func answerNext(_ connection: Connection) -> Conversation.Event {
        while true {
            switch connection.parser.next() {
            case .needMore: return .needMore(connection.parser.phase)
            case .sendContinue: output += "HTTP/1.1 100 Continue\r\n\r\n".utf8
            case .request(let request): return answer(request, connection)
            case .error(let error): return refuse(error, connection)
            }
        }
    }

    private func answer(_ request: Request, _ connection: Connection) -> Conversation.Event {
        let (reply, observer) = shared.handler.respond(
            request, RequestArrival(connection: connection.info, receivedAt: realNow))
        if let observer { connection.observers.append(observer) }
        var framing = ResponseFraming(request)
        // Asked of the server, for the handler itself may have stopped it.
        if shared.stopDeadline != nil { framing.keepsConnection = false }
        if reply.byteCount(isHead: framing.isHead) > Outbox.pieceSize, shared.isFullOfUnreadAnswers {
            feel(.unreadAnswers)
            return respond(tooManyUnreadAnswers, framing, connection)
        }
        switch reply {
        case .response(let response):
            return respond(response, framing, connection)
        case .script(let steps):
            return .scripted(Conversation.Script(steps, framing))
        case .open(let reply):
            reply.attach(to: connection.key, on: handle)
            connection.openReply = reply
            if moment.isStopping { reply.tellStopping() }
            let (steps, isLast) = reply.takeSteps()
            return .scripted(Conversation.Script(steps, framing, isOpen: !isLast))
        }
    }

    private var tooManyUnreadAnswers: Response {
        let text =
            "The server holds \(limits.unreadAnswers) bytes of answers that its clients do not read, and makes no large "
            + "ones until they do. Read answers to their end, or ask for smaller pages.\n"
        return Response(status: 503, fields: .text, body: Array(text.utf8))
    }

    private func respond(
        _ response: Response, _ framing: ResponseFraming, _ connection: Connection
    ) -> Conversation.Event {
        serialize(response, framing, connection)
        return .responded(
            keepsConnection: framing.keepsConnection && !response.closesConnection, hasRoom: hasRoom(connection))
    }

    private func refuse(_ error: RequestError, _ connection: Connection) -> Conversation.Event {
        let response = shared.handler.refuse(error, connection.info)
        serialize(response, connection.parser.refusalFraming, connection)
        return .refused
    }

    private func perform(
        _ step: WireStep, _ framing: ResponseFraming, _ connection: Connection
    ) -> Conversation.Event {
        switch step {
        case .respond(let response): serialize(response, framing, connection)
        case .send(let bytes): send(bytes, connection)
        case .wait, .close, .reset, .stall: break  // The conversation's own.
        }
        return .stepped
    }

    /// Takes up the further steps of an open reply, unless its connection has gone on without it.
    func takeSteps(of reply: OpenReply) {
        guard let key = reply.connection, let connection = connection(key), connection.openReply === reply else {
            return
        }
        let (steps, isLast) = reply.takeSteps()
        tell(connection, .moreSteps(steps, isLast: isLast))
    }

    // MARK: - Output

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

    private func countUnread(of connection: Connection) {
        let bytes = connection.outbox.count + connection.conversation.scriptByteCount
        connection.openReply?.hold(bytes)
        guard bytes != connection.countedBytes else { return }
        shared.countUnread(bytes - connection.countedBytes)
        connection.countedBytes = bytes
    }

    /// Sends what the socket takes.
    private func flush(_ connection: Connection) -> Conversation.Event {
        let progressed = send(connection)
        if output.capacity > 256 * 1024 {
            output = []  // A rare large reply must not hold its memory for good.
        } else {
            output.removeAll(keepingCapacity: true)
        }
        countUnread(of: connection)
        guard let progressed else { return .lost }
        return .flushed(pending: connection.pendingCount, progressed: progressed)
    }

    /// Whether the socket took anything; nil when the connection is broken.
    private func send(_ connection: Connection) -> Bool? {
        switch connection.transport {
        case .plain:
            guard connection.outbox.isEmpty else {
                connection.outbox.append(output)
                return sendOutbox(connection)
            }
            guard !output.isEmpty else { return false }
            switch output.withUnsafeBytes({ SystemCalls.send(connection.descriptor, $0) }) {
            case .done(let count):
                if count < output.count { connection.outbox.append(Array(output[count...])) }
                return true
            case .wouldBlock:
                connection.outbox.append(output)
                return false
            case .failed:
                return nil
            }
        case .tls(let session):
            if !output.isEmpty, connection.pendingCount == 0 {
                output.withUnsafeBytes(session.write)
            } else {
                connection.outbox.append(output)
            }
            return sendOutbox(connection, session)
        }
    }

    private func sendOutbox(_ connection: Connection) -> Bool? {
        var progressed = false
        while !connection.outbox.isEmpty {
            let (result, count) = connection.outbox.withNext { bytes in
                (SystemCalls.send(connection.descriptor, bytes), bytes.count)
            }
            switch result {
            case .done(let taken):
                connection.outbox.removeFirst(taken)
                progressed = true
                if taken < count { return true }
            case .wouldBlock:
                return progressed
            case .failed:
                return nil
            }
        }
        return progressed
    }

    /// Encrypts piece by piece as the socket takes them, so that a peer that does not read costs the plaintext alone, which
    /// answers may share.
    private func sendOutbox(_ connection: Connection, _ session: TLSSession) -> Bool? {
        var progressed = false
        while true {
            // In one piece with the last answer (RFC 8446 section 6.1).
            if connection.outbox.isEmpty, connection.conversation.state == .finishing(.orderly) { session.close() }
            while session.ciphertextCount > 0 {
                var (result, count) = (IOResult.wouldBlock, 0)
                session.withCiphertext { bytes in
                    (result, count) = (SystemCalls.send(connection.descriptor, bytes), bytes.count)
                    if case .done(let taken) = result { return taken }
                    return 0
                }
                switch result {
                case .done(let taken):
                    progressed = true
                    if taken < count { return true }
                case .wouldBlock:
                    return progressed
                case .failed:
                    return nil
                }
            }
            if connection.outbox.isEmpty { return progressed }
            let taken = connection.outbox.withNext { bytes in
                // Two full records.
                let piece = bytes.prefix(32 * 1024)
                session.write(UnsafeRawBufferPointer(rebasing: piece))
                return piece.count
            }
            connection.outbox.removeFirst(taken)
        }
    }

    /// Tells the peer that nothing follows.
    private func shutDown(_ connection: Connection) -> Conversation.Event {
        shutdown(connection.descriptor, Int32(SHUT_WR))
        // Bytes that lie unread at `close` make the system send a reset, which can take the reply away from the client. A
        // server that stops does not wait for more of them.
        var dropped = 0
        while moment.isStopping, dropped < limits.lingeringBytes,
            case .done(let count) = SystemCalls.receive(connection.descriptor, input), count > 0
        {
            dropped += count
        }
        return .shutDown
    }
}
