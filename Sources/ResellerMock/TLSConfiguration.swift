import Foundation
import OpenSSL

/// What HTTPS is served with: a certificate and, for mutual TLS, the authorities of the clients' certificates.
///
/// Everything is checked when the value is made. It keeps no key in readable form.
public struct TLSConfiguration: Sendable {
    let context: TLSContext

    /// The certificate of the authority, for clients to trust, in PEM form; nil when the certificate was given.
    public let caCertificatePEM: String?

    /// A certificate made now for `localhost`, `127.0.0.1`, `::1` and further names.
    ///
    /// - Parameters:
    ///   - authority: issues it; nil for a new authority that nothing else uses.
    ///   - names: DNS names, whose first label may be `*`, and IP addresses.
    ///   - clientAuthoritiesPEM: demands of every client a certificate of one of these CAs; nil asks for none.
    /// - Throws: `OpenSSLError` that says what is wrong with which name or certificate.
    public init(
        authority: CertificateAuthority? = nil, names: [String] = [], clientAuthoritiesPEM: String? = nil
    ) throws {
        let now = Date()
        let authority = try authority ?? .make(commonName: "reseller-mock CA", now: now)
        let credentials = try authority.issue(names: CertificateAuthority.loopbackNames + names, now: now)
        context = try TLSContext(
            serverCredentials: credentials, clientAuthoritiesPEM: clientAuthoritiesPEM, now: now)
        caCertificatePEM = authority.certificatePEM
    }

    /// A certificate of one's own.
    ///
    /// - Parameters:
    ///   - credentials: the certificate, its issuers and its private key.
    ///   - clientAuthoritiesPEM: demands of every client a certificate of one of these CAs; nil asks for none.
    /// - Throws: `OpenSSLError` that says what is wrong: texts that are no PEM, a key of another certificate or an
    ///   encrypted one, a chain out of order, a certificate that is not valid now.
    public init(credentials: TLSCredentials, clientAuthoritiesPEM: String? = nil) throws {
        context = try TLSContext(
            serverCredentials: credentials, clientAuthoritiesPEM: clientAuthoritiesPEM, now: Date())
        caCertificatePEM = nil
    }
}
