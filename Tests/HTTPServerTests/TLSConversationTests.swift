import HTTP1
import HTTPServer
import Testing

@testable import OpenSSL

struct TLSConversationTests {
    @Test(arguments: [TLSContext.ClientOptions.Version.tls12, .tls13])
    func aConnectionServesManyRequests(_ version: TLSContext.ClientOptions.Version) throws {
        let server = try startTLSServer()
        let client = try Client(tls: server, .makeClient(.init(version: version)))
        for number in 0..<3 {
            client.send(get("/\(number)"))
            #expect(try client.answer().body == "GET /\(number) ")
        }
    }

    @Test(arguments: [TLSContext.ClientOptions.Version.tls12, .tls13])
    func handshakeAndRequestMayComeByteByByte(_ version: TLSContext.ClientOptions.Version) throws {
        let server = try startTLSServer()
        let client = try Client(tls: server, .makeClient(.init(version: version)))
        client.pieceSize = 1
        client.send(get("/x"))
        #expect(try client.answer().body == "GET /x ")
        client.send(get("/y", "Connection: close\r\n"))
        #expect(try client.answer().body == "GET /y ")
        #expect(client.isClosedInOrder())
    }

    @Test func plainAndEncryptedAreServedAtOnceAndTold() throws {
        let context = try TLSContext(serverCredentials: serverCredentials, now: now)
        let handler = Handler { _, arrival in .response(plain("\(arrival.connection.isTLS)")) }
        let server = try Server.start(
            Server.Configuration(listeners: [.init(tls: context), .init()], workers: 2), handler: handler)
        for _ in 0..<4 {
            let encrypted = try Client(tls: server)
            let unencrypted = try Client(server.addresses[1])
            for (client, answer) in [(encrypted, "true"), (unencrypted, "false")] {
                client.send(get("/"))
                #expect(try client.answer().body == answer)
            }
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let server = try startTLSServer()
        let client = try Client(tls: server)
        client.send((0..<500).map { get("/\($0)") }.joined())
        for number in 0..<500 {
            #expect(try client.answer().body == "GET /\(number) ")
        }
    }

    @Test func largeBodiesPassBothWaysToASlowReader() throws {
        let body = [UInt8](repeating: 66, count: 8 << 20)
        let server = try startTLSServer([
            "/big": .response(Response(status: 200, body: body)), "/up": .response(plain("taken")),
        ])
        let client = try Client(tls: server, receiveBuffer: 8192)
        client.send("PUT /up HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n")
        client.send([UInt8](repeating: 65, count: 1_048_576))
        #expect(try client.answer().body == "taken")
        for _ in 0..<2 {
            client.send(get("/big"))
            #expect(try client.answer().body.utf8.elementsEqual(body))
        }
        client.send(get("/x"))
        #expect(try client.answer().body == "GET /x ")
    }

    /// A peer that reads nothing stops its own requests from being read, and loses none of its answers later.
    @Test func outputToAPeerThatDoesNotReadIsBounded() throws {
        let log = Log()
        let body = [UInt8](repeating: 65, count: 64 * 1024)
        let context = try TLSContext(serverCredentials: serverCredentials, now: now)
        let server = try Server.start(
            Server.Configuration(listeners: [.init(tls: context)], workers: 1),
            handler: Handler { _, _ in
                log.append("")
                return .response(Response(status: 200, body: body))
            })
        let client = try Client(tls: server, receiveBuffer: 8192)
        let count = 400
        client.send((0..<count).map { get("/\($0)") }.joined())
        let other = try Client(tls: server)
        other.send(get("/"))
        #expect(try other.answer().status == 200)
        #expect(log.all.count < 200, "answered \(log.all.count) requests that nobody reads")
        for _ in 0..<count { #expect(try client.answer().body.utf8.count == body.count) }
    }

    @Test func keyUpdatesAreAnsweredAmongRequests() throws {
        let server = try startTLSServer()
        let client = try Client(tls: server, .makeClient(.init(version: .tls13)))
        for round in 0..<3 {
            client.send(get("/\(round)"))
            for _ in 0..<200 { #expect(client.session?.requestKeyUpdate() == true) }
            #expect(client.sendCiphertext())
            #expect(try client.answer().body == "GET /\(round) ")
        }
    }

    @Test(arguments: [false, true])
    func aClientThatSendsNoMoreStillGetsItsAnswers(endsStreamToo: Bool) throws {
        let server = try startTLSServer(["/slow": .script([.wait(.milliseconds(30)), .respond(plain("slow"))])])
        let client = try Client(tls: server)
        client.send(get("/slow") + get("/x"))
        client.session?.close()
        client.sendCiphertext()
        if endsStreamToo { client.finishSending() }
        #expect(try client.answer().body == "slow")
        #expect(try client.answer().body == "GET /x ")
        #expect(client.isClosedInOrder())
    }

    @Test func aRequestCutOffByCloseNotifyGets400() throws {
        let log = Log()
        let server = try startTLSServer(log: log)
        let client = try Client(tls: server)
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
        client.session?.close()
        client.sendCiphertext()
        #expect(try client.answer().body == "The connection ended after 2 of 5 bytes of the body.\n")
        #expect(client.isClosedInOrder())
        #expect(log.all == ["400"])
    }

    @Test func everyCleanEndHasACloseNotify() throws {
        let server = try startTLSServer(
            ["/x": .script([.close])], limits: shortLimits { $0.idle = .milliseconds(50) })
        let asked = try Client(tls: server)
        asked.send(get("/", "Connection: close\r\n"))
        #expect(try asked.answer().status == 200)
        #expect(asked.isClosedInOrder())
        let scripted = try Client(tls: server)
        scripted.send(get("/x"))
        #expect(scripted.isClosedInOrder())
        let idle = try Client(tls: server)
        idle.send(get("/"))
        #expect(try idle.answer().status == 200)
        #expect(idle.isClosedInOrder())
    }

    @Test func stopLetsARequestInProgressFinishAndClosesInOrder() throws {
        let server = try startTLSServer(["/x": .script([.wait(.milliseconds(100)), .respond(plain("late"))])])
        let idle = try Client(tls: server)
        idle.send(get("/y"))
        _ = try idle.answer()
        let client = try Client(tls: server)
        client.send(get("/x"))
        let silent = try Client(server.addresses[0])
        server.stop(grace: .seconds(10))
        #expect(try client.answer().body == "late")
        #expect(client.isClosedInOrder())
        #expect(idle.isClosedInOrder())
        #expect(silent.readAll() == "" && silent.end == .closed)
    }

    @Test func scriptsActOnTheBytesInsideTLS() throws {
        let message = WireMessage(plain("abc"), to: try Request(path: "/"), now: 0)
        let long = WireMessage(plain("abc"), to: try Request(path: "/"), now: 0, bodyFraming: .length(10))
        let pause = WireStep.wait(.milliseconds(10))
        let server = try startTLSServer([
            "/dribble": .script([
                .send(message.head), pause, .send([97]), pause, .send([98]), .wait(.zero), .send([99]),
            ]),
            "/truncated": .script([.send(long.head + long.body), .close]),
            "/reset": .script([.send([65, 66]), .reset]),
            "/stall": .script([.send([65]), .stall]),
        ])
        let client = try Client(tls: server)
        let start = ContinuousClock.now
        client.send(get("/dribble") + get("/y"))
        #expect(try client.answer().body == "abc")
        #expect(ContinuousClock.now - start >= .milliseconds(20))
        #expect(try client.answer().body == "GET /y ")
        client.send(get("/truncated"))
        #expect(client.readAll().hasSuffix("Content-Length: 10\r\n\r\nabc"))
        #expect(client.isClosedInOrder())
        let reset = try Client(tls: server)
        reset.send(get("/reset"))
        #expect(reset.readAll() == "AB" && reset.end == .reset && reset.session?.state == .open)
        let stalled = try Client(tls: server)
        stalled.send(get("/stall") + get("/y"))
        #expect(stalled.read(1) == "A")
        server.stop(grace: .seconds(100))
        #expect(stalled.readAll() == "")
    }
}
