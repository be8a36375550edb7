internal import COpenSSL

/// Cryptographic digests.
package enum Digest {
    /// The 32 bytes of SHA-256 (FIPS 180-4).
    package static func sha256(_ bytes: some Collection<UInt8>) -> [UInt8] {
        withContiguousBytes(bytes) { input in
            [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { output, count in
                var length: UInt32 = 0
                let result = EVP_Digest(
                    input.baseAddress, input.count, output.baseAddress, &length, MessageDigest.sha256.pointer, nil)
                // Only allocation can fail here, which Swift does not survive either.
                precondition(result == 1, "SHA-256 failed")
                count = Int(length)
            }
        }
    }
}

/// An algorithm fetched once: fetching by name on every call costs more than hashing a short message.
final class MessageDigest: @unchecked Sendable {
    // Unchecked: an EVP_MD is immutable and reference counted atomically.
    let pointer: OpaquePointer

    static let sha256 = MessageDigest("SHA2-256")

    private init(_ name: String) {
        guard let pointer = EVP_MD_fetch(nil, name, nil) else {
            preconditionFailure("libcrypto has no \(name): \(OpenSSLError(drainingQueueFor: "fetch \(name)"))")
        }
        self.pointer = pointer
    }

    deinit {
        EVP_MD_free(pointer)
    }
}

/// Calls `body` with the bytes in one piece, copied only when the collection does not store them so.
func withContiguousBytes<Result>(
    _ bytes: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
) rethrows -> Result {
    if let result = try bytes.withContiguousStorageIfAvailable(body) { return result }
    return try Array(bytes).withUnsafeBufferPointer(body)
}
