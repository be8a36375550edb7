internal import COpenSSL
internal import FoundationEssentials

/// The one owner of an `X509`.
final class Certificate: @unchecked Sendable {
    // Unchecked: the certificate is never changed after construction, its reference count is atomic, and libcrypto fills
    // its cache of parsed extensions under the certificate's own lock.
    let pointer: OpaquePointer

    /// Takes ownership.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        X509_free(pointer)
    }

    /// The certificates of a PEM text, in order and at least one. Blocks of other kinds are skipped, for a key often
    /// shares the file.
    ///
    /// - Parameter what: names the text in errors, such as "the server certificate chain".
    static func list(pem: String, as what: String) throws -> [Certificate] {
        let operation = "read \(what)"
        let labels = PEM.labels(in: pem)
        guard labels.contains("CERTIFICATE") else {
            let found = labels.first.map { "the PEM text holds a \($0) instead of a CERTIFICATE" }
            throw OpenSSLError(operation, because: found ?? "the text has no \"-----BEGIN CERTIFICATE-----\" line")
        }
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        return try PEM.withReader(of: pem) { bio in
            var certificates: [Certificate] = []
            for (index, label) in labels.enumerated() {
                let block = try PEM.nextBlock(from: bio)
                guard label == "CERTIFICATE" else { continue }
                guard let block, block.label == label, let certificate = Certificate(der: block.bytes) else {
                    let place = "PEM block \(index + 1) of \(labels.count)"
                    throw OpenSSLError(operation, because: "\(place), a \(label), is damaged or cut short")
                }
                certificates.append(certificate)
            }
            return certificates
        }
    }

    /// Nothing when the bytes are not exactly one certificate.
    private convenience init?(der: [UInt8]) {
        let pointer: OpaquePointer? = der.withUnsafeBufferPointer { bytes in
            var position = bytes.baseAddress
            guard let pointer = d2i_X509(nil, &position, bytes.count) else { return nil }
            guard position == bytes.baseAddress.map({ $0 + bytes.count }) else {
                X509_free(pointer)
                return nil
            }
            return pointer
        }
        guard let pointer else { return nil }
        self.init(owning: pointer)
    }

    func pem() throws -> String {
        try PEM.text("write the certificate") { PEM_write_bio_X509($0, pointer) }
    }

    /// As RFC 2253 writes it: `CN=test client`. Empty when the certificate has no subject.
    var subject: String {
        // An empty name prints as nothing, which is success.
        (try? PEM.text("write the subject") {
            COpenSSL_X509_NAME_print_RFC2253($0, X509_get_subject_name(pointer)) >= 0 ? 1 : 0
        }) ?? ""
    }

    var notBefore: Date { date(X509_get0_notBefore(pointer)) }
    var notAfter: Date { date(X509_get0_notAfter(pointer)) }

    private func date(_ time: UnsafePointer<ASN1_TIME>?) -> Date {
        let epoch = ASN1_TIME_set(nil, 0)
        defer { ASN1_TIME_free(epoch) }
        var (days, seconds): (Int32, Int32) = (0, 0)
        // A time that cannot be read counts as long past, and so the certificate as expired.
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return .distantPast }
        return Date(timeIntervalSince1970: Double(days) * 86_400 + Double(seconds))
    }

    /// Whether it may sign other certificates: basicConstraints say CA and keyUsage, if present, allows it.
    var isAuthority: Bool {
        X509_check_ca(pointer) == 1 && X509_get_key_usage(pointer) & UInt32(KU_KEY_CERT_SIGN) != 0
    }

    /// Whether subject and issuer are the same name, as in a root.
    var isSelfIssued: Bool {
        X509_NAME_cmp(X509_get_subject_name(pointer), X509_get_issuer_name(pointer)) == 0
    }

    func isIssued(by issuer: Certificate) -> Bool {
        X509_check_issued(issuer.pointer, pointer) == X509_V_OK
    }

    func matches(_ key: PrivateKey) -> Bool {
        defer { ErrorQueue.clear() }
        return X509_check_private_key(pointer, key.pointer) == 1
    }

    /// - Throws: `OpenSSLError` when the certificate is not valid at that time.
    func requireValidity(at now: Date, _ operation: String, named name: String = "it") throws {
        let (notBefore, notAfter) = (notBefore, notAfter)
        if now < notBefore {
            throw OpenSSLError(
                operation, because: "\(name) is not valid before \(notBefore.formatted(.iso8601)) (check the clock)",
                isNotYetValid: true)
        }
        if now > notAfter {
            throw OpenSSLError(operation, because: "\(name) expired at \(notAfter.formatted(.iso8601)); renew it")
        }
    }

    /// - Throws: `OpenSSLError` for a key below 112 bits of security (RSA below 2048 bits, curves below P-224), which
    ///   NIST SP 800-57 and TLS clients no longer accept.
    func requireStrongKey(_ operation: String) throws {
        guard let key = X509_get0_pubkey(pointer) else {
            ErrorQueue.clear()
            throw OpenSSLError(operation, because: "its public key is of an unknown kind")
        }
        guard EVP_PKEY_get_security_bits(key) >= 112 else {
            let type = EVP_PKEY_get0_type_name(key).map { String(cString: $0) } ?? ""
            throw OpenSSLError(operation, because: "its \(type) key of \(EVP_PKEY_get_bits(key)) bits is too weak")
        }
    }
}
