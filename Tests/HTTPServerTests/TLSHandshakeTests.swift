import HTTP1
import HTTPServer
import Testing

@testable import OpenSSL

struct TLSHandshakeTests {
    // MARK: Resumption and client certificates

    @Test(arguments: [
        TLSContext.ClientOptions(version: .tls13), .init(version: .tls12), .init(version: .tls12, usesTickets: false),
    ])
    func aSecondConnectionResumesTheSessionOfTheFirst(_ options: TLSContext.ClientOptions) throws {
        // Of two loops either may serve either connection.
        let server = try startTLSServer(workers: 2)
        let context = try TLSContext.makeClient(options)
        var resumption: TLSResumption?
        for number in 0..<6 {
            let client = try Client(tls: server, context, resuming: resumption)
            client.send(get("/x"))
            #expect(try client.answer().body == "GET /x ")
            #expect(client.session?.parameters?.isResumed == (number > 0))
            resumption = client.session?.resumption
        }
    }

    @Test(arguments: [TLSContext.ClientOptions.Version.tls12, .tls13])
    func clientCertificatesAreDemandedAndChecked(_ version: TLSContext.ClientOptions.Version) throws {
        let log = Log()
        let server = try startTLSServer(clientAuthoritiesPEM: authority.certificatePEM, log: log)
        let credentials = try authority.issueClient(commonName: "test client", now: now)
        let known = try Client(tls: server, .makeClient(.init(version: version, credentials: credentials)))
        known.send(get("/x"))
        #expect(try known.answer().body == "GET /x ")
        #expect(log.all == [])

        let without = try Client(tls: server, .makeClient(.init(version: version)))
        without.send(get("/x"))
        #expect(without.readAll() == "" && without.end == .closed)
        #expect(log.all == ["The client sent no certificate, and one is required."])

        let stranger = try CertificateAuthority.make(commonName: "Stranger", now: now)
        let strange = try stranger.issueClient(commonName: "test client", now: now)
        let unknown = try Client(tls: server, .makeClient(.init(version: version, credentials: strange)))
        unknown.send(get("/x"))
        #expect(unknown.readAll() == "" && unknown.end == .closed)
        #expect(log.all.count == 2)
        #expect(unknown.session?.failure == .alertReceived(name: "unknown CA"))
    }

    // MARK: Failures

    @Test func aClientThatDistrustsTheServerIsReported() throws {
        let log = Log()
        let server = try startTLSServer(log: log)
        let stranger = try CertificateAuthority.make(commonName: "Stranger", now: now)
        let client = try Client(tls: server, TLSContext(clientTrusting: stranger.certificatePEM, now: now))
        client.send(get("/x"))
        #expect(client.readAll() == "")
        #expect(log.all == ["The other side ended TLS with the alert \"unknown CA\"."])
    }

    @Test func theReasonOfAClientThatResetsIsStillRead() throws {
        let log = Log()
        let server = try startTLSServer(log: log)
        let stranger = try CertificateAuthority.make(commonName: "Stranger", now: now)
        let context = try TLSContext(clientTrusting: stranger.certificatePEM, now: now)
        for _ in 0..<20 {
            let client = try Client(tls: server, context)
            client.send(get("/x"))
            client.abort()
        }
        _ = eventually { log.all.count >= 20 }
        #expect(log.all == Array(repeating: "The other side ended TLS with the alert \"unknown CA\".", count: 20))
    }

    /// So do clients that check the name after the handshake, such as node, or that leave in its middle, as the JVM's does.
    @Test(arguments: [TLSContext.ClientOptions.Version.tls12, .tls13], [false, true])
    func aClientThatLeavesWithoutAWordIsReportedOnceWithTheNameItAskedFor(
        _ version: TLSContext.ClientOptions.Version, isReset: Bool
    ) throws {
        let log = Log()
        let server = try startTLSServer(log: log)
        let context = try TLSContext.makeClient(.init(version: version))
        func leave(_ client: Client) throws {
            if isReset { client.abort() } else { client.finishSending() }
            _ = client.readAll()
        }
        for (name, suffix) in [("localhost", ""), ("mock", " Not for mock.")] {
            let hello = try TLSSession(context, serverName: name)
            let early = try Client(server.addresses[0])
            early.sendOnWire(hello.hello())
            // The server's answer is there, so it has seen all of the hello.
            #expect(early.read(1).utf8.count == 1)
            try leave(early)
            let seen = "The client ended the connection in the handshake, without an alert that says why." + suffix
            #expect(eventually { log.all.last == seen })
        }
        let late = try Client(tls: server, context)
        late.send([UInt8]())
        #expect(late.session?.state == .open)
        try leave(late)
        let seen = "The client ended the connection after the handshake, without a request."
        #expect(eventually { log.all.last == seen })
        #expect(log.all.count == 3)
        let good = try Client(tls: server, context)
        good.send(get("/x"))
        #expect(try good.answer().status == 200)
        try leave(good)
        server.stop()
        #expect(log.all.count == 3)
    }

    @Test func aClientThatClosesInOrderBeforeItAsksIsReportedOnce() throws {
        let log = Log()
        let server = try startTLSServer(log: log)
        let client = try Client(tls: server)
        client.send([UInt8]())
        client.session?.close()
        client.sendCiphertext()
        client.finishSending()
        #expect(client.readAll() == "")
        server.stop()
        #expect(log.all == ["The client ended the connection after the handshake, without a request."])
    }

    @Test func aProbeThatSendsNothingIsNotWorthALine() throws {
        let log = Log()
        let server = try startTLSServer(log: log)
        for isReset in [false, true] {
            let client = try Client(server.addresses[0])
            if isReset { client.abort() } else { client.finishSending() }
            _ = client.readAll()
        }
        // What came before has been seen when this is.
        let marker = try Client(server.addresses[0])
        marker.send([UInt8](repeating: 0, count: 100))
        _ = marker.readAll()
        #expect(log.all == ["The client does not speak TLS."])
    }

    /// The client reads the whole refusal and then the end, not a reset, although it sent more.
    @Test(arguments: [1, 7, .max], ["GET", "PROPFIND"])
    func plainHTTPIsAnsweredInPlainHTTP(_ pieceSize: Int, _ method: String) throws {
        let log = Log()
        let server = try startTLSServer(log: log)
        let client = try Client(server.addresses[0])
        client.pieceSize = pieceSize
        client.send("\(method) / HTTP/1.1\r\nHost: a\r\n\r\n")
        client.pieceSize = .max
        client.send([UInt8](repeating: 65, count: 100_000))
        let answer = try client.answer()
        #expect(answer.status == 400)
        #expect(answer.head.contains("Connection: close\r\n"))
        #expect(
            answer.body
                == "This port speaks HTTPS; the client sent plain HTTP (use https:// or the HTTP port).\n")
        #expect(client.readAll() == "" && client.end == .closed)
        #expect(log.all == ["400"])
    }

    @Test(arguments: [1, 3, .max])
    func plainHTTPWithHeadIsAnsweredWithoutBody(_ pieceSize: Int) throws {
        let server = try startTLSServer()
        let client = try Client(server.addresses[0])
        client.pieceSize = pieceSize
        client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = client.readAll()
        #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.hasSuffix("\r\n\r\n"), "\(answer)")
    }

    @Test func bytesThatAreNotTLSEndTheConnection() throws {
        let log = Log()
        let server = try startTLSServer(log: log)
        let client = try Client(server.addresses[0])
        client.send([UInt8](repeating: 0, count: 100_000))
        #expect(client.readAll() == "" && client.end == .closed)
        #expect(log.all == ["The client does not speak TLS."])
    }

    @Test func aDamagedRecordEndsTheConnection() throws {
        let log = Log()
        let server = try startTLSServer(log: log)
        let client = try Client(tls: server)
        client.send(get("/x"))
        #expect(try client.answer().status == 200)
        client.sendOnWire([23, 3, 3, 0, 20] + [UInt8](repeating: 7, count: 20))
        #expect(client.readAll() == "" && client.end == .closed)
        #expect(client.session?.failure == .alertReceived(name: "bad record mac"))
        #expect(log.all.count == 1)
    }

    @Test func anAlertInTheMiddleOfAHandshakeEndsIt() throws {
        for description in [0, 90, 40] as [UInt8] {
            let server = try startTLSServer()
            let client = try Client(server.addresses[0])
            // Alert: warning or fatal; close_notify, user_canceled, handshake_failure.
            client.send([21, 3, 1, 0, 2, description == 40 ? 2 : 1, description])
            client.finishSending()
            _ = client.readAll()
            #expect(client.end == .closed)
        }
    }

    @Test func aHandshakeThatTakesTooLongIsCutOff() throws {
        let log = Log()
        let server = try startTLSServer(limits: shortLimits { $0.handshake = .milliseconds(60) }, log: log)
        let silent = try Client(server.addresses[0])
        #expect(silent.readAll() == "" && silent.end == .closed)
        #expect(log.all == [])
        let trickling = try Client(server.addresses[0])
        trickling.send([22, 3, 1, 1, 0])
        #expect(eventually { !trickling.send([1]) })
        #expect(log.all == ["The client did not finish the handshake in time."])
    }

    @Test func theTimeOfAHandshakeIsNotThatOfARequest() throws {
        let server = try startTLSServer(
            ["/x": .script([.wait(.milliseconds(150)), .respond(plain("late"))])],
            limits: shortLimits { $0.handshake = .milliseconds(100) })
        let client = try Client(tls: server)
        for _ in 0..<2 {
            client.send(get("/x"))
            #expect(try client.answer().body == "late")
        }
    }

    // MARK: Clients that vanish

    @Test(arguments: [1, 5, 6, 100, 150, 10_000])
    func aClientThatVanishesInTheHandshakeLeavesNothingBehind(_ count: Int) throws {
        let server = try startTLSServer(limits: shortLimits { $0.connections = 1 })
        let hello = Array(try TLSSession(.makeClient(), serverName: "localhost").hello().prefix(count))
        for isReset in [false, true] {
            let client = try Client(server.addresses[0])
            client.send(hello)
            if isReset { client.abort() } else { client.finishSending() }
            _ = client.readAll()
        }
        try expectAPlace(on: server)
    }

    @Test func aClientThatVanishesInAResponseLeavesNothingBehind() throws {
        let body = [UInt8](repeating: 66, count: 8 << 20)
        let server = try startTLSServer(
            [
                "/big": .response(Response(status: 200, body: body)),
                "/slow": .script([.wait(.milliseconds(20)), .stall]),
            ],
            limits: shortLimits { $0.connections = 1 })
        for path in ["/big", "/slow"] {
            try expectAPlace(on: server)
            var client: Client? = nil
            while client?.session?.state != .open {
                client = try Client(tls: server, receiveBuffer: 8192)
                client?.send(get(path))
            }
            if path == "/big" { #expect(client?.read(10) == "HTTP/1.1 2") }
            client?.abort()
        }
        try expectAPlace(on: server)
    }

    private func expectAPlace(on server: Server) throws {
        #expect(
            try eventually {
                let next = try Client(tls: server)
                next.send(get("/y"))
                return (try? next.answer())?.body == "GET /y "
            }, "the connection is still there")
    }
}

struct RefusedHandshakeTests {
    private func server() throws -> Server {
        let context = try TLSContext(serverCredentials: serverCredentials, now: now)
        let plain = makeHandler()
        return try Server.start(
            Server.Configuration(listeners: [.init(tls: context), .init()], workers: 1),
            handler: Handler(respond: { plain.respond($0, $1).0 }, admits: { _ in false }))
    }

    @Test func aRefusedClientIsToldOfAFailedHandshake() throws {
        let server = try server()
        let client = try Client(tls: server)
        #expect(client.readAll() == "")
        #expect(client.session?.state == .failed(.alertReceived(name: "handshake failure")))
    }

    @Test func theAlertIsAllThatComes() throws {
        let server = try server()
        let client = try Client(server.addresses[0])
        client.send("whatever a client says")
        #expect(client.readAll() == "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}(" && client.end == .closed)
    }

    @Test func plainConnectionsAreNotAsked() throws {
        let server = try server()
        let client = try Client(server.addresses[1])
        client.send(get("/x"))
        #expect(try client.answer().body == "GET /x ")
    }
}
