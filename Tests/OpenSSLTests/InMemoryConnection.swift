import FoundationEssentials

@testable import OpenSSL

/// The time of all tests: the real one, for libssl checks certificates against the system's clock.
let now = Date.now

/// One CA for all tests; what they issue is their own.
let authority = try! CertificateAuthority.make(commonName: "Test CA", now: now)

extension TLSContext {
    static func makeServer(
        names: [String] = CertificateAuthority.loopbackNames, clientAuthoritiesPEM: String? = nil
    ) throws -> TLSContext {
        let credentials = try authority.issue(names: names, now: now)
        return try TLSContext(serverCredentials: credentials, clientAuthoritiesPEM: clientAuthoritiesPEM, now: now)
    }

    static func makeClient(_ options: ClientOptions = .init()) throws -> TLSContext {
        try TLSContext(clientTrusting: authority.certificatePEM, options, now: now)
    }
}

extension TLSSession {
    func feed(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { feed($0) }
    }

    func write(_ text: String) {
        Array(text.utf8).withUnsafeBytes { write($0) }
    }

    /// All plaintext there is for now.
    func readAll(pieceSize: Int = 4096) -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: pieceSize)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(into: $0) }
            guard count > 0 else { return all }
            all += buffer[..<count]
        }
    }

    func takeCiphertext(atMost limit: Int = .max) -> [UInt8] {
        var all: [UInt8] = []
        withCiphertext { bytes in
            all = Array(bytes.prefix(limit))
            return all.count
        }
        return all
    }
}

/// A client and a server whose socket is a function call.
struct InMemoryConnection {
    let client: TLSSession
    let server: TLSSession
    var receivedByClient: [UInt8] = []
    var receivedByServer: [UInt8] = []

    init(
        client: TLSContext, server: TLSContext, serverName: String = "localhost", resuming: TLSResumption? = nil
    ) throws {
        self.client = try TLSSession(client, serverName: serverName, resuming: resuming)
        self.server = try TLSSession(server)
    }

    /// Passes bytes on, in pieces of at most that size, until neither side has any more to say.
    mutating func exchange(pieceSize: Int = .max) {
        receivedByClient += client.readAll()
        repeat {
            while client.ciphertextCount > 0 {
                server.feed(client.takeCiphertext(atMost: pieceSize))
                receivedByServer += server.readAll()
            }
            while server.ciphertextCount > 0 {
                client.feed(server.takeCiphertext(atMost: pieceSize))
                receivedByClient += client.readAll()
            }
        } while client.ciphertextCount > 0
    }

    /// A connection whose handshake is done.
    static func open(
        client: TLSContext, server: TLSContext, resuming: TLSResumption? = nil
    ) throws -> InMemoryConnection {
        var connection = try InMemoryConnection(client: client, server: server, resuming: resuming)
        connection.exchange()
        return connection
    }
}
