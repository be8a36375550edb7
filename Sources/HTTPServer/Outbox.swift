/// Bytes on their way out, in order, that the system has not taken yet. Large pieces stay as they came, without a copy.
struct Outbox {
    /// Pieces up to this size are put together, so that many small answers cost few system calls.
    static let pieceSize = 64 * 1024

    private var pieces: [[UInt8]] = []
    /// What of the first piece is gone.
    private var offset = 0
    /// The bytes that are left.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        count += bytes.count
        if let last = pieces.indices.last, pieces[last].count + bytes.count <= Self.pieceSize {
            pieces[last] += bytes
        } else {
            pieces.append(bytes)
        }
    }

    /// The next bytes that lie in one piece; none when it is empty.
    func withNext<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        guard let first = pieces.first else { return body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        return first.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[offset...])) }
    }

    /// Drops the first bytes, at most those of `withNext`.
    mutating func removeFirst(_ taken: Int) {
        guard let first = pieces.first else { return }
        precondition(taken <= first.count - offset)
        offset += taken
        count -= taken
        guard offset == first.count else { return }
        pieces.removeFirst()
        offset = 0
    }
}
