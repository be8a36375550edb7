import Foundation
import HTTP1
import HTTPServer
import Synchronization
import Testing

@testable import OpenSSL

/// A reply with what its sender was told.
private final class Sender: Sendable {
    let reply: OpenReply
    private let told: Told

    init(capacity: Int) {
        let told = Told()
        self.told = told
        reply = OpenReply(capacity: capacity) { told.add($0) }
    }

    var all: [OpenReply.Change] { told.changes.withLock(\.self) }

    /// Sends when there is room; false when the client has gone.
    func sendPatiently(_ bytes: [UInt8]) -> Bool {
        while true {
            switch reply.send(.send(bytes)) {
            case .taken: return true
            case .gone: return false
            case .full: _ = told.semaphore.wait(timeout: .now() + .seconds(patience))
            }
        }
    }

    private final class Told: Sendable {
        let changes = Mutex<[OpenReply.Change]>([])
        let semaphore = DispatchSemaphore(value: 0)

        func add(_ change: OpenReply.Change) {
            changes.withLock { $0.append(change) }
            semaphore.signal()
        }
    }
}

private let chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

/// Hands the replies that a handler opens to the test.
private final class Opened: Sendable {
    private let senders = Mutex<[String: Sender]>([:])

    /// Those under `/open...` stay open, everything else is answered at once.
    func handler(capacity: Int = 256 * 1024) -> Handler {
        Handler { request, _ in
            let path = request.target.path
            guard path.hasPrefix("/open") else { return .response(plain("at once \(path)")) }
            let sender = Sender(capacity: capacity)
            self.senders.withLock { $0[path] = sender }
            return .open(sender.reply)
        }
    }

    func sender(_ path: String) throws -> Sender {
        #expect(eventually { senders.withLock { $0[path] != nil } })
        return try #require(senders.withLock { $0[path] })
    }
}

struct OpenReplyTests {
    @Test func aLongPollIsAnsweredLaterAndTheConnectionLivesOn() throws {
        let opened = Opened()
        let server = try Server.start(handler: opened.handler())
        let client = try Client(server.addresses[0])
        for number in 0..<3 {
            client.send(get("/open\(number)") + get("/next"))
            let sender = try opened.sender("/open\(number)")
            #expect(sender.reply.end(.respond(plain("late"))) == .taken)
            #expect(sender.reply.send(.send([1])) == .gone && sender.reply.end() == .gone)
            #expect(try client.answer().body == "late")
            #expect(try client.answer().body == "at once /next")
            #expect(sender.all == [])
        }
    }

    @Test func stepsSentBeforeTheReplyIsReturnedAreKept() throws {
        let server = try Server.start(
            handler: Handler { request, _ in
                let reply = OpenReply()
                reply.send(.send(Array(chunkedHead.utf8)), .send(WireMessage.chunk([97])))
                if request.target.path == "/whole" { reply.end(.send(WireMessage.lastChunk)) }
                return .open(reply)
            })
        let client = try Client(server.addresses[0])
        for _ in 0..<2 {
            client.send(get("/whole"))
            #expect(client.read(chunkedHead.utf8.count + 11) == chunkedHead + "1\r\na\r\n0\r\n\r\n")
        }
        client.send(get("/open"))
        #expect(client.read(chunkedHead.utf8.count + 6) == chunkedHead + "1\r\na\r\n")
    }

    /// Every word of scripts may come late.
    @Test func laterStepsAreCarriedOutLikeThoseOfScripts() throws {
        let opened = Opened()
        let server = try Server.start(handler: opened.handler())
        for (last, end) in [(WireStep.close, Client.End.closed), (.reset, .reset)] {
            let path = "/open \(end)".replacingOccurrences(of: " ", with: "")
            let client = try Client(server.addresses[0])
            client.send(get(path))
            let sender = try opened.sender(path)
            let start = ContinuousClock.now
            sender.reply.send(.send([65]), .wait(.milliseconds(30)), .send([66]))
            #expect(client.read(2) == "AB")
            #expect(ContinuousClock.now - start >= .milliseconds(30))
            sender.reply.send(last)
            #expect(client.readAll() == "" && client.end == end)
            #expect(eventually { sender.all == [.gone] })
            #expect(sender.reply.send(.send([67])) == .gone)
        }
    }

    @Test(arguments: [false, true])
    func theSenderIsToldThatTheClientHasGone(isReset: Bool) throws {
        let opened = Opened()
        let server = try Server.start(handler: opened.handler())
        var client: Client? = try Client(server.addresses[0])
        client?.send(get("/open"))
        let sender = try opened.sender("/open")
        sender.reply.send(.send([65]))
        #expect(client?.read(1) == "A")
        #expect(sender.all == [])
        if isReset { client?.abort() }
        client = nil
        #expect(eventually { sender.all == [.gone] })
        #expect(sender.reply.send(.send([66])) == .gone && sender.reply.end() == .gone)
        #expect(sender.all == [.gone])
    }

    /// A client that reads slowly slows its sender down, whose bytes are neither lost nor piled up.
    @Test(arguments: [false, true])
    func backPressureHoldsTheSenderBack(isEncrypted: Bool) throws {
        let opened = Opened()
        let handler = opened.handler(capacity: 10_000)
        let context = isEncrypted ? try TLSContext(serverCredentials: serverCredentials, now: now) : nil
        let server = try Server.start(
            Server.Configuration(listeners: [.init(tls: context)]), handler: handler)
        let client =
            isEncrypted
            ? try Client(tls: server, receiveBuffer: 8192) : try Client(server.addresses[0], receiveBuffer: 8192)
        client.send(get("/open"))
        let sender = try opened.sender("/open")
        let piece = [UInt8](repeating: 65, count: 4000)
        var taken = 0
        while sender.reply.send(.send(piece)) == .taken { taken += 1 }
        #expect(taken >= 2)
        // One larger than the room is taken when nothing waits, and the end always.
        let large = [UInt8](repeating: 66, count: 50_000)
        let sending = inBackground {
            #expect(sender.sendPatiently(large))
            for _ in 0..<50 { #expect(sender.sendPatiently(piece)) }
            #expect(sender.reply.end(.send([67]), .close) == .taken)
        }
        let text = client.readAll()
        sending.wait()
        let expected =
            String(repeating: "A", count: taken * 4000) + String(repeating: "B", count: 50_000)
            + String(repeating: "A", count: 200_000) + "C"
        #expect(text == expected)
        #expect(sender.all.allSatisfy { $0 == .ready } && !sender.all.isEmpty)
    }

    @Test func stopTellsTheSenderAndWaitsForTheEnd() throws {
        let server = try Server.start(
            handler: Handler { _, _ in
                let box = Mutex<OpenReply?>(nil)
                let reply = OpenReply { change in
                    if change == .stopping { box.withLock(\.self)?.end(.send(WireMessage.lastChunk)) }
                }
                box.withLock { $0 = reply }
                reply.send(.send(Array(chunkedHead.utf8)))
                return .open(reply)
            })
        let client = try Client(server.addresses[0])
        client.send(get("/open"))
        #expect(client.read(chunkedHead.utf8.count) == chunkedHead)
        server.stop(grace: .seconds(1000))
        #expect(client.readAll() == "0\r\n\r\n" && client.end == .closed)
    }

    @Test func aReplyThatOutlastsTheGraceIsCutOff() throws {
        let opened = Opened()
        let server = try Server.start(handler: opened.handler())
        let client = try Client(server.addresses[0])
        client.send(get("/open"))
        let sender = try opened.sender("/open")
        server.stop(grace: .milliseconds(20))
        #expect(sender.all == [.stopping, .gone])
        #expect(sender.reply.send(.send([65])) == .gone)
        #expect(client.readAll() == "")
    }

    /// Streams fed from many threads and ordinary requests, on the same loops, none of which loses anything.
    @Test func streamsAndRequestsGoOnBesideEachOther() throws {
        let opened = Opened()
        let server = try Server.start(Server.Configuration(workers: 2), handler: opened.handler(capacity: 4096))
        let (streams, events, requests) = (24, 200, 300)
        var work: [Background] = []
        for number in 0..<streams {
            let path = "/open\(number)"
            let client = try Client(server.addresses[0], receiveBuffer: number % 3 == 0 ? 8192 : nil)
            client.send(get(path))
            let sender = try opened.sender(path)
            work.append(
                inBackground {
                    _ = sender.sendPatiently(Array(chunkedHead.utf8))
                    for event in 0..<events {
                        let data = "data: \(number) \(event) \(String(repeating: "x", count: event))\n\n"
                        #expect(sender.sendPatiently(WireMessage.chunk(Array(data.utf8))))
                    }
                    sender.reply.end(.send(WireMessage.lastChunk))
                })
            let reader = Reader(client: client)
            work.append(
                inBackground {
                    var expected = chunkedHead
                    for event in 0..<events {
                        let data = "data: \(number) \(event) \(String(repeating: "x", count: event))\n\n"
                        expected += String(decoding: WireMessage.chunk(Array(data.utf8)), as: UTF8.self)
                    }
                    expected += "0\r\n\r\n"
                    #expect(reader.client.read(expected.utf8.count) == expected)
                    reader.client.send(get("/after"))
                    #expect((try? reader.client.answer())?.body == "at once /after")
                })
        }
        for _ in 0..<4 {
            let reader = Reader(client: try Client(server.addresses[0]))
            work.append(
                inBackground {
                    for request in 0..<requests {
                        reader.client.send(get("/\(request)"))
                        #expect((try? reader.client.answer())?.body == "at once /\(request)")
                    }
                })
        }
        for background in work { background.wait() }
    }

    /// Handed over to one thread that alone uses it from then on.
    private struct Reader: @unchecked Sendable {
        let client: Client
    }
}
