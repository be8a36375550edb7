internal import COpenSSL

/// PEM texts (RFC 7468) in and out of libcrypto.
enum PEM {
    /// The labels of the blocks, in order: `CERTIFICATE`, `RSA PRIVATE KEY`.
    static func labels(in text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            guard line.hasPrefix("-----BEGIN ") else { return nil }
            return String(line.dropFirst("-----BEGIN ".count).prefix { $0 != "-" })
        }
    }

    /// Calls `body` with a BIO that reads the text.
    static func withReader<Result>(of text: String, _ body: (OpaquePointer) throws -> Result) throws -> Result {
        var text = text
        return try text.withUTF8 { bytes in
            // libcrypto counts the text in an Int32; no key or chain comes near a megabyte.
            guard bytes.count <= 1 << 20 else {
                throw OpenSSLError("read the PEM text", because: "it is longer than 1 MiB")
            }
            let bio = try required("read the PEM text", BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)))
            defer { BIO_free(bio) }
            return try body(bio)
        }
    }

    /// The next block, or nothing at the end of the text or at a damaged block.
    static func nextBlock(from bio: OpaquePointer) throws -> (label: String, bytes: [UInt8])? {
        var (label, header): (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard PEM_read_bio(bio, &label, &header, &data, &count) == 1, let label else { return nil }
        defer {
            CRYPTO_free(label, #fileID, #line)
            CRYPTO_free(header, #fileID, #line)
            // It may have been a private key.
            CRYPTO_clear_free(data, count, #fileID, #line)
        }
        return (String(cString: label), Array(UnsafeBufferPointer(start: data, count: count)))
    }

    /// The text that `body` writes.
    static func text(_ operation: String, _ body: (OpaquePointer) -> Int32) throws -> String {
        ErrorQueue.clear()
        let bio = try required(operation, BIO_new(BIO_s_mem()))
        defer { BIO_free(bio) }
        try requireSuccess(operation, body(bio))
        var start: UnsafePointer<CChar>?
        let count = COpenSSL_BIO_get_mem_data(bio, &start)
        let bytes = UnsafeRawBufferPointer(start: start, count: count)
        return String(decoding: bytes, as: UTF8.self)
    }
}
