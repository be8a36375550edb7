internal import COpenSSL
public import FoundationEssentials

/// A certificate authority for tests: a CA certificate, its key, and the certificates issued with them.
///
/// What it makes has P-256 keys and ECDSA signatures with SHA-256, and satisfies strict checks of RFC 5280.
public final class CertificateAuthority: Sendable {
    /// The names under which a server on this machine is reached.
    public static let loopbackNames = ["localhost", "127.0.0.1", "::1"]

    /// Validity of a CA made here.
    static let authorityLifetime: TimeInterval = 3650 * day
    /// Validity of what it issues. Clients of several vendors refuse a server certificate of more than 398 days, and
    /// the last second counts as valid.
    static let leafLifetime: TimeInterval = 397 * day - 1
    /// Certificates start this much earlier, so that a client whose clock is slow accepts them.
    static let backdating: TimeInterval = 3600
    private static let day: TimeInterval = 86_400

    /// The CA certificate that clients must trust, in PEM form.
    public let certificatePEM: String

    private let certificate: Certificate
    private let key: PrivateKey

    private init(_ certificate: Certificate, _ key: PrivateKey) throws {
        self.certificate = certificate
        self.key = key
        certificatePEM = try certificate.pem()
    }

    /// Makes a new root CA that is valid for ten years and cannot have CAs below it.
    ///
    /// - Parameters:
    ///   - commonName: the subject, 1 to 64 characters (RFC 5280 appendix A, `ub-common-name`).
    ///   - now: the time of issue; validity starts an hour earlier.
    /// - Throws: `OpenSSLError` when the name has another length or the library fails.
    public static func make(commonName: String, now: Date) throws -> CertificateAuthority {
        try requireCommonName(commonName)
        let key = try PrivateKey.generateP256()
        let template = CertificateTemplate(
            commonName: commonName,
            notBefore: now - backdating,
            notAfter: now - backdating + authorityLifetime,
            extensions: [
                .init(identifier: NID_basic_constraints, value: "critical,CA:TRUE,pathlen:0"),
                .init(identifier: NID_key_usage, value: "critical,keyCertSign,cRLSign"),
                .init(identifier: NID_subject_key_identifier, value: "hash"),
            ])
        return try CertificateAuthority(template.certificate(for: key, issuedBy: nil, signingKey: key), key)
    }

    /// Takes up an existing CA, such as one that the clients trust already.
    ///
    /// - Parameters:
    ///   - certificatePEM: exactly one certificate.
    ///   - privateKeyPEM: its unencrypted private key.
    ///   - now: the time at which the certificate has to be valid.
    /// - Throws: `OpenSSLError` that names the mend: the text is no certificate or key, the certificate is not of a CA,
    ///   expired, not yet valid or of a weak key, or the key is that of another certificate.
    public convenience init(certificatePEM: String, privateKeyPEM: String, now: Date) throws {
        let certificates = try Certificate.list(pem: certificatePEM, as: "the CA certificate")
        let operation = "use the CA certificate"
        guard certificates.count == 1, let certificate = certificates.first else {
            throw OpenSSLError(
                operation,
                because: "the text holds \(certificates.count) certificates; leave only the one that belongs to the key"
            )
        }
        let key = try PrivateKey(pem: privateKeyPEM, as: "the CA private key")
        guard certificate.isAuthority else {
            throw OpenSSLError(
                operation,
                because: "it may not sign others; make it with basicConstraints CA:TRUE and keyUsage keyCertSign")
        }
        try certificate.requireStrongKey(operation)
        try certificate.requireValidity(at: now, operation)
        guard certificate.matches(key) else {
            throw OpenSSLError(operation, because: "the private key is that of another certificate; give the pair")
        }
        try self.init(certificate, key)
    }

    /// The CA's private key as unencrypted PKCS#8 PEM text.
    ///
    /// - Throws: `OpenSSLError` when the library fails, such as for lack of memory.
    public func privateKeyPEM() throws -> String {
        try key.privateKeyPEM()
    }

    /// Issues a server certificate with a new key, valid for 397 days or until the CA expires.
    ///
    /// - Parameters:
    ///   - names: DNS names (the first label may be `*`) and IP addresses, at least one; repetitions are dropped.
    ///   - now: the time of issue; validity starts an hour earlier.
    /// - Throws: `OpenSSLError` when a name is neither a DNS name nor an address.
    public func issue(names: [String], now: Date) throws -> TLSCredentials {
        var unique: [SubjectName] = []
        for name in try names.map(SubjectName.init) where !unique.contains(name) { unique.append(name) }
        guard !unique.isEmpty else {
            throw OpenSSLError("issue a server certificate", because: "no name was given")
        }
        // For display only: clients go by subjectAltName (RFC 9110 section 4.3.4).
        let commonName = unique.first { $0.text.utf8.count <= 64 }?.text ?? "server"
        return try issue(
            commonName: commonName, now: now,
            usage: [
                .init(identifier: NID_ext_key_usage, value: "serverAuth"),
                .init(identifier: NID_subject_alt_name, value: unique.map(\.extensionValue).joined(separator: ",")),
            ])
    }

    /// Issues a client certificate with a new key, for mutual TLS, valid for 397 days or until the CA expires.
    ///
    /// - Parameters:
    ///   - commonName: the subject, 1 to 64 characters.
    ///   - now: the time of issue; validity starts an hour earlier.
    /// - Throws: `OpenSSLError` when the name has another length or the library fails.
    public func issueClient(commonName: String, now: Date) throws -> TLSCredentials {
        try Self.requireCommonName(commonName)
        return try issue(
            commonName: commonName, now: now, usage: [.init(identifier: NID_ext_key_usage, value: "clientAuth")])
    }

    private func issue(
        commonName: String, now: Date, usage: [CertificateTemplate.Extension]
    ) throws -> TLSCredentials {
        let leafKey = try PrivateKey.generateP256()
        let notBefore = now - Self.backdating
        let template = CertificateTemplate(
            commonName: commonName,
            notBefore: notBefore,
            notAfter: min(notBefore + Self.leafLifetime, certificate.notAfter),
            extensions: [
                .init(identifier: NID_basic_constraints, value: "critical,CA:FALSE"),
                .init(identifier: NID_key_usage, value: "critical,digitalSignature"),
                .init(identifier: NID_subject_key_identifier, value: "hash"),
                .init(identifier: NID_authority_key_identifier, value: "keyid,issuer"),
            ] + usage)
        let leaf = try template.certificate(for: leafKey, issuedBy: certificate, signingKey: key)
        // Clients have the root already; what lies below a root they must be given.
        let issuer = certificate.isSelfIssued ? "" : certificatePEM
        return TLSCredentials(
            certificateChainPEM: try leaf.pem() + issuer, privateKeyPEM: try leafKey.privateKeyPEM())
    }

    private static func requireCommonName(_ name: String) throws {
        guard (1...64).contains(name.unicodeScalars.count) else {
            throw OpenSSLError(
                "issue a certificate for \"\(name)\"", because: "the common name must have 1 to 64 characters")
        }
    }
}
