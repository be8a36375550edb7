internal import COpenSSL

/// The one owner of an `EVP_PKEY` that holds a private key.
final class PrivateKey: @unchecked Sendable {
    // Unchecked: the key is never changed after construction, its reference count is atomic, and what libcrypto caches
    // inside it (exported forms, blinding) is behind the library's own locks.
    let pointer: OpaquePointer

    /// Takes ownership.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// - Parameter what: names the key in errors, such as "the RSA private key".
    /// - Throws: `OpenSSLError` when the text holds no private key in PEM form, or an encrypted one.
    convenience init(pem: String, as what: String) throws {
        let operation = "read \(what)"
        let labels = PEM.labels(in: pem)
        guard labels.contains(where: { $0.hasSuffix("PRIVATE KEY") }) else {
            let found = labels.first.map { "the PEM text holds a \($0) instead of a PRIVATE KEY" }
            throw OpenSSLError(operation, because: found ?? "the text has no \"-----BEGIN PRIVATE KEY-----\" line")
        }
        ErrorQueue.clear()
        let pointer = try PEM.withReader(of: pem) { bio in
            var isEncrypted = false
            // Without a callback libcrypto would ask for the passphrase on the terminal, and wait.
            let key = PEM_read_bio_PrivateKey(bio, nil, noteEncryptionAndRefuse, &isEncrypted)
            guard !isEncrypted else {
                EVP_PKEY_free(key)
                ErrorQueue.clear()
                throw OpenSSLError(operation, because: "it is encrypted (decrypt it with \"openssl pkey\" first)")
            }
            guard let key else {
                ErrorQueue.clear()
                // The library's own reason is only ever "unsupported" or the name of an ASN.1 primitive.
                throw OpenSSLError(operation, because: "the PEM text is damaged, cut short or of an unknown kind")
            }
            return key
        }
        self.init(owning: pointer)
    }

    /// An elliptic curve key on P-256, which every TLS client supports.
    static func generateP256() throws -> PrivateKey {
        ErrorQueue.clear()
        return PrivateKey(owning: try required("generate a P-256 key", COpenSSL_EVP_EC_gen("P-256")))
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// The library's name for the kind of key: `RSA`, `RSA-PSS`, `EC`, `ED25519`.
    var typeName: String {
        EVP_PKEY_get0_type_name(pointer).map { String(cString: $0) } ?? "unknown"
    }

    var bits: Int {
        Int(EVP_PKEY_get_bits(pointer))
    }

    /// PKCS#8, unencrypted.
    func privateKeyPEM() throws -> String {
        try PEM.text("write the private key") { PEM_write_bio_PKCS8PrivateKey($0, pointer, nil, nil, 0, nil, nil) }
    }

    /// X.509 SubjectPublicKeyInfo.
    func publicKeyPEM() throws -> String {
        try PEM.text("write the public key") { PEM_write_bio_PUBKEY($0, pointer) }
    }

    /// An integer parameter of the key as big-endian bytes without leading zeros.
    func integer(_ parameter: String) throws -> [UInt8] {
        let operation = "read the key's parameter \(parameter)"
        ErrorQueue.clear()
        var number: OpaquePointer?
        try requireSuccess(operation, EVP_PKEY_get_bn_param(pointer, parameter, &number))
        defer { BN_free(number) }
        return [UInt8](unsafeUninitializedCapacity: Int(COpenSSL_BN_num_bytes(number))) { buffer, count in
            count = Int(BN_bn2bin(number, buffer.baseAddress))
        }
    }
}

/// Called by libcrypto when a key turns out to be encrypted; `context` is a `Bool`.
private func noteEncryptionAndRefuse(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ forWriting: Int32, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    context?.assumingMemoryBound(to: Bool.self).pointee = true
    return -1
}
