import FoundationEssentials
import Testing

@testable import OpenSSL

typealias Options = TLSContext.ClientOptions

@Test(arguments: [
    (Options.Version.tls12, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    (.tls13, "TLSv1.3", "TLS_AES_128_GCM_SHA256"),
])
func handshakeAndDataPassByteByByte(version: Options.Version, name: String, cipherSuite: String) throws {
    let client = try TLSContext.makeClient(.init(version: version, applicationProtocols: ["h2", "http/1.1"]))
    var connection = try InMemoryConnection(client: client, server: .makeServer())
    connection.exchange(pieceSize: 1)
    #expect(connection.server.state == .open)
    #expect(connection.client.state == .open)
    #expect(
        connection.server.parameters
            == TLSSession.Parameters(
                version: name, cipherSuite: cipherSuite, isResumed: false, applicationProtocol: "http/1.1",
                serverName: "localhost", peerSubject: nil))

    connection.client.write("GET / HTTP/1.1\r\n\r\n")
    connection.server.write("HTTP/1.1 204 No Content\r\n\r\n")
    connection.exchange(pieceSize: 1)
    #expect(connection.receivedByServer == Array("GET / HTTP/1.1\r\n\r\n".utf8))
    #expect(connection.receivedByClient == Array("HTTP/1.1 204 No Content\r\n\r\n".utf8))
    #expect(connection.server.unprocessedCount == 0)
    #expect(connection.server.ciphertextCount == 0)
}

@Test(arguments: [1, 2, 3, 7, 100, 1000, 16_384, 16_385, 100_000])
func megabytesPassInPiecesOfAnySize(pieceSize: Int) throws {
    var connection = try InMemoryConnection.open(client: .makeClient(), server: .makeServer())
    let size = min(1_000_000, pieceSize * 1_500)
    let data = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    data.withUnsafeBytes { connection.server.write($0) }
    #expect(connection.server.ciphertextCount > size)
    connection.exchange(pieceSize: pieceSize)
    #expect(connection.receivedByClient == data)
    // The stretched buffer was replaced; the connection goes on.
    connection.server.write("more")
    connection.exchange()
    #expect(connection.receivedByClient.suffix(4) == Array("more".utf8))
}

@Test func plaintextIsReadInPiecesOfAnySize() throws {
    let connection = try InMemoryConnection.open(client: .makeClient(), server: .makeServer())
    let text = String(repeating: "0123456789", count: 2_000)
    connection.client.write(text)
    connection.server.feed(connection.client.takeCiphertext())
    #expect(connection.server.readAll(pieceSize: 7) == Array(text.utf8))
}

@Test func requestInTheLastFlightOfTheHandshakeIsRead() throws {
    let connection = try InMemoryConnection(client: .makeClient(), server: .makeServer())
    _ = connection.client.readAll()
    connection.server.feed(connection.client.takeCiphertext())
    #expect(connection.server.readAll().isEmpty)
    connection.client.feed(connection.server.takeCiphertext())
    _ = connection.client.readAll()
    connection.client.write("early bird")
    connection.server.feed(connection.client.takeCiphertext())
    #expect(connection.server.readAll() == Array("early bird".utf8))
    #expect(connection.server.state == .open)
}

@Test func thereAreNoParametersBeforeTheHandshakeIsDone() throws {
    let session = try TLSSession(.makeServer())
    #expect(session.parameters == nil)
    #expect(session.state == .handshaking)
    #expect(session.readAll().isEmpty)
    session.feed([])
    session.close()
    #expect(session.ciphertextCount == 0)
    #expect(session.state == .handshaking)
}

// MARK: Clients that leave early

@Test func anEarlyEndIsToldByHowFarTheSessionCame() throws {
    let server = try TLSSession(.makeServer())
    #expect(server.earlyEnd == nil)
    let client = try TLSSession(.makeClient(), serverName: "localhost")
    _ = client.readAll()
    let hello = client.takeCiphertext()
    server.feed(Array(hello.prefix(10)))
    #expect(server.readAll().isEmpty)
    #expect(server.earlyEnd == .endedInHello)
    server.feed(Array(hello.dropFirst(10)))
    #expect(server.readAll().isEmpty)
    client.feed(server.takeCiphertext())
    #expect(server.earlyEnd == .endedInHandshake)
    #expect(client.readAll().isEmpty)
    server.feed(client.takeCiphertext())
    #expect(server.readAll().isEmpty)
    #expect(server.earlyEnd == .endedWithoutData)
    client.write("a")
    server.feed(client.takeCiphertext())
    #expect(server.readAll() == Array("a".utf8))
    #expect(server.earlyEnd == nil)
}

@Test(arguments: [
    ("localhost", nil), ("LocalHost", nil), ("mock", "mock"), ("api_1.test", "api_1.test"), ("127.0.0.1", nil),
    ("127.0.0.2", "127.0.0.2"), ("a b", nil), ("$(reboot)", nil), ("\u{1B}[1m", nil),
])
func aNameThatTheCertificateLacksIsKnown(_ serverName: String, _ expected: String?) throws {
    for version in [Options.Version.tls12, .tls13] {
        let client = try TLSContext.makeClient(.init(version: version))
        var connection = try InMemoryConnection(client: client, server: .makeServer(), serverName: serverName)
        #expect(connection.server.nameNotInCertificate == nil)
        connection.exchange()
        #expect(connection.server.nameNotInCertificate == expected)
    }
}

// MARK: Resumption

@Test(arguments: [
    Options(version: .tls13), Options(version: .tls12), Options(version: .tls12, usesTickets: false),
])
func resumedSessionSkipsTheCertificate(options: Options) throws {
    let server = try TLSContext.makeServer()
    let client = try TLSContext.makeClient(options)
    let first = try InMemoryConnection.open(client: client, server: server)
    #expect(first.server.parameters?.isResumed == false)
    first.client.close()
    let second = try InMemoryConnection.open(client: client, server: server, resuming: first.client.resumption)
    #expect(second.server.state == .open)
    #expect(second.server.parameters?.isResumed == true)
    #expect(second.client.parameters?.isResumed == true)
}

@Test(arguments: [Options(version: .tls12), Options(version: .tls12, usesTickets: false), Options(version: .tls13)])
func connectionCutOffWithoutCloseNotifyIsResumed(options: Options) throws {
    let server = try TLSContext.makeServer()
    let client = try TLSContext.makeClient(options)
    func cutOff() throws -> TLSResumption? {
        try InMemoryConnection.open(client: client, server: server).client.resumption
    }
    let second = try InMemoryConnection.open(client: client, server: server, resuming: cutOff())
    #expect(second.server.parameters?.isResumed == true)
}

@Test func anotherServersTicketLeadsToAFullHandshake() throws {
    let client = try TLSContext.makeClient()
    let first = try InMemoryConnection.open(client: client, server: .makeServer())
    let second = try InMemoryConnection.open(client: client, server: .makeServer(), resuming: first.client.resumption)
    #expect(second.server.state == .open)
    #expect(second.server.parameters?.isResumed == false)
}

@Test(arguments: [Options.Version.tls12, .tls13])
func resumedSessionStillKnowsTheClientCertificate(version: Options.Version) throws {
    let server = try TLSContext.makeServer(clientAuthoritiesPEM: authority.certificatePEM)
    let credentials = try authority.issueClient(commonName: "test client", now: now)
    let client = try TLSContext.makeClient(.init(version: version, credentials: credentials))
    let first = try InMemoryConnection.open(client: client, server: server)
    let second = try InMemoryConnection.open(client: client, server: server, resuming: first.client.resumption)
    #expect(second.server.parameters?.isResumed == true)
    #expect(second.server.parameters?.peerSubject == "CN=test client")
}

// MARK: Mutual TLS

@Test(arguments: [Options.Version.tls12, .tls13])
func clientCertificateOfTheAuthorityIsAccepted(version: Options.Version) throws {
    let server = try TLSContext.makeServer(clientAuthoritiesPEM: authority.certificatePEM)
    let credentials = try authority.issueClient(commonName: "Ömer, test", now: now)
    let client = try TLSContext.makeClient(.init(version: version, credentials: credentials))
    let connection = try InMemoryConnection.open(client: client, server: server)
    #expect(connection.server.state == .open)
    #expect(connection.server.parameters?.peerSubject == "CN=Ömer\\, test")
}

@Test(arguments: [Options.Version.tls12, .tls13])
func missingClientCertificateIsRefusedWithAnAlert(version: Options.Version) throws {
    let server = try TLSContext.makeServer(clientAuthoritiesPEM: authority.certificatePEM)
    let connection = try InMemoryConnection.open(client: .makeClient(.init(version: version)), server: server)
    #expect(connection.server.failure == .clientCertificateMissing)
    guard case .alertReceived = connection.client.failure else {
        Issue.record("\(connection.client.state)")
        return
    }
}

@Test func clientCertificatesThatDoNotCheckOutAreRefused() throws {
    let stranger = try CertificateAuthority.make(commonName: "Stranger", now: now)
    let longAgo = now - 2 * 365 * 86_400
    let cases: [(TLSCredentials, String)] = [
        (try stranger.issueClient(commonName: "a", now: now), "unable to get local issuer certificate"),
        (try authority.issueClient(commonName: "a", now: longAgo), "certificate has expired"),
        (try authority.issueClient(commonName: "a", now: now + 86_400), "certificate is not yet valid"),
        (try authority.issue(names: ["localhost"], now: now), "unsuitable certificate purpose"),
    ]
    for (credentials, reason) in cases {
        // The client's own check is told a time at which it would pass.
        let client = try TLSContext.makeClient()
        let validFrom = try Certificate.list(pem: credentials.certificateChainPEM, as: "it")[0].notBefore
        try client.use(credentials, as: "client", now: validFrom)
        let server = try TLSContext.makeServer(clientAuthoritiesPEM: authority.certificatePEM)
        let connection = try InMemoryConnection.open(client: client, server: server)
        #expect(connection.server.failure == .certificateRefused(reason: reason))
    }
}

// MARK: Failures

@Test(arguments: [
    "GET / HTTP/1.1\r\n\r\n", "POST /connect/token HTTP/1.1\r\n", "DELETE / HTTP/1.1\r\n", "CONNECT a:1 H",
])
func plainHTTPIsRecognised(text: String) throws {
    for pieceSize in [1, 3, 1000] {
        let session = try TLSSession(.makeServer())
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            session.feed(Array(rest.prefix(pieceSize)))
            #expect(session.readAll().isEmpty)
            rest = rest.dropFirst(pieceSize)
        }
        #expect(session.state == .failed(.plainHTTP))
        #expect(session.ciphertextCount == 0)
        #expect("\(TLSFailure.plainHTTP)" == "The client spoke plain HTTP to a TLS port.")
    }
}

@Test func otherBytesAreNotTLS() throws {
    let session = try TLSSession(.makeServer())
    session.feed([UInt8](repeating: 0, count: 100))
    #expect(session.readAll().isEmpty)
    #expect(session.state == .failed(.notTLS))
}

@Test func clientThatDistrustsTheServerSaysSo() throws {
    let stranger = try CertificateAuthority.make(commonName: "Stranger", now: now)
    let client = try TLSContext(clientTrusting: stranger.certificatePEM, now: now)
    let connection = try InMemoryConnection.open(client: client, server: .makeServer())
    #expect(connection.client.failure == .certificateRefused(reason: "unable to get local issuer certificate"))
    #expect(connection.server.failure == .alertReceived(name: "unknown CA"))
}

@Test(arguments: [("localhost", true), ("127.0.0.1", false), ("elsewhere.test", false)])
func certificateIsForItsNames(name: String, isAccepted: Bool) throws {
    let server = try TLSContext.makeServer(names: ["localhost"])
    var connection = try InMemoryConnection(client: .makeClient(), server: server, serverName: name)
    connection.exchange()
    #expect((connection.client.state == .open) == isAccepted)
}

@Test func clientWithoutHTTP11IsRefusedWithAnAlert() throws {
    let client = try TLSContext.makeClient(.init(applicationProtocols: ["h2", "http/1.0"]))
    let connection = try InMemoryConnection.open(client: client, server: .makeServer())
    #expect(connection.server.failure == .noSharedApplicationProtocol)
    #expect(connection.client.failure == .alertReceived(name: "no application protocol"))
}

@Test func clientWithoutALPNIsAccepted() throws {
    let connection = try InMemoryConnection.open(client: .makeClient(), server: .makeServer())
    #expect(connection.server.state == .open)
    #expect(connection.server.parameters?.applicationProtocol == nil)
}

@Test func clientWithoutASharedCipherIsRefused() throws {
    let client = try TLSContext.makeClient(.init(version: .tls12, cipherList12: "ECDHE-RSA-AES128-GCM-SHA256"))
    let connection = try InMemoryConnection.open(client: client, server: .makeServer())
    #expect(connection.server.failure == .noSharedCipher)
}

@Test func clientOfAnOldVersionIsRefused() throws {
    // A TLS 1.0 hello with one cipher suite.
    let hello: [UInt8] = [3, 1] + [UInt8](repeating: 7, count: 32) + [0, 0, 2, 0, 0x2F, 1, 0]
    let message = [1, 0, 0, UInt8(hello.count)] + hello
    let session = try TLSSession(.makeServer())
    session.feed([22, 3, 1, 0, UInt8(message.count)] + message)
    _ = session.readAll()
    #expect(session.failure == .noSharedVersion)
    // Alert: fatal, protocol_version.
    #expect(session.takeCiphertext().suffix(2) == [2, 70])
}

@Test(arguments: [Options.Version.tls12, .tls13])
func tamperedRecordIsRefused(version: Options.Version) throws {
    let connection = try InMemoryConnection.open(client: .makeClient(.init(version: version)), server: .makeServer())
    connection.client.write("abc")
    var ciphertext = connection.client.takeCiphertext()
    ciphertext[ciphertext.count - 1] ^= 1
    connection.server.feed(ciphertext)
    #expect(connection.server.readAll().isEmpty)
    #expect(connection.server.failure == .protocolViolation(reason: "decryption failed or bad record mac"))
    #expect(connection.server.ciphertextCount > 0)
    // After a failure everything is ignored.
    connection.server.feed(ciphertext)
    connection.server.write("abc")
    connection.server.close()
    #expect(connection.server.unprocessedCount == 0)
}

@Test func renegotiationIsRefusedAndTheServerGoesOn() throws {
    let connection = try InMemoryConnection.open(client: .makeClient(.init(version: .tls12)), server: .makeServer())
    #expect(connection.client.renegotiate())
    _ = connection.client.readAll()
    connection.server.feed(connection.client.takeCiphertext())
    #expect(connection.server.readAll().isEmpty)
    #expect(connection.server.state == .open)
    connection.client.feed(connection.server.takeCiphertext())
    _ = connection.client.readAll()
    #expect(connection.client.failure == .protocolViolation(reason: "no renegotiation"))
}

@Test func damagedHandshakesNeverCrash() throws {
    let server = try TLSContext.makeServer(clientAuthoritiesPEM: authority.certificatePEM)
    let client = try TLSSession(.makeClient(), serverName: "localhost")
    _ = client.readAll()
    let hello = client.takeCiphertext()
    var random = SeededRandom(seed: 20_260_301)
    for _ in 0..<300 {
        var damaged = hello
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        damaged.removeLast(Int.random(in: 0..<20, using: &random))
        let session = try TLSSession(server)
        session.feed(damaged)
        #expect(session.readAll().isEmpty)
        #expect(session.state != .open)
    }
}

// MARK: Closing

@Test(arguments: [Options.Version.tls12, .tls13])
func closeSendsCloseNotifyOnce(version: Options.Version) throws {
    var connection = try InMemoryConnection.open(client: .makeClient(.init(version: version)), server: .makeServer())
    connection.server.write("bye")
    connection.server.close()
    connection.server.close()
    connection.server.write("ignored")
    connection.exchange()
    #expect(connection.receivedByClient == Array("bye".utf8))
    #expect(connection.client.state == .closedByPeer)
    #expect(connection.server.state == .open)
    connection.client.close()
    connection.exchange()
    #expect(connection.server.state == .closedByPeer)
    #expect(connection.server.failure == nil)
}

@Test func requestBeforeCloseNotifyIsReadAndAnswered() throws {
    var connection = try InMemoryConnection.open(client: .makeClient(), server: .makeServer())
    connection.client.write("last request")
    connection.client.close()
    connection.exchange()
    #expect(connection.receivedByServer == Array("last request".utf8))
    #expect(connection.server.state == .closedByPeer)
    connection.server.write("last response")
    connection.server.close()
    connection.exchange()
    #expect(connection.receivedByClient == Array("last response".utf8))
}

@Test func abandonedHandshakeFreesItself() throws {
    let server = try TLSContext.makeServer()
    let client = try TLSContext.makeClient()
    weak var abandoned: TLSSession?
    for cut in [0, 1, 5, 6, 100, 10_000] {
        let session = try TLSSession(server)
        abandoned = session
        let peer = try TLSSession(client, serverName: "localhost")
        _ = peer.readAll()
        session.feed(peer.takeCiphertext(atMost: cut))
        #expect(session.readAll().isEmpty)
        #expect(session.state == .handshaking)
    }
    #expect(abandoned == nil)
}

/// SplitMix64.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
