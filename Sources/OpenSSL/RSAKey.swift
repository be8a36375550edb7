internal import COpenSSL

/// An RSA key pair that signs JSON Web Tokens: RSASSA-PKCS1-v1_5 with SHA-256, which JWS calls `RS256` (RFC 7518 section
/// 3.3). Any number of threads may sign and verify at once.
package final class RSAKey: Sendable {
    /// The sizes accepted: RFC 7518 section 3.3 asks for 2048 bits or more; beyond 8192 one signature takes tens of
    /// milliseconds and generating a key minutes.
    package static let bitsAllowed = 2048...8192

    /// The modulus `n`, big-endian without leading zeros, as a JWK has it (RFC 7518 section 6.3.1.1).
    package let modulus: [UInt8]

    /// The public exponent `e`, big-endian without leading zeros, as a JWK has it (RFC 7518 section 6.3.1.2).
    package let publicExponent: [UInt8]

    private let key: PrivateKey
    private let signing: SignatureTemplate
    private let verification: SignatureTemplate

    /// Reads an unencrypted private key in PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`) PEM form.
    ///
    /// - Throws: `OpenSSLError` when the text is no such key, the key is encrypted, not RSA, outside `bitsAllowed`, or
    ///   its private part does not belong to its public part.
    package convenience init(privateKeyPEM: String) throws {
        try self.init(PrivateKey(pem: privateKeyPEM, as: "the RSA private key"), operation: "use the RSA private key")
    }

    /// Generates a key pair with the public exponent 65537. 2048 bits take about a tenth of a second.
    ///
    /// - Throws: `OpenSSLError` when `bits` is outside `bitsAllowed`.
    package static func generate(bits: Int) throws -> RSAKey {
        let operation = "generate an RSA key of \(bits) bits"
        try requireAllowed(bits, operation)
        ErrorQueue.clear()
        let pointer = try required(operation, COpenSSL_EVP_RSA_gen(UInt32(bits)))
        return try RSAKey(PrivateKey(owning: pointer), operation: operation)
    }

    private init(_ key: PrivateKey, operation: String) throws {
        guard key.typeName == "RSA" else {
            throw OpenSSLError(operation, because: "it is of type \(key.typeName), and RS256 needs an RSA key")
        }
        try Self.requireAllowed(key.bits, operation)
        self.key = key
        modulus = try key.integer(OSSL_PKEY_PARAM_RSA_N)
        publicExponent = try key.integer(OSSL_PKEY_PARAM_RSA_E)
        signing = try SignatureTemplate(operation) {
            EVP_DigestSignInit($0, nil, MessageDigest.sha256.pointer, nil, key.pointer)
        }
        verification = try SignatureTemplate(operation) {
            EVP_DigestVerifyInit($0, nil, MessageDigest.sha256.pointer, nil, key.pointer)
        }
        // One signature costs a thousandth of what libcrypto's own check of the key does, and finds what matters here.
        let probe = Array("probe".utf8)
        guard let signature = try? sign(probe), isValid(signature: signature, for: probe) else {
            throw OpenSSLError(operation, because: "its private part does not belong to its public part")
        }
    }

    private static func requireAllowed(_ bits: Int, _ operation: String) throws {
        guard bitsAllowed.contains(bits) else {
            let (least, most) = (bitsAllowed.lowerBound, bitsAllowed.upperBound)
            throw OpenSSLError(operation, because: "it has \(bits) bits, and \(least) to \(most) are allowed")
        }
    }

    /// The signature of the message, as long as the modulus.
    ///
    /// - Throws: `OpenSSLError` when the library fails, such as for lack of memory.
    package func sign(_ message: some Collection<UInt8>) throws -> [UInt8] {
        let operation = "sign with the RSA key"
        return try signing.withCopy(operation) { context in
            try withContiguousBytes(message) { message in
                try [UInt8](unsafeUninitializedCapacity: modulus.count) { signature, count in
                    var length = signature.count
                    let result = EVP_DigestSign(
                        context, signature.baseAddress, &length, message.baseAddress, message.count)
                    try requireSuccess(operation, result)
                    count = length
                }
            }
        }
    }

    /// Whether this key made the signature for exactly this message.
    package func isValid(signature: some Collection<UInt8>, for message: some Collection<UInt8>) -> Bool {
        let result = try? verification.withCopy("verify a signature") { context in
            withContiguousBytes(signature) { signature in
                withContiguousBytes(message) { message in
                    EVP_DigestVerify(
                        context, signature.baseAddress, signature.count, message.baseAddress, message.count)
                }
            }
        }
        // A forged signature leaves its reason in the queue.
        ErrorQueue.clear()
        return result == 1
    }

    /// The private key as unencrypted PKCS#8 PEM text.
    ///
    /// - Throws: `OpenSSLError` when the library fails, such as for lack of memory.
    package func privateKeyPEM() throws -> String {
        try key.privateKeyPEM()
    }

    /// The public key as SubjectPublicKeyInfo PEM text (`PUBLIC KEY`).
    ///
    /// - Throws: `OpenSSLError` when the library fails, such as for lack of memory.
    package func publicKeyPEM() throws -> String {
        try key.publicKeyPEM()
    }
}

/// A signing or verifying operation set up once and copied for each message: setting it up fetches algorithms by name.
private final class SignatureTemplate: @unchecked Sendable {
    // Unchecked: after construction the context is only ever read, as the source of a copy.
    private let context: OpaquePointer

    init(_ operation: String, _ prepare: (OpaquePointer) -> Int32) throws {
        ErrorQueue.clear()
        let context = try required(operation, EVP_MD_CTX_new())
        guard prepare(context) == 1 else {
            EVP_MD_CTX_free(context)
            throw OpenSSLError(drainingQueueFor: operation)
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    func withCopy<Result>(_ operation: String, _ body: (OpaquePointer) throws -> Result) throws -> Result {
        ErrorQueue.clear()
        let copy = try required(operation, EVP_MD_CTX_new())
        defer { EVP_MD_CTX_free(copy) }
        try requireSuccess(operation, EVP_MD_CTX_copy_ex(copy, context))
        return try body(copy)
    }
}
