/// The line before the data of a chunk: `chunk-size [ chunk-ext ]` (RFC 9112 section 7.1).
struct ChunkLine: Sendable {
    /// The size told; beyond `Int` it is `Int.max`.
    let size: Int
    /// The number of bytes of the line that are not digits of the size.
    let extensionsLength: Int

    /// The digits that 64 bits need. Leading zeros count, for a peer must not send them for ever.
    static let mostDigits = 16

    init(_ bytes: borrowing Span<UInt8>, _ line: Range<Int>) throws(RequestError) {
        var size: UInt64 = 0
        var index = line.lowerBound
        while index < line.upperBound, let digit = hexadecimalValue(bytes[index]) {
            guard index - line.lowerBound < Self.mostDigits else { throw .chunkSizeTooLong(digits: Self.mostDigits) }
            size = size << 4 | UInt64(digit)
            index += 1
        }
        guard index > line.lowerBound else { throw .invalidChunkSize(byte: line.isEmpty ? nil : bytes[index]) }
        if index < line.upperBound {
            var extensions = ChunkExtensionScanner(index: index, end: line.upperBound)
            try extensions.scan(bytes)
        }
        self.size = Int(clamping: size)
        extensionsLength = line.upperBound - index
    }
}

/// Checks `chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )`. What two servers read out of a
/// malformed one differs, which is a means of request smuggling; so do blanks before the end of the line.
private struct ChunkExtensionScanner {
    var index: Int
    let end: Int

    mutating func scan(_ bytes: borrowing Span<UInt8>) throws(RequestError) {
        while index < end {
            try semicolon(bytes)
            try token(bytes)
            let nameEnd = index
            skipBlanks(bytes)
            guard index < end, bytes[index] == UInt8(ascii: "=") else {
                index = nameEnd
                continue
            }
            index += 1
            skipBlanks(bytes)
            if index < end, bytes[index] == UInt8(ascii: "\"") { try quotedString(bytes) } else { try token(bytes) }
        }
    }

    private mutating func semicolon(_ bytes: borrowing Span<UInt8>) throws(RequestError) {
        let start = index
        skipBlanks(bytes)
        guard index < end else { throw .invalidChunkExtension(byte: bytes[start]) }
        guard bytes[index] == UInt8(ascii: ";") else { throw .invalidChunkExtension(byte: bytes[index]) }
        index += 1
        skipBlanks(bytes)
    }

    private mutating func skipBlanks(_ bytes: borrowing Span<UInt8>) {
        while index < end, bytes[index] == space || bytes[index] == tab { index += 1 }
    }

    private mutating func token(_ bytes: borrowing Span<UInt8>) throws(RequestError) {
        let start = index
        while index < end, isTokenByte(bytes[index]) { index += 1 }
        if index == start { throw .invalidChunkExtension(byte: index < end ? bytes[index] : nil) }
    }

    /// RFC 9110 section 5.6.4.
    private mutating func quotedString(_ bytes: borrowing Span<UInt8>) throws(RequestError) {
        index += 1
        while index < end, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\") { index += 1 }
            guard index < end else { break }
            let byte = bytes[index]
            if byte < 0x20 && byte != tab || byte == 0x7F { throw .invalidChunkExtension(byte: byte) }
            index += 1
        }
        guard index < end else { throw .invalidChunkExtension(byte: nil) }
        index += 1
    }
}
