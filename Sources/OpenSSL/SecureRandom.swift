internal import COpenSSL

/// Random bytes fit for secrets.
package enum SecureRandom {
    /// `count` bytes from libcrypto's generator, which is seeded by the kernel. Traps when the system has no randomness
    /// to give, as Swift's own generator does.
    package static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            let result = RAND_bytes(buffer.baseAddress, Int32(count))
            precondition(result == 1, "libcrypto has no random bytes to give")
            initialized = count
        }
    }
}

/// Whether both hold the same bytes, in a time that depends on their lengths alone, so that a secret cannot be found
/// byte by byte by measuring.
package func constantTimeEquals(_ first: some Collection<UInt8>, _ second: some Collection<UInt8>) -> Bool {
    withContiguousBytes(first) { first in
        withContiguousBytes(second) { second in
            first.count == second.count
                && (first.isEmpty || CRYPTO_memcmp(first.baseAddress, second.baseAddress, first.count) == 0)
        }
    }
}
