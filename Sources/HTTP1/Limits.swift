/// Every bound that protects the server from its peers, in one place.
///
/// Sizes are bytes. A member's comment names the reply a breach gets.
package struct Limits: Hashable, Sendable {
    /// The request line without its CRLF; 414 beyond. 8 KiB is what RFC 9112 section 3 asks for as a minimum (8000).
    package var requestLine = 8 * 1024

    /// The header section with its line ends, and the trailer section of a chunked body; 431 beyond. A token with many
    /// claims and a browser's cookies stay far below it.
    package var headerSection = 64 * 1024

    /// The number of header fields; 431 beyond. Bounds the work of every search for a field.
    package var headerFields = 100

    /// The body after removal of chunked framing; 413 beyond. The API's largest request is a form with a logo of 2 MiB.
    package var body = 3 * 1024 * 1024

    /// The extensions of all chunks of a body together; 400 beyond. Without it one byte chunks with long extensions
    /// make a peer's small body cost gigabytes of reading.
    package var chunkExtensions = 16 * 1024

    /// From the start of an encrypted connection to the end of its TLS handshake; closed beyond, for a client that has no
    /// keys cannot be told.
    package var handshake: Duration = .seconds(10)

    /// From the first byte of a request to the end of its head; 408 beyond. Stops peers that hold connections by
    /// sending a byte now and then.
    package var headArrival: Duration = .seconds(10)

    /// From the end of a head to the end of its body; 408 beyond. A minute carries the largest body over a slow line.
    package var bodyArrival: Duration = .seconds(60)

    /// A connection without a request in progress, and one whose peer does not take its replies; closed beyond.
    package var idle: Duration = .seconds(60)

    /// How long an ended connection is drained so that the peer reads its last reply instead of a reset; closed beyond.
    package var lingering: Duration = .seconds(2)

    /// Bytes thrown away while an ended connection is drained; closed beyond. Several times the largest body, so that clients
    /// which send on whatever they are told see their 413.
    package var lingeringBytes = 8 * 1024 * 1024

    /// Open connections of a server, over all of its loops; further ones are closed at once. Bounds descriptors and
    /// memory.
    package var connections = 10_000

    /// Replies waiting for a peer that does not read; beyond, its requests are no longer read. Pipelining is bounded by
    /// it.
    package var pendingOutput = 1024 * 1024

    /// Replies of all connections together that wait for peers to read them; beyond, large ones are refused with 503 and
    /// a connection is not read from while a reply of it waits. A lone reply may be larger. Some pages of tens of
    /// megabytes fit in.
    package var unreadAnswers = 256 * 1024 * 1024

    /// Bytes of one open reply that wait for their client; beyond, its sender has to wait too.
    package var openReply = 256 * 1024

    /// How long no client must feel a bound of the server before it counts as over. So a log hears of it once in that time
    /// at most.
    package var shortageEnd: Duration = .seconds(5)

    /// Request bytes kept while an earlier reply of the connection is delayed; beyond, reading stops until it is sent.
    package var pendingInput = 64 * 1024

    /// The defaults.
    package init() {}
}
