import Glibc
import HTTP1
import HTTPServer
import Testing

struct ConversationTests {
    @Test func aConnectionServesManyRequests() throws {
        let server = try startServer()
        let client = try Client(server.addresses[0])
        for number in 0..<3 {
            client.send(get("/\(number)"))
            let answer = try client.answer()
            #expect(answer.body == "GET /\(number) ")
            #expect(answer.head.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
            #expect(answer.head.contains("\r\nContent-Type: text/plain; charset=utf-8\r\n"))
            #expect(!answer.head.contains("Connection"))
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let server = try startServer()
        let client = try Client(server.addresses[0])
        client.send((0..<500).map { get("/\($0)") }.joined())
        for number in 0..<500 {
            #expect(try client.answer().body == "GET /\(number) ")
        }
    }

    @Test func aRequestMayComeByteByByte() throws {
        let server = try startServer()
        let client = try Client(server.addresses[0])
        for byte in "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8 {
            client.send([byte])
        }
        #expect(try client.answer().body == "POST /b abc")
    }

    @Test func headHasLengthAndNoBody() throws {
        let server = try startServer()
        let client = try Client(server.addresses[0])
        client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get("/y"))
        #expect(try client.answer(toHead: true).head.contains("Content-Length: 8\r\n"))
        #expect(try client.answer().body == "GET /y ")
    }

    @Test func version10ClosesUnlessAskedToKeep() throws {
        let server = try startServer()
        let client = try Client(server.addresses[0])
        client.send("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try client.answer().head.contains("Connection: keep-alive\r\n"))
        client.send("GET /x HTTP/1.0\r\n\r\n")
        #expect(try client.answer().head.contains("Connection: close\r\n"))
        #expect(client.readAll() == "" && client.end == .closed)
    }

    @Test func connectionCloseIsHonouredAndTheRestDropped() throws {
        let server = try startServer()
        let client = try Client(server.addresses[0])
        client.send(get("/x", "Connection: close\r\n") + get("/y"))
        #expect(try client.answer().head.contains("Connection: close\r\n"))
        #expect(client.readAll() == "" && client.end == .closed)
    }

    @Test func aResponseMayCloseTheConnection() throws {
        var response = plain("bye")
        response.closesConnection = true
        let server = try startServer(["/x": .response(response)])
        let client = try Client(server.addresses[0])
        client.send(get("/x"))
        #expect(client.readAll().hasSuffix("\r\nConnection: close\r\n\r\nbye"))
        #expect(client.end == .closed)
    }

    @Test func continueIsSentBeforeTheBody() throws {
        let server = try startServer()
        let client = try Client(server.addresses[0])
        client.send("PUT /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        #expect(try client.answer().head == "HTTP/1.1 100 Continue\r\n\r\n")
        client.send("hi")
        #expect(try client.answer().body == "PUT /x hi")
    }

    @Test func aBodyOfTheLimitIsTaken() throws {
        let server = try startServer(["/x": .response(plain("taken"))])
        let client = try Client(server.addresses[0])
        client.send("PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\n")
        client.send([UInt8](repeating: 65, count: 1_048_576))
        #expect(try client.answer().body == "taken")
    }

    @Test func aClientThatSendsNoMoreStillGetsItsAnswers() throws {
        let server = try startServer(["/slow": .script([.wait(.milliseconds(30)), .respond(plain("slow"))])])
        let client = try Client(server.addresses[0])
        client.send(get("/slow") + get("/x"))
        client.finishSending()
        #expect(try client.answer().body == "slow")
        #expect(try client.answer().body == "GET /x ")
        #expect(client.readAll() == "" && client.end == .closed)
    }

    @Test(arguments: ["::1", "::", "localhost", "0.0.0.0"])
    func hostsOfEveryKindAreServed(_ host: String) throws {
        let server = try startServer(host: host)
        let address = server.addresses[0]
        #expect(address.port != 0)
        let client = try Client(address)
        client.send(get("/x"))
        #expect(try client.answer().status == 200)
    }

    @Test func addressesAreWrittenAsInURLs() throws {
        #expect(try startServer(host: "::1").addresses[0].description.hasPrefix("[::1]:"))
        #expect(try startServer(host: "localhost").addresses[0].description.hasPrefix("127.0.0.1:"))
    }

    @Test func localhostIsServedOnBothLoopbacks() throws {
        let server = try startServer(workers: 2, host: "LocalHost.")
        try #require(server.addresses.map(\.host) == ["127.0.0.1", "::1"])
        #expect(server.addresses[0].port == server.addresses[1].port)
        for address in server.addresses {
            let client = try Client(address)
            client.send(get("/x"))
            #expect(try client.answer().status == 200)
        }
    }

    @Test(arguments: [
        (["127.0.0.1", "127.0.0.2"], ["127.0.0.1", "127.0.0.2"]), (["[::1]"], ["::1"]),
        (["localhost", "127.0.0.1", "::1"], ["127.0.0.1", "::1"]),
        (["127.0.0.1", "0.0.0.0", "::1"], ["0.0.0.0", "::1"]),
        (["0.0.0.0", "localhost", "::"], ["::"]),
    ])
    func aListenerMayHaveSeveralHosts(_ hosts: [String], _ served: [String]) throws {
        let server = try Server.start(
            Server.Configuration(listeners: [.init(hosts: hosts), .init()]), handler: makeHandler())
        #expect(server.boundListeners[0].map(\.host) == served)
        #expect(Set(server.boundListeners[0].map(\.port)).count == 1)
        #expect(server.boundListeners[1].map(\.host) == ["127.0.0.1"])
    }

    @Test func oneHostThatCannotBeServedIsAnError() throws {
        for hosts in [["127.0.0.1", "192.0.2.1"], []] {
            let error = #expect(throws: ServerError.self) {
                try Server.start(Server.Configuration(listeners: [.init(hosts: hosts)]), handler: makeHandler())
            }
            #expect(
                error?.description
                    == (hosts.isEmpty
                        ? "Cannot listen on port 0: the host is unknown (none is given)."
                        : "Cannot listen on 192.0.2.1:0: this machine has no such address."))
        }
    }

    @Test func anAddressOfAllIsConnectedToByLoopback() {
        for (host, connectable) in [("0.0.0.0", "127.0.0.1:80"), ("::", "127.0.0.1:80"), ("::1", "[::1]:80")] {
            #expect(BoundAddress(host: host, port: 80).connectable.description == connectable)
        }
    }

    @Test func severalListenersAndLoopsServeOneHandler() throws {
        let handler = Handler { _, arrival in
            .response(
                plain(
                    "\(arrival.connection.local) \(arrival.connection.remoteHost) \(arrival.connection.remotePort > 0)"
                ))
        }
        let configuration = Server.Configuration(
            listeners: [.init(), .init(host: "::1"), .init(host: "::")], workers: 3)
        let server = try Server.start(configuration, handler: handler)
        for address in server.addresses[..<2] {
            for _ in 0..<8 {
                let client = try Client(address)
                client.send(get("/"))
                #expect(try client.answer().body == "\(address) \(address.host) true")
            }
        }
        // IPv4 over the dual listener is shown as IPv4.
        let client = try Client(BoundAddress(host: "127.0.0.1", port: server.addresses[2].port))
        client.send(get("/"))
        #expect(try client.answer().body == "\(server.addresses[2]) 127.0.0.1 true")
    }

    /// A peer that reads nothing stops its own requests from being read, and loses none of its answers later.
    @Test func outputToAPeerThatDoesNotReadIsBounded() throws {
        let log = Log()
        let body = [UInt8](repeating: 65, count: 64 * 1024)
        let server = try Server.start(
            Server.Configuration(workers: 1),
            handler: Handler { _, _ in
                log.append("")
                return .response(Response(status: 200, body: body))
            })
        let client = try Client(server.addresses[0], receiveBuffer: 8192)
        let count = 400
        client.send((0..<count).map { get("/\($0)") }.joined())
        let other = try Client(server.addresses[0])
        other.send(get("/"))
        #expect(try other.answer().status == 200)
        #expect(log.all.count < 200, "answered \(log.all.count) requests that nobody reads")
        for _ in 0..<count { #expect(try client.answer().body.utf8.count == body.count) }
    }
}
