import Foundation
import OpenSSL

/// The key that signs access tokens, with what verifiers need to know of it.
struct SigningKey: Sendable {
    let key: RSAKey
    /// The RFC 7638 thumbprint, so that a key has the same `kid` wherever it is used.
    let identifier: String
    /// The JSON Web Key Set document of the public half (RFC 7517), members in the platform's order.
    let keySet: [UInt8]

    init(_ key: RSAKey) {
        self.key = key
        let exponent = Base64URL.encode(key.publicExponent)
        let modulus = Base64URL.encode(key.modulus)
        let thumbprintInput = #"{"e":"\#(exponent)","kty":"RSA","n":"\#(modulus)"}"#
        identifier = Base64URL.encode(Digest.sha256(Array(thumbprintInput.utf8)))
        keySet = Array(
            #"{"keys":[{"kty":"RSA","use":"sig","kid":"\#(identifier)","e":"\#(exponent)","n":"\#(modulus)","alg":"RS256"}]}"#
                .utf8)
    }

    /// The key in every copy of reseller-mock: starting costs no key generation, and instances accept each other's
    /// tokens. It is public on purpose and must protect nothing.
    static func development() throws -> SigningKey { try madeDevelopment.get() }

    /// Made once: reading and trying a key takes most of what a start would take.
    private static let madeDevelopment = Result { SigningKey(try RSAKey(privateKeyPEM: developmentPEM)) }

    private static let developmentPEM = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCq47gUfZeKh58A
        n7LXJiu0hN3WDnO1XALWGxKD2mswnZCHGW/D3nip5b+F35x5KxxQEKtOOhCQQBdx
        PVcY3QUgQqRpr4F2pGqW9gnjC2DbIt+33oMb5rI8ltSfTwmRNX+1syn/R6xMJFVT
        W7AtZ/4eNjAkQqpNrIBiO5BNUa+izf4XoXTeI7qs0KV6kuEY1BDBw5vVyQ/XugQx
        QrtbwsKt7dbb5ZCylikAgsjbKmefy3nDQqqaFtivn/H218B+H1jFNQd0EAVhxZu0
        G61uo5wYXrIItU2p0Z14064VCeoIbOFpiuYpKeqYBBeB74OlD5dBrrIONKMjNd+K
        x7xDyOXhAgMBAAECggEABI9N9QU2FKUYw4bMJu+zgKR/WaJW4qYOKoT1ztBDRiLp
        XW/hN3jWTGY/Rx5+PNqlh0D8NfqlQLKATaFSE4cP1EDWK6Tz6RgEnHsuxic8EhM3
        1/g9rfI1m4ARmh/QRNa7tFWPz2pFeSsKnpsWmnRcNGJd93tSsv7hPOQs+tTGp6sY
        xFz0ytiSx1/Hj3+4CYAvYo8GYuQrC4BGTpS/x3I1AGNEMle/kmRQfRl3966zbkC8
        1jILz4WFcgM9jTtI9KRHZ+GM3bgc9e9qlM34bAUnozgLQvT8wdXYz0eL2BJSbYl0
        +LyCGDCGTU4/crDM94uCJIla9C4QZfLzqAreynMpXwKBgQDwdY2pQ0Akgfn5VA91
        7HMoYKm+okfRbHSEpcKxTRSy+NcMynPAEP6upmYQxQG9EyxJXtxIicjM19Rva6yj
        fWVO/4A5DAzLkGjez3TzHyKSy0VTxbLelfxDxmpCTgp7KbtWUPPn3rYBvsdC/zYr
        Hcr27qznrKer4dlnkqXzTVVGiwKBgQC17x8PQOuEfZY5e5nPzVJFN1zNvVPIdXjp
        KQ5p6sk5pnCLymSMq0U4w+cv/aR0mFaI9LuVcDBGQ5ZYPV54aFqy+xpPLelj4m9q
        Vpjf/m8nMuHudc0dbhICeKLoG4fqroRwHdVtEV7q94TzaKxd6LY67MPwt3PKCDsT
        Q+5dzIu+wwKBgArFuWrz0FPSXtiEo4ys4xvT+MbJjl4bdbzbkDVRNrQt4bR4/WaF
        XGOGoNvvd3x492ryDPxS7+P9Z072i+1nGLrJR31GxOv5tDkHIj4iDvJ0mM5/9Ntz
        7LE8mlYOGPobjID5b3PbzluVqGef91VHKGiXmLdoTLqui4bQUw7rT/6xAoGAEA3M
        qNTqs2M9mU7t0KdmhhMPjlwRg5PSGojz66a7IOot7jfqzXrjfdHTmamBFITIxgcK
        cnJW4CxgnOK1blyO/FIqDSiY+qZlfHWtwb464rObuiYM9nbbAfrRLTgYsz25FAed
        6KTqwkMbKTtoUlURl3uDAr+9aOt3AwkwhHhjMG8CgYEAkpHAoDZiZuIOb4PmJQmd
        LsaQQzN0tz/qRQVXn15hnkLCMwJunlngr/9dYZDfD4y0FRMfuRHu7DpUEt5aID7B
        dq/zjgxmezvZC+GbvHXIAlZG3hdHoNw4kpv3X5C+U41ZcjW0aHzCEesx+myuHMHD
        n6FHtU0r8tvy7pWRxFHu8Cs=
        -----END PRIVATE KEY-----
        """
}
