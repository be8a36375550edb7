// What the public face shows comes with `import ResellerMock` alone, name by name. What a scenario is made of goes by names
// inside `Scenario`, so that none of them meets one of the program under test.
@_exported public import struct Scenarios.Diagnostic
@_exported public import struct Scenarios.Scenario
@_exported public import struct Scenarios.ScenarioError
@_exported public import enum Scenarios.ScenarioSource

// Beside its use, the name that makes members of the types of its module visible (SE-0444).
@_exported public import enum ResellerAPI.ResourceID

// What `TLSConfiguration` is made of.
@_exported public import class OpenSSL.CertificateAuthority
@_exported public import struct OpenSSL.OpenSSLError
@_exported public import struct OpenSSL.TLSCredentials
