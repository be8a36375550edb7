import FoundationEssentials
import HTTP1
import HTTPServer

@testable import OpenSSL

/// The real time, for libssl checks certificates against the system's clock.
let now = Date.now
let authority = try! CertificateAuthority.make(commonName: "Test CA", now: now)
let serverCredentials = try! authority.issue(names: CertificateAuthority.loopbackNames, now: now)

func startTLSServer(
    _ replies: [String: Reply] = [:], clientAuthoritiesPEM: String? = nil, workers: Int = 1, limits: Limits = Limits(),
    log: Log = Log()
) throws -> Server {
    let context = try TLSContext(
        serverCredentials: serverCredentials, clientAuthoritiesPEM: clientAuthoritiesPEM, now: now)
    return try Server.start(
        Server.Configuration(listeners: [.init(tls: context)], workers: workers, limits: limits),
        handler: makeHandler(replies, log: log))
}

extension TLSContext {
    static func makeClient(_ options: ClientOptions = .init()) throws -> TLSContext {
        try TLSContext(clientTrusting: authority.certificatePEM, options, now: now)
    }
}

extension TLSSession {
    /// The first message of a client.
    func hello() -> [UInt8] {
        var byte: UInt8 = 0
        _ = withUnsafeMutableBytes(of: &byte) { read(into: $0) }
        var hello: [UInt8] = []
        withCiphertext {
            hello = Array($0)
            return $0.count
        }
        return hello
    }
}

extension Client {
    /// A client that speaks TLS; the handshake happens when it first sends or reads.
    convenience init(
        tls server: Server, _ context: TLSContext? = nil, resuming resumption: TLSResumption? = nil,
        receiveBuffer: Int32? = nil
    ) throws {
        let session = try TLSSession(context ?? .makeClient(), serverName: "localhost", resuming: resumption)
        try self.init(server.addresses[0], receiveBuffer: receiveBuffer, session: session)
    }

    /// Whether everything has been read and the other side ended TLS and then TCP in good order.
    func isClosedInOrder() -> Bool {
        readAll() == "" && end == .closed && session?.state == .closedByPeer
    }
}
