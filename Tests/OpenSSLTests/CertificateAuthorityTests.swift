import FoundationEssentials
import Testing

@testable import OpenSSL

private let year: TimeInterval = 365 * 86_400

@Test func authorityIsARootOfTenYears() throws {
    let certificate = try Certificate.list(pem: authority.certificatePEM, as: "it")[0]
    #expect(certificate.isAuthority)
    #expect(certificate.isSelfIssued)
    #expect(certificate.subject == "CN=Test CA")
    #expect(certificate.notAfter.timeIntervalSince(certificate.notBefore) == 3650 * 86_400)
}

@Test func issuedCertificateIsOfTheAuthorityAndLessThan398Days() throws {
    let credentials = try authority.issue(names: ["LOCALHOST", "localhost", "::1"], now: now)
    let chain = try Certificate.list(pem: credentials.certificateChainPEM, as: "it")
    let root = try Certificate.list(pem: authority.certificatePEM, as: "it")[0]
    #expect(chain.count == 1)
    #expect(chain[0].isIssued(by: root))
    #expect(!chain[0].isAuthority)
    #expect(chain[0].subject == "CN=localhost")
    #expect(chain[0].notAfter.timeIntervalSince(chain[0].notBefore) <= 397 * 86_400)
    #expect(chain[0].notBefore < now)
    #expect(chain[0].matches(try PrivateKey(pem: credentials.privateKeyPEM, as: "it")))
}

@Test func issuedCertificateDoesNotOutliveTheAuthority() throws {
    let old = try CertificateAuthority.make(commonName: "Old", now: now - 9.9 * year)
    let root = try Certificate.list(pem: old.certificatePEM, as: "it")[0]
    let leaf = try Certificate.list(pem: old.issue(names: ["a.test"], now: now).certificateChainPEM, as: "it")[0]
    #expect(leaf.notAfter == root.notAfter)
}

@Test func authorityIsTakenUpFromItsText() throws {
    let copy = try CertificateAuthority(
        certificatePEM: authority.certificatePEM, privateKeyPEM: authority.privateKeyPEM(), now: now)
    #expect(copy.certificatePEM == authority.certificatePEM)
    let server = try TLSContext(serverCredentials: copy.issue(names: ["localhost"], now: now), now: now)
    let connection = try InMemoryConnection.open(client: .makeClient(), server: server)
    #expect(connection.client.state == .open)
}

@Test func unsuitableAuthorityIsRefusedWithTheMend() throws {
    func expect(
        _ certificatePEM: String, _ keyPEM: String, at time: Date = now, _ sentence: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        expectRefusal(sentence, sourceLocation: sourceLocation) {
            try CertificateAuthority(certificatePEM: certificatePEM, privateKeyPEM: keyPEM, now: time)
        }
    }
    let other = try CertificateAuthority.make(commonName: "Other", now: now)
    let leaf = try authority.issue(names: ["localhost"], now: now)
    let pem = authority.certificatePEM
    let keyPEM = try authority.privateKeyPEM()
    let root = try Certificate.list(pem: pem, as: "it")[0]

    expect("", keyPEM, "Cannot read the CA certificate: the text has no \"-----BEGIN CERTIFICATE-----\" line.")
    expect(keyPEM, pem, "Cannot read the CA certificate: the PEM text holds a PRIVATE KEY instead of a CERTIFICATE.")
    expect(
        pem + other.certificatePEM, keyPEM,
        "Cannot use the CA certificate: the text holds 2 certificates; leave only the one that belongs to the key.")
    expect(
        leaf.certificateChainPEM, leaf.privateKeyPEM,
        "Cannot use the CA certificate: it may not sign others; make it with basicConstraints CA:TRUE and keyUsage "
            + "keyCertSign.")
    expect(
        pem, try other.privateKeyPEM(),
        "Cannot use the CA certificate: the private key is that of another certificate; give the pair.")
    expect(
        pem, keyPEM, at: now + 11 * year,
        "Cannot use the CA certificate: it expired at \(root.notAfter.formatted(.iso8601)); renew it.")
    expect(
        pem, keyPEM, at: now - year,
        "Cannot use the CA certificate: it is not valid before \(root.notBefore.formatted(.iso8601)) (check the clock)."
    )
}

@Test(arguments: [
    "localhost", "a.b-c.test", "*.test.example", "127.0.0.1", "::1", "2001:DB8::1", "xn--mnchen-3ya.test",
    "project_mock_1", "_a.test",
])
func nameIsAccepted(name: String) throws {
    #expect(try SubjectName(name).text == name.lowercased())
}

@Test(arguments: [("mock.", "mock", false), ("a.Test.", "a.test", false), ("[::1]", "::1", true)])
func nameIsWrittenAsCertificatesHaveIt(name: String, text: String, isAddress: Bool) throws {
    let subject = try SubjectName(name)
    #expect(subject.text == text && subject.isAddress == isAddress)
}

/// Clients that check names by libcrypto take an underscore in a subjectAltName.
@Test func aNameWithAnUnderscoreIsServed() throws {
    let connection = try InMemoryConnection(
        client: .makeClient(), server: .makeServer(names: ["project_mock_1"]), serverName: "project_mock_1")
    var handshake = connection
    handshake.exchange()
    #expect(connection.client.state == .open && connection.server.nameNotInCertificate == nil)
}

@Test(arguments: [
    ("", "a DNS name has 1 to 253 characters"),
    ("münchen.test", "a DNS name is ASCII; write it in its \"xn--\" form"),
    ("a..b", "each part between the dots of a DNS name has 1 to 63 characters, and \"\" has 0"),
    ("a.test..", "each part between the dots of a DNS name has 1 to 63 characters, and \"\" has 0"),
    (".", "a DNS name has 1 to 253 characters"),
    ("-a.test", "\"-a\" is not letters, digits and inner hyphens, nor is the whole an IP address"),
    ("a,DNS:b", "\"a,DNS:b\" is not letters, digits and inner hyphens, nor is the whole an IP address"),
    ("https://a", "\"https://a\" is not letters, digits and inner hyphens, nor is the whole an IP address"),
    ("a\nb", "\"a\nb\" is not letters, digits and inner hyphens, nor is the whole an IP address"),
    ("[a]", "\"[a]\" is not letters, digits and inner hyphens, nor is the whole an IP address"),
    ("[127.0.0.1]", "\"[127\" is not letters, digits and inner hyphens, nor is the whole an IP address"),
    ("a.*.test", "\"*\" is not letters, digits and inner hyphens, nor is the whole an IP address"),
    ("300.1.1.1", "it looks like an IPv4 address, and is none"),
    ("127.1", "it looks like an IPv4 address, and is none"),
])
func nameIsRefused(name: String, reason: String) {
    expectRefusal("Cannot issue a certificate for \"\(name)\": \(reason).") {
        try authority.issue(names: ["localhost", name], now: now)
    }
}

@Test func certificateForNothingIsRefused() {
    expectRefusal("Cannot issue a server certificate: no name was given.") { try authority.issue(names: [], now: now) }
    expectRefusal("Cannot issue a certificate for \"\": the common name must have 1 to 64 characters.") {
        try authority.issueClient(commonName: "", now: now)
    }
    let long = String(repeating: "é", count: 65)
    expectRefusal("Cannot issue a certificate for \"\(long)\": the common name must have 1 to 64 characters.") {
        try CertificateAuthority.make(commonName: long, now: now)
    }
}

@Test func credentialsDoNotPrintTheirKey() throws {
    let credentials = try authority.issue(names: ["localhost"], now: now)
    #expect(!"\(credentials)".contains("PRIVATE"))
    #expect(!String(reflecting: credentials).contains("PRIVATE"))
}
