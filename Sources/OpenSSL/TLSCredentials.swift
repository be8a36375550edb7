/// What one side of a TLS connection proves its name with: a certificate chain and the private key of its first
/// certificate, both in PEM form.
///
/// Its description leaves the key out, so that a log cannot reveal it.
public struct TLSCredentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The certificate of the key first, then each issuer in turn; the root may be left out.
    public var certificateChainPEM: String

    /// The unencrypted private key, in PKCS#8 or the traditional form of its kind.
    public var privateKeyPEM: String

    /// Nothing is checked here; `TLSContext` does.
    public init(certificateChainPEM: String, privateKeyPEM: String) {
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
    }

    /// The certificates without the key.
    public var description: String { "TLSCredentials(\(certificateChainPEM))" }

    /// The certificates without the key.
    public var debugDescription: String { description }
}
