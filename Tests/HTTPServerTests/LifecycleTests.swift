import Glibc
import Foundation
import HTTP1
import HTTPServer
import Testing

struct LifecycleTests {
    @Test func stopLetsAReplyInProgressFinish() throws {
        let early = Array("HTTP/1.1 103 Early Hints\r\n\r\n".utf8)
        let server = try startServer([
            "/x": .script([.send(early), .wait(.milliseconds(100)), .respond(plain("late"))])
        ])
        let idle = try Client(server.addresses[0])
        idle.send(get("/y"))
        _ = try idle.answer()
        let client = try Client(server.addresses[0])
        client.send(get("/x"))
        #expect(try client.answer().status == 103)
        server.stop(grace: .seconds(10))
        let answer = try client.answer()
        #expect(answer.body == "late")
        #expect(answer.head.contains("Connection: close\r\n"))
        #expect(client.readAll() == "" && client.end == .closed)
        #expect(idle.readAll() == "" && idle.end == .closed)
    }

    @Test func stopLetsARequestInProgressArrive() throws {
        let server = try startServer()
        let address = server.addresses[0]
        let client = try Client(address)
        client.send("GET /x HTTP/1.1\r\nHost: a\r\n")
        // A thread of its own: a blocking call in the tests' pool might not begin before the other tests are done.
        let stopped = DispatchSemaphore(value: 0)
        Foundation.Thread.detachNewThread {
            server.stop(grace: .seconds(10))
            stopped.signal()
        }
        // Refused once the listener is gone, which is when the server is stopping.
        while (try? Client(address)) != nil {}
        client.send("\r\n")
        let answer = try client.answer()
        #expect(answer.body == "GET /x ")
        #expect(answer.head.contains("Connection: close\r\n"))
        #expect(client.readAll() == "" && client.end == .closed)
        stopped.wait()
    }

    @Test func stopEndsWhatOutlastsTheGrace() throws {
        let server = try startServer(["/x": .script([.wait(.seconds(100)), .respond(plain("late"))])])
        let client = try Client(server.addresses[0])
        client.send(get("/x"))
        let half = try Client(server.addresses[0])
        half.send("GET / HT")
        server.stop(grace: .milliseconds(30))
        #expect(!client.readAll().contains("late"))
        #expect(!half.readAll().contains("200"))
    }

    @Test func aStoppedServerAcceptsNothingAndStopsAgain() throws {
        let server = try startServer(workers: 2)
        let address = server.addresses[0]
        server.stop()
        server.stop(grace: .seconds(1))
        #expect(throws: Client.ConnectError(code: ECONNREFUSED)) { try Client(address) }
    }

    @Test func aServerThatIsLetGoStops() throws {
        var server: Server? = try startServer(workers: 2)
        let address = try #require(server?.addresses[0])
        server = nil
        #expect(throws: Client.ConnectError(code: ECONNREFUSED)) { try Client(address) }
    }

    @Test func aRequestSentRightBeforeStopIsAnswered() throws {
        for _ in 0..<20 {
            let server = try startServer()
            let client = try Client(server.addresses[0])
            client.send(get("/x"))
            server.stop(grace: .seconds(5))
            #expect(try client.answer().body == "GET /x ")
        }
    }

    @Test func aPortInUseIsAnError() throws {
        let server = try startServer(workers: 2)
        let port = server.addresses[0].port
        for workers in [1, 2] {
            let configuration = Server.Configuration(listeners: [.init(), .init(port: port)], workers: workers)
            let error = #expect(throws: ServerError.self) {
                try Server.start(configuration, handler: makeHandler())
            }
            #expect(error?.reason == .addressInUse)
            #expect(
                error?.description
                    == "Cannot listen on 127.0.0.1:\(port): another program listens there (choose another port, or 0 for a free one)."
            )
        }
    }

    @Test func aPortIsFreeAgainAfterStop() throws {
        let server = try startServer(workers: 2)
        let address = server.addresses[0]
        let client = try Client(address)
        client.send(get("/x", "Connection: close\r\n"))
        _ = client.readAll()
        server.stop()
        let configuration = Server.Configuration(listeners: [.init(port: address.port)], workers: 2)
        let next = try Server.start(configuration, handler: makeHandler())
        let again = try Client(next.addresses[0])
        again.send(get("/x"))
        #expect(try again.answer().status == 200)
    }

    @Test func anUnknownHostIsAnError() throws {
        let configuration = Server.Configuration(listeners: [.init(host: "no such host")])
        let error = #expect(throws: ServerError.self) { try Server.start(configuration, handler: makeHandler()) }
        #expect(error?.operation == "getaddrinfo")
        #expect(error?.description.hasPrefix("Cannot listen on no such host:0: the host is unknown (") == true)
    }

    @Test func anAddressOfAnotherMachineIsAnError() throws {
        let configuration = Server.Configuration(listeners: [.init(host: "192.0.2.1")])
        let error = #expect(throws: ServerError.self) { try Server.start(configuration, handler: makeHandler()) }
        #expect(error?.description == "Cannot listen on 192.0.2.1:0: this machine has no such address.")
    }

    @Test func manyConnectionsComeAndGo() throws {
        let server = try startServer(workers: 2)
        for number in 0..<300 {
            let client = try Client(server.addresses[0])
            client.send(get("/\(number)"))
            #expect(try client.answer().body == "GET /\(number) ")
        }
    }
}
