import HTTP1

/// What lies between a connection's socket and its HTTP: the one place that bytes pass on their way in and out. A TLS
/// session over memory buffers is a second case, with both directions and its handshake behind the same two functions.
enum Transport {
    /// The bytes of the wire are those of HTTP.
    case plain

    /// Takes bytes read from the socket and hands on what they mean to the parser.
    mutating func receive(_ wire: UnsafeRawBufferPointer, into parser: inout RequestParser) {
        switch self {
        case .plain: parser.append(wire)
        }
    }

    /// Turns bytes to send, perhaps none, into all that should go to the socket now.
    mutating func seal(_ output: inout [UInt8]) {
        switch self {
        case .plain: break
        }
    }
}
