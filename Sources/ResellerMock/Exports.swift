// What the public face shows (scenarios, diagnostics, dates, companies) comes with `import ResellerMock` alone.
@_exported public import ResellerAPI
@_exported public import Scenarios

// What `TLSConfiguration` is made of.
@_exported public import class OpenSSL.CertificateAuthority
@_exported public import struct OpenSSL.OpenSSLError
@_exported public import struct OpenSSL.TLSCredentials
