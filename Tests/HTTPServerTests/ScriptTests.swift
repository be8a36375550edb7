import HTTP1
import HTTPServer
import Testing

struct ScriptTests {
    private func message(_ text: String, contentLength: Int? = nil) throws -> WireMessage {
        WireMessage(
            plain(text), to: try Request(path: "/"), now: 0, bodyFraming: contentLength.map { .length($0) })
    }

    @Test func aDelayedReplyIsLateAndTheConnectionLivesOn() throws {
        let server = try startServer(["/x": .script([.wait(.milliseconds(50)), .respond(plain("late"))])])
        let client = try Client(server.addresses[0])
        for _ in 0..<2 {
            let start = ContinuousClock.now
            client.send(get("/x"))
            #expect(try client.answer().body == "late")
            #expect(ContinuousClock.now - start >= .milliseconds(50))
        }
        client.send(get("/y"))
        #expect(try client.answer().body == "GET /y ")
    }

    @Test func requestsBehindADelayWaitAndOtherConnectionsDoNot() throws {
        let server = try startServer([
            "/x": .script([.wait(.milliseconds(50)), .respond(plain("late"))]),
            "/hour": .script([.wait(.seconds(3600)), .respond(plain("too late"))]),
        ])
        let client = try Client(server.addresses[0])
        client.send(get("/x") + get("/y"))
        #expect(try client.answer().body == "late")
        #expect(try client.answer().body == "GET /y ")
        client.send(get("/hour"))
        let other = try Client(server.addresses[0])
        other.send(get("/z"))
        #expect(try other.answer().body == "GET /z ")
    }

    @Test func headAndBodyMayComeApartAndInDribbles() throws {
        let message = try message("abc")
        let steps: [WireStep] = [
            .send(message.head), .wait(.milliseconds(20)), .send([97]), .wait(.milliseconds(20)), .send([98]),
            .wait(.zero), .send([99]),
        ]
        let server = try startServer(["/x": .script(steps)])
        let client = try Client(server.addresses[0])
        let start = ContinuousClock.now
        client.send(get("/x") + get("/y"))
        #expect(try client.answer().body == "abc")
        #expect(ContinuousClock.now - start >= .milliseconds(40))
        #expect(try client.answer().body == "GET /y ")
    }

    @Test func aTruncatedBodyEndsEarly() throws {
        let message = try message("abc", contentLength: 10)
        let server = try startServer(["/x": .script([.send(message.head + message.body), .close])])
        let client = try Client(server.addresses[0])
        client.send(get("/x") + get("/y"))
        #expect(client.readAll().hasSuffix("Content-Length: 10\r\n\r\nabc"))
        #expect(client.end == .closed)
    }

    @Test func anEmptyReplyIsAnOrderlyEnd() throws {
        let server = try startServer(["/x": .script([.close])])
        let client = try Client(server.addresses[0])
        client.send(get("/x"))
        #expect(client.readAll() == "" && client.end == .closed)
    }

    @Test func aResetIsAReset() throws {
        let server = try startServer(["/x": .script([.reset]), "/y": .script([.send([65, 66]), .reset])])
        let client = try Client(server.addresses[0])
        client.send(get("/x"))
        #expect(client.readAll() == "" && client.end == .reset)
        let partial = try Client(server.addresses[0])
        partial.send(get("/y"))
        #expect(partial.readAll() == "AB" && partial.end == .reset)
    }

    @Test func aStalledReplyEndsWithTheServer() throws {
        let server = try startServer(["/x": .script([.send([65]), .stall])])
        let client = try Client(server.addresses[0])
        client.send(get("/x") + get("/y"))
        #expect(client.read(1) == "A")
        server.stop(grace: .seconds(100))
        #expect(client.readAll() == "")
    }

    @Test func aStalledReplyEndsWithItsClient() throws {
        let server = try startServer(["/x": .script([.stall])], limits: shortLimits { $0.connections = 1 })
        var client: Client? = try Client(server.addresses[0])
        client?.send(get("/x"))
        client = nil
        #expect(
            try eventually {
                let next = try Client(server.addresses[0])
                next.send(get("/y"))
                return (try? next.answer()) != nil
            }, "the stalled connection is still there")
    }

    @Test func aScriptThatClosesAnnouncesItAndStillDoesItsSteps() throws {
        var response = plain("bye")
        response.closesConnection = true
        let server = try startServer(["/x": .script([.respond(response), .wait(.milliseconds(10)), .send([33])])])
        let client = try Client(server.addresses[0])
        client.send(get("/x"))
        #expect(client.readAll().hasSuffix("Connection: close\r\n\r\nbye!"))
        #expect(client.end == .closed)
    }

    @Test func aLargeScriptedReplyArrivesWhole() throws {
        let body = [UInt8](repeating: 66, count: 8 << 20)
        let message = WireMessage(Response(status: 200, body: body), to: try Request(path: "/"), now: 0)
        let server = try startServer(["/x": .script([.send(message.head), .send(body), .close])])
        let client = try Client(server.addresses[0], receiveBuffer: 8192)
        client.send(get("/x"))
        #expect(try client.answer().body.utf8.count == body.count)
        #expect(client.readAll() == "" && client.end == .closed)
    }

    @Test func inputBehindADelayIsBoundedAndNotLost() throws {
        let server = try startServer(["/x": .script([.wait(.milliseconds(50)), .respond(plain("late"))])])
        let client = try Client(server.addresses[0])
        let count = 5000
        client.send(get("/x") + (0..<count).map { get("/\($0)") }.joined())
        #expect(try client.answer().body == "late")
        for number in 0..<count where try client.answer().body != "GET /\(number) " {
            Issue.record("answer \(number) is out of order")
            return
        }
    }

    @Test func aClientThatResetsDuringADelayHarmsNobody() throws {
        let server = try startServer(["/x": .script([.wait(.milliseconds(20)), .respond(plain("late"))])])
        for _ in 0..<20 {
            let client = try Client(server.addresses[0])
            client.send(get("/x"))
            client.abort()
        }
        let client = try Client(server.addresses[0])
        client.send(get("/x"))
        #expect(try client.answer().body == "late")
    }
}
