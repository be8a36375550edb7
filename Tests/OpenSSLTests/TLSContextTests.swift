import FoundationEssentials
import Testing

@testable import OpenSSL

private func expectRefusal(
    chain: String, key: String, clientAuthorities: String? = nil, at time: Date = now, _ sentence: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    expectRefusal(sentence, sourceLocation: sourceLocation) {
        try TLSContext(
            serverCredentials: TLSCredentials(certificateChainPEM: chain, privateKeyPEM: key),
            clientAuthoritiesPEM: clientAuthorities, now: time)
    }
}

@Test func unreadableCertificateOrKeyIsRefused() throws {
    let pair = try authority.issue(names: ["localhost"], now: now)
    let (chain, key) = (pair.certificateChainPEM, pair.privateKeyPEM)
    expectRefusal(
        chain: "", key: key,
        "Cannot read the server certificate chain: the text has no \"-----BEGIN CERTIFICATE-----\" line.")
    expectRefusal(
        chain: key, key: chain,
        "Cannot read the server certificate chain: the PEM text holds a PRIVATE KEY instead of a CERTIFICATE.")
    expectRefusal(
        chain: chain, key: chain,
        "Cannot read the server private key: the PEM text holds a CERTIFICATE instead of a PRIVATE KEY.")
    expectRefusal(
        chain: chain, key: PrivateKeyFixture.encryptedPKCS8,
        "Cannot read the server private key: it is encrypted (decrypt it with \"openssl pkey\" first).")
    expectRefusal(
        chain: String(chain.dropLast(60)), key: key,
        "Cannot read the server certificate chain: PEM block 1 of 1, a CERTIFICATE, is damaged or cut short.")
    let block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    expectRefusal(
        chain: chain + block, key: key,
        "Cannot read the server certificate chain: PEM block 2 of 2, a CERTIFICATE, is damaged or cut short.")
    expectRefusal(
        chain: chain + "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n" + chain, key: key,
        "Cannot read the server certificate chain: PEM block 2 of 3, a CERTIFICATE, is damaged or cut short.")
}

@Test func unsuitableCertificateIsRefusedWithTheMend() throws {
    let pair = try authority.issue(names: ["localhost"], now: now)
    let (chain, key) = (pair.certificateChainPEM, pair.privateKeyPEM)
    let leaf = try Certificate.list(pem: chain, as: "it")[0]
    let root = authority.certificatePEM
    let other = try CertificateAuthority.make(commonName: "Other", now: now)
    expectRefusal(
        chain: chain, key: PrivateKeyFixture.rfc7515,
        "Cannot use the server certificate: the private key is that of another certificate; give the pair.")
    expectRefusal(
        chain: root + chain, key: key,
        "Cannot use the server certificate: the private key is that of certificate 2 of the chain; put this one first.")
    expectRefusal(
        chain: chain + other.certificatePEM, key: key,
        "Cannot use the server certificate: certificate 2 of the chain did not issue certificate 1 before it; order the "
            + "chain from the server's own upwards.")
    expectRefusal(
        chain: chain, key: key, at: now + 398 * 86_400,
        "Cannot use the server certificate: it expired at \(leaf.notAfter.formatted(.iso8601)); renew it.")
    expectRefusal(
        chain: chain + root, key: key, at: now - 86_400,
        "Cannot use the server certificate: certificate 1 of the chain is not valid before "
            + "\(leaf.notBefore.formatted(.iso8601)) (check the clock).")
    expectRefusal(
        chain: try weakCertificate(), key: PrivateKeyFixture.rsa1024,
        "Cannot use the server certificate: its RSA key of 1024 bits is too weak.")
}

@Test func unsuitableClientAuthoritiesAreRefused() throws {
    let pair = try authority.issue(names: ["localhost"], now: now)
    func expect(_ authorities: String, at time: Date = now, _ sentence: String) {
        expectRefusal(
            chain: pair.certificateChainPEM, key: pair.privateKeyPEM, clientAuthorities: authorities, at: time, sentence
        )
    }
    expect("", "Cannot read the client CA certificates: the text has no \"-----BEGIN CERTIFICATE-----\" line.")
    expect(
        authority.certificatePEM + pair.certificateChainPEM,
        "Cannot trust the client CA certificates: certificate 2 (CN=localhost) is not the certificate of a CA.")
    let old = try CertificateAuthority.make(commonName: "Old", now: now - 11 * 365 * 86_400)
    let expiry = try Certificate.list(pem: old.certificatePEM, as: "it")[0].notAfter.formatted(.iso8601)
    expect(old.certificatePEM, "Cannot trust the client CA certificates: it expired at \(expiry); renew it.")
}

@Test(arguments: ["\n", "\r\n"])
func certificateAndKeyMayShareOneText(lineEnd: String) throws {
    let pair = try authority.issue(names: ["localhost"], now: now)
    let both = (pair.privateKeyPEM + "# a remark\n" + pair.certificateChainPEM + authority.certificatePEM)
        .replacing("\n", with: lineEnd)
    let server = try TLSContext(
        serverCredentials: TLSCredentials(certificateChainPEM: both, privateKeyPEM: both), now: now)
    let connection = try InMemoryConnection.open(client: .makeClient(), server: server)
    #expect(connection.client.state == .open)
}

@Test func certificateOfAnRSAKeyIsServedToo() throws {
    let key = try PrivateKey(pem: PrivateKeyFixture.rfc7515, as: "it")
    let root = try Certificate.list(pem: authority.certificatePEM, as: "it")[0]
    let template = CertificateTemplate(
        commonName: "localhost", notBefore: now - 60, notAfter: now + 60,
        extensions: [.init(identifier: subjectAltName, value: "DNS:localhost")])
    let leaf = try template.certificate(
        for: key, issuedBy: root, signingKey: PrivateKey(pem: authority.privateKeyPEM(), as: "it"))
    let server = try TLSContext(
        serverCredentials: TLSCredentials(
            certificateChainPEM: leaf.pem(), privateKeyPEM: PrivateKeyFixture.rfc7515PKCS1), now: now)
    for version in [Options.Version.tls12, .tls13] {
        let connection = try InMemoryConnection.open(client: .makeClient(.init(version: version)), server: server)
        #expect(connection.client.state == .open)
    }
}

@Test func manyThreadsShareOneContext() async throws {
    let server = try TLSContext.makeServer()
    let client = try TLSContext.makeClient()
    try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<4 {
            group.addTask {
                var resumption: TLSResumption?
                for _ in 0..<10 {
                    let connection = try InMemoryConnection.open(client: client, server: server, resuming: resumption)
                    guard connection.server.state == .open,
                        connection.server.parameters?.isResumed == (resumption != nil)
                    else { return false }
                    resumption = connection.client.resumption
                }
                return true
            }
        }
        for try await allRight in group { #expect(allRight) }
    }
}

/// `NID_subject_alt_name`
private let subjectAltName: Int32 = 85

private func weakCertificate() throws -> String {
    let key = try PrivateKey(pem: PrivateKeyFixture.rsa1024, as: "it")
    let template = CertificateTemplate(commonName: "weak", notBefore: now - 60, notAfter: now + 60, extensions: [])
    return try template.certificate(for: key, issuedBy: nil, signingKey: key).pem()
}
