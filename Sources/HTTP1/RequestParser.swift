import Glibc

/// Turns the bytes of a connection into requests: a value fed bytes, without I/O or time.
///
/// Feed it with `append`, then call `next` until it needs more. How the bytes are cut makes no difference to what comes
/// out. After an error it stays failed: the connection's framing is lost.
package struct RequestParser: ~Copyable, Sendable {
    /// What `next` found.
    package enum Outcome: Sendable {
        /// Nothing more until further bytes are appended.
        case needMore
        /// The client waits for `100 Continue` before it sends the body (RFC 9110 section 10.1.1). Reported once, and
        /// only when no byte of the body is there yet; call `next` again afterwards.
        case sendContinue
        /// A complete request.
        case request(Request)
        /// The bytes are not a request that is taken. Answer with its status and close.
        case error(RequestError)
    }

    /// Where in a request the parser waits, for the choice of a time limit.
    package enum Phase: Hashable, Sendable {
        /// Between requests.
        case idle
        /// Within a request line or header section.
        case head
        /// Within a body.
        case body
    }

    private enum State {
        case requestLine
        case fields
        case fixedBody(Int)
        case chunkSize
        case chunkData(Int)
        case chunkEnd
        case trailers
    }

    private let limits: Limits
    private var buffer: [UInt8] = []
    /// Bytes of the buffer before it are done with; the positions below count from it.
    private var start = 0
    private var lineStart = 0
    /// No line feed lies between `lineStart` and it, so that a line that trickles in is walked once.
    private var scanned = 0
    private var lineNumber = 0
    private var fieldsStart = 0
    private var state = State.requestLine
    private var skippedEmptyLine = false
    private var head = ParsedHead()
    private var body: [UInt8] = []
    private var chunkExtensions = 0
    private var trailerFields = 0
    private var failure: RequestError?
    private var failedHead = false

    /// A parser at the start of a connection.
    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Where in a request the parser waits.
    package var phase: Phase {
        switch state {
        case .requestLine: bufferedCount == 0 ? .idle : .head
        case .fields: .head
        case .fixedBody, .chunkSize, .chunkData, .chunkEnd, .trailers: .body
        }
    }

    /// How a refusal of the request that is being read is framed: `HEAD` gets no body, however badly it goes on (RFC 9110
    /// section 9.3.2), and the connection ends.
    package var refusalFraming: ResponseFraming {
        ResponseFraming(isHead: failure == nil ? isHead : failedHead, keepsConnection: false)
    }

    private var isHead: Bool {
        switch state {
        case .requestLine: buffer[start...].starts(with: "HEAD ".utf8)
        case .fields, .fixedBody, .chunkSize, .chunkData, .chunkEnd, .trailers: head.method == .head
        }
    }

    /// The number of bytes appended and not yet made into requests.
    package var bufferedCount: Int { buffer.count - start }

    /// Takes bytes as they came from the connection.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        dropConsumed()
        buffer.append(contentsOf: bytes)
    }

    /// Takes bytes as they came from the connection.
    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Says whether the end of the connection at this point cuts a request off.
    package func finish() -> RequestError? {
        if let failure { return failure }
        switch state {
        case .requestLine: return bufferedCount == 0 ? nil : .truncatedHead
        case .fields: return .truncatedHead
        case .fixedBody(let length): return .truncatedBody(received: bufferedCount, expected: length)
        case .chunkSize, .chunkEnd, .trailers: return .truncatedBody(received: body.count, expected: nil)
        case .chunkData: return .truncatedBody(received: body.count, expected: nil)
        }
    }

    /// The next thing in the bytes appended so far.
    package mutating func next() -> Outcome {
        if let failure { return .error(failure) }
        do throws(RequestError) {
            return try advance()
        } catch {
            failure = error
            failedHead = isHead
            buffer = []
            start = 0
            return .error(error)
        }
    }

    private mutating func advance() throws(RequestError) -> Outcome {
        while true {
            switch state {
            case .requestLine:
                guard try readRequestLine() else { return .needMore }
            case .fields:
                guard try readField() else { return .needMore }
                if awaitsContinue { return .sendContinue }
            case .fixedBody(let length):
                guard bufferedCount >= length else { return .needMore }
                body = Array(buffer[start..<start + length])
                consume(length)
                return .request(takeRequest())
            case .chunkSize:
                guard try readChunkSize() else { return .needMore }
            case .chunkData(let length):
                let taken = min(length, bufferedCount)
                body += buffer[start..<start + taken]
                consume(taken)
                state = taken == length ? .chunkEnd : .chunkData(length - taken)
                if taken < length { return .needMore }
            case .chunkEnd:
                guard try readChunkEnd() else { return .needMore }
            case .trailers:
                guard let isLast = try readTrailer() else { return .needMore }
                if isLast { return .request(takeRequest()) }
            }
            if case .fixedBody(0) = state { return .request(takeRequest()) }
        }
    }

    /// Whether the head just ended says that its body comes only after `100 Continue`.
    private var awaitsContinue: Bool {
        guard head.expectsContinue, bufferedCount == 0 else { return false }
        return switch state {
        case .fixedBody(let length): length > 0
        case .chunkSize: true
        case .requestLine, .fields, .chunkData, .chunkEnd, .trailers: false
        }
    }

    private mutating func takeRequest() -> Request {
        let request = Request(head, body: body)
        state = .requestLine
        head = ParsedHead()
        body = []
        skippedEmptyLine = false
        lineNumber = 0
        chunkExtensions = 0
        trailerFields = 0
        if bufferedCount == 0 { dropConsumed() }
        return request
    }
}

// MARK: - Lines

extension RequestParser {
    /// The next line without its CRLF, as a range that counts from `start`; nil when it is not complete.
    private mutating func nextLine(limit: Int, tooLong: @autoclosure () -> RequestError) throws(RequestError) -> Range<
        Int
    >? {
        let from = start + scanned
        let found = buffer.withUnsafeBytes { bytes -> Int? in
            guard from < bytes.count, let base = bytes.baseAddress,
                let match = memchr(base + from, Int32(lineFeed), bytes.count - from)
            else { return nil }
            return UnsafeRawPointer(match) - base
        }
        guard let found else {
            scanned = bufferedCount
            // One more for a CR whose LF is not here yet.
            if scanned - lineStart > limit + 1 { throw tooLong() }
            return nil
        }
        let end = found - start
        let hasCarriageReturn = end > lineStart && buffer[found - 1] == carriageReturn
        let line = lineStart..<(hasCarriageReturn ? end - 1 : end)
        if line.count > limit { throw tooLong() }
        lineNumber += 1
        guard hasCarriageReturn else { throw .bareLineFeed(line: lineNumber) }
        lineStart = end + 1
        scanned = lineStart
        return line
    }

    private mutating func consume(_ count: Int) {
        start += count
        lineStart = 0
        scanned = 0
    }

    private mutating func dropConsumed() {
        guard start > 0 else { return }
        if start == buffer.count {
            // An idle connection keeps a small buffer only: there may be ten thousand of them.
            buffer.removeAll(keepingCapacity: buffer.capacity <= 4096)
        } else {
            buffer.removeFirst(start)
        }
        start = 0
    }

    private mutating func readRequestLine() throws(RequestError) -> Bool {
        guard let first = firstByte else { return false }
        if first == carriageReturn {
            guard bufferedCount >= 2 else { return false }
            guard buffer[start + 1] == lineFeed, !skippedEmptyLine else { throw .emptyRequestLine }
            // RFC 9112 section 2.2: old clients send an empty line after a body.
            skippedEmptyLine = true
            consume(2)
            return try readRequestLine()
        }
        // Wrong protocols do not always send a line feed, so their first byte decides.
        if first == 0x16 { throw .tlsOnPlainPort }
        guard isTokenByte(first) else { throw first == lineFeed ? .bareLineFeed(line: 1) : .invalidMethod(byte: first) }
        let limit = limits.requestLine
        guard let line = try nextLine(limit: limit, tooLong: .requestLineTooLong(limit: limit)) else { return false }
        let bytes = buffer
        try head.readRequestLine(bytes.span.extracting(start..<start + lineStart), line)
        fieldsStart = lineStart
        head.fields.reserveCapacity(8)
        state = .fields
        return true
    }

    private var firstByte: UInt8? {
        bufferedCount > 0 ? buffer[start] : nil
    }

    private mutating func readField() throws(RequestError) -> Bool {
        let limit = limits.headerSection
        let left = limit - (lineStart - fieldsStart) - 2
        guard let line = try nextLine(limit: left, tooLong: .headerSectionTooLarge(limit: limit)) else { return false }
        if line.isEmpty {
            try finishHead()
            return true
        }
        guard head.fields.count < limits.headerFields else { throw .tooManyHeaderFields(limit: limits.headerFields) }
        let bytes = buffer
        try head.readField(bytes.span.extracting(start..<start + lineStart), line, number: lineNumber)
        return true
    }

    private mutating func finishHead() throws(RequestError) {
        let bytes = buffer
        try head.finish(bytes.span.extracting(start..<start + lineStart), limits: limits)
        head.bytes = Array(bytes[start..<start + lineStart])
        head.placeRootPath()
        consume(lineStart)
        state = head.isChunked ? .chunkSize : .fixedBody(head.contentLength ?? 0)
    }
}

// MARK: - Chunks (RFC 9112 section 7.1)

extension RequestParser {
    private mutating func readChunkSize() throws(RequestError) -> Bool {
        let limit = limits.chunkExtensions
        guard
            let line = try nextLine(
                limit: ChunkLine.mostDigits + limit - chunkExtensions, tooLong: .chunkExtensionsTooLong(limit: limit))
        else { return false }
        let chunk = try ChunkLine(buffer.span.extracting(start..<start + lineStart), line)
        chunkExtensions += chunk.extensionsLength
        guard chunkExtensions <= limit else { throw .chunkExtensionsTooLong(limit: limit) }
        guard chunk.size <= limits.body - body.count else { throw .bodyTooLarge(limit: limits.body) }
        consume(lineStart)
        state = chunk.size == 0 ? .trailers : .chunkData(chunk.size)
        return true
    }

    private mutating func readChunkEnd() throws(RequestError) -> Bool {
        guard let first = firstByte else { return false }
        guard first == carriageReturn else { throw .unterminatedChunk }
        guard bufferedCount >= 2 else { return false }
        guard buffer[start + 1] == lineFeed else { throw .unterminatedChunk }
        consume(2)
        state = .chunkSize
        return true
    }

    /// Whether the line read ends the trailer section; nil when it is not complete. Trailer fields are checked and
    /// dropped: nothing of this API is sent in them, and merging them into the header section is a smuggling risk (RFC
    /// 9110 section 6.5.1).
    private mutating func readTrailer() throws(RequestError) -> Bool? {
        let limit = limits.headerSection
        guard let line = try nextLine(limit: limit - lineStart - 2, tooLong: .headerSectionTooLarge(limit: limit))
        else {
            return nil
        }
        if line.isEmpty {
            consume(lineStart)
            return true
        }
        trailerFields += 1
        guard trailerFields <= limits.headerFields else { throw .tooManyHeaderFields(limit: limits.headerFields) }
        _ = try ParsedHead.fieldPosition(
            buffer.span.extracting(start..<start + lineStart), line, number: lineNumber)
        return false
    }
}
