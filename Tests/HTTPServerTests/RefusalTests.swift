import Glibc
import HTTP1
import HTTPServer
import Testing

struct RefusalTests {
    /// The client reads the whole refusal and then the end, not a reset, although it sent more.
    @Test(arguments: [
        ("\u{16}\u{3}\u{1}\u{2}", 400), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505), ("GET /\r\n", 505),
        ("GET / HTTP/1.1\r\n\r\n", 400), (get("/" + String(repeating: "a", count: 9000)), 414),
        (get("/", "A: " + String(repeating: "a", count: 70_000) + "\r\n"), 431),
        (get("/", String(repeating: "A: b\r\n", count: 100)), 431), (get("/", "Content-Length: 9999999\r\n"), 413),
        (get("/", "Transfer-Encoding: gzip\r\n"), 501), (get("/", "Expect: x\r\n"), 417),
    ])
    func bytesThatAreNotTakenGetTheirStatusAndASentence(_ bytes: String, _ status: Int) throws {
        let log = Log()
        let server = try startServer(log: log)
        let client = try Client(server.addresses[0])
        // More than the server reads at once, so that bytes lie unread when it refuses.
        client.send(Array(bytes.utf8) + [UInt8](repeating: 65, count: 200_000))
        let answer = try client.answer()
        #expect(answer.status == status)
        #expect(answer.head.contains("Connection: close\r\n"))
        #expect(answer.head.contains("Content-Type: text/plain; charset=utf-8\r\n"))
        #expect(answer.body.hasSuffix(".\n"))
        // The server still takes what a client sends that has not looked for an answer yet.
        for _ in 0..<3 { #expect(client.send([UInt8](repeating: 65, count: 1000))) }
        client.finishSending()
        #expect(client.readAll() == "" && client.end == .closed)
        #expect(log.all == ["\(status)"])
    }

    /// RFC 9110 section 9.3.2.
    @Test(arguments: [
        ("HEAD / HTTP/2.0\r\n", 505), ("HEAD /| HTTP/1.1\r\n", 400), ("HEAD / HTTP/1.1\r\n\r\n", 400),
        (head("/" + String(repeating: "a", count: 9000)), 414),
        (head("/", String(repeating: "A: b\r\n", count: 100)), 431),
        (head("/", "Content-Length: 9999999\r\n"), 413), (head("/", "Transfer-Encoding: gzip\r\n"), 501),
        (head("/", "Expect: x\r\n"), 417), (head("/", "Transfer-Encoding: chunked\r\n") + "x\r\n", 400),
        ("HEAD / HT", 400), ("\r\nHEAD / HTTP/1.1\r\n", 400), (head("/", "Content-Length: 5\r\n") + "ab", 400),
    ])
    func aHeadThatIsNotTakenGetsNoBody(_ bytes: String, _ status: Int) throws {
        let server = try startServer()
        let client = try Client(server.addresses[0])
        client.send(head("/x") + bytes)
        client.finishSending()
        let answers = client.readAll().split(separator: "\r\n\r\n", omittingEmptySubsequences: false)
        #expect(answers.count == 3 && answers.last == "", "\(answers)")
        #expect(answers[1].hasPrefix("HTTP/1.1 \(status) "))
        #expect(answers[1].contains("\r\nContent-Length: "))
    }

    @Test func aHeadThatTakesTooLongGetsNoBody() throws {
        let server = try startServer(limits: shortLimits { $0.headArrival = .milliseconds(40) })
        let client = try Client(server.addresses[0])
        client.send("HEAD / HT")
        let answer = client.readAll()
        #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.hasSuffix("\r\n\r\n"))
    }

    @Test func answersBeforeARefusalAreSent() throws {
        let server = try startServer()
        let client = try Client(server.addresses[0])
        client.send(get("/x") + "bad\r\n")
        #expect(try client.answer().body == "GET /x ")
        #expect(try client.answer().status == 400)
    }

    @Test func aHeadThatTakesTooLongIs408() throws {
        let log = Log()
        let server = try startServer(limits: shortLimits { $0.headArrival = .milliseconds(40) }, log: log)
        let client = try Client(server.addresses[0])
        client.send(get("/x") + "GET / HT")
        #expect(try client.answer().body == "GET /x ")
        let answer = try client.answer()
        #expect(answer.status == 408)
        #expect(answer.body == "The request line and header section did not arrive within 0.04 seconds.\n")
        #expect(client.readAll() == "" && client.end == .closed)
        #expect(log.all == ["408"])
    }

    @Test func bytesThatTrickleInDoNotExtendTheTimeOfAHead() throws {
        let server = try startServer(limits: shortLimits { $0.headArrival = .milliseconds(60) })
        let client = try Client(server.addresses[0])
        client.send("GET / HTTP/1.1\r\nHost: a\r\nA: ")
        #expect(eventually { !client.send("a") }, "sending goes on although the server should have ended it")
    }

    @Test func aBodyThatTakesTooLongIs408() throws {
        let server = try startServer(limits: shortLimits { $0.bodyArrival = .milliseconds(40) })
        let client = try Client(server.addresses[0])
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
        let answer = try client.answer()
        #expect(answer.status == 408)
        #expect(answer.body == "The request body did not arrive within 0.04 seconds.\n")
    }

    @Test func anIdleConnectionIsClosed() throws {
        let server = try startServer(limits: shortLimits { $0.idle = .milliseconds(40) })
        let fresh = try Client(server.addresses[0])
        let used = try Client(server.addresses[0])
        used.send(get("/x"))
        #expect(try used.answer().status == 200)
        #expect(fresh.readAll() == "" && fresh.end == .closed)
        #expect(used.readAll() == "" && used.end == .closed)
    }

    @Test func aPeerThatTakesNoBytesIsReset() throws {
        let server = try startServer(
            ["/big": .response(Response(status: 200, body: [UInt8](repeating: 65, count: 32 << 20)))],
            limits: shortLimits { $0.idle = .milliseconds(40) })
        let client = try Client(server.addresses[0], receiveBuffer: 8192)
        client.send(get("/big"))
        // The end comes without the client reading: its own sending notices.
        #expect(eventually { !client.send("a") })
    }

    /// Clients that send their whole body before they look at the answer.
    @Test(arguments: [false, true])
    func aBodyMuchTooLargeIsReadToItsEndForTheAnswerToArrive(isEncrypted: Bool) throws {
        let server = try isEncrypted ? startTLSServer() : startServer()
        let client = try isEncrypted ? Client(tls: server) : Client(server.addresses[0])
        let body = [UInt8](repeating: 65, count: 4 << 20)
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
        for start in stride(from: 0, to: body.count, by: 1 << 16) {
            guard client.send(Array(body[start..<start + 1 << 16])) else {
                Issue.record("the connection broke after \(start) bytes")
                return
            }
        }
        #expect(try client.answer().status == 413)
        #expect(client.readAll() == "" && client.end == .closed)
    }

    @Test func aRequestCutOffGets400AndIsReported() throws {
        let log = Log()
        let server = try startServer(log: log)
        let client = try Client(server.addresses[0])
        client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
        client.finishSending()
        #expect(client.readAll().hasSuffix("\r\n\r\nThe connection ended after 2 of 5 bytes of the body.\n"))
        #expect(log.all == ["400"])
    }

    @Test func connectionsBeyondTheLimitAreClosed() throws {
        let server = try startServer(workers: 2, limits: shortLimits { $0.connections = 2 })
        let first = try Client(server.addresses[0])
        first.send(get("/x"))
        #expect(try first.answer().status == 200)
        var second: Client? = try Client(server.addresses[0])
        second?.send(get("/x"))
        #expect(try second?.answer().status == 200)
        let third = try Client(server.addresses[0])
        #expect(third.readAll() == "")
        second = nil
        #expect(
            try eventually {
                let fourth = try Client(server.addresses[0])
                fourth.send(get("/x"))
                return (try? fourth.answer())?.status == 200
            }, "the place of a closed connection is not given to a new one")
    }

    @Test func connectionsBeyondTheLimitAreToldOfOnceAndTheirEndToo() throws {
        let log = Log()
        let server = try startServer(
            workers: 2,
            limits: shortLimits {
                $0.connections = 1
                $0.shortageEnd = .milliseconds(50)
            }, log: log)
        var first: Client? = try Client(server.addresses[0])
        first?.send(get("/x"))
        #expect(try first?.answer().status == 200)
        for _ in 0..<20 { #expect(try Client(server.addresses[0]).readAll() == "") }
        // It goes on while the next client would feel it too.
        usleep(120_000)
        #expect(log.all == ["connections began"])
        first = nil
        #expect(eventually { log.all == ["connections began", "connections ended(count: 20)"] })
    }
}

/// Answers that nobody reads, of all connections together.
struct UnreadAnswerTests {
    private static let body = [UInt8](repeating: 66, count: 12 << 20)
    private static let replies: [String: Reply] = [
        "/big": .response(Response(status: 200, body: body)),
        "/late": .script([.wait(.seconds(1000)), .respond(Response(status: 200, body: body))]),
    ]

    private func limits() -> Limits {
        shortLimits {
            $0.unreadAnswers = 1 << 20
            $0.shortageEnd = .milliseconds(20)
        }
    }

    @Test(arguments: [false, true])
    func largeAnswersBeyondTheBudgetAre503UntilOthersAreRead(isEncrypted: Bool) throws {
        let log = Log()
        let server =
            try isEncrypted
            ? startTLSServer(Self.replies, workers: 2, limits: limits(), log: log)
            : startServer(Self.replies, workers: 2, limits: limits(), log: log)
        func connect() throws -> Client {
            isEncrypted
                ? try Client(tls: server, receiveBuffer: 8192) : try Client(server.addresses[0], receiveBuffer: 8192)
        }
        let slow = try connect()
        slow.send(get("/big"))
        #expect(slow.read(9) == "HTTP/1.1 ")
        let other = try connect()
        for _ in 0..<3 {
            other.send(get("/big"))
            let refusal = try other.answer()
            #expect(refusal.status == 503)
            #expect(refusal.body.hasPrefix("The server holds 1048576 bytes of answers that its clients do not read"))
            other.send(get("/small"))
            #expect(try other.answer().body == "GET /small ")
        }
        #expect(log.all == ["unreadAnswers began"])
        #expect(try slow.answer().body.utf8.count == Self.body.count)
        #expect(eventually { log.all == ["unreadAnswers began", "unreadAnswers ended(count: 3)"] })
        other.send(get("/big"))
        #expect(try other.answer().body.utf8.elementsEqual(Self.body))
    }

    /// A delayed answer is held too, and its client's leaving makes room.
    @Test func answersThatWaitCountUntilTheirClientsAreGone() throws {
        let server = try startServer(Self.replies, limits: limits())
        var waiting: Client? = try Client(server.addresses[0])
        waiting?.send(get("/late"))
        let other = try Client(server.addresses[0])
        func status() throws -> Int {
            other.send(get("/big"))
            return try other.answer().status
        }
        #expect(try eventually { try status() == 503 })
        waiting?.abort()
        waiting = nil
        #expect(try eventually { try status() == 200 })
    }

    @Test func aHeadOfALargeAnswerIsSmall() throws {
        let server = try startServer(Self.replies, limits: limits())
        let slow = try Client(server.addresses[0], receiveBuffer: 8192)
        slow.send(get("/big"))
        #expect(slow.read(9) == "HTTP/1.1 ")
        let other = try Client(server.addresses[0])
        other.send("HEAD /big HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try other.answer(toHead: true).head.contains("Content-Length: \(Self.body.count)\r\n"))
    }
}
