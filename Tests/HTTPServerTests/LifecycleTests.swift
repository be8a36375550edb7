import Foundation
import Glibc
import HTTP1
import Synchronization
import Testing

@testable import HTTPServer

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
        let stopping = inBackground { server.stop(grace: .seconds(10)) }
        // Refused once the listener is gone, which is when the server is stopping.
        while (try? Client(address)) != nil {}
        client.send("\r\n")
        let answer = try client.answer()
        #expect(answer.body == "GET /x ")
        #expect(answer.head.contains("Connection: close\r\n"))
        #expect(client.readAll() == "" && client.end == .closed)
        stopping.wait()
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

    /// More than one round of accepting takes, all behind a handler that holds the loop.
    @Test(arguments: [1, 2])
    func requestsThatWaitToBeAcceptedAreAnswered(_ workers: Int) throws {
        let gate = Gate()
        let server = try Server.start(
            Server.Configuration(workers: workers),
            handler: Handler { request, _ in
                if request.target.path == "/hold" { gate.wait() }
                return .response(plain("done"))
            })
        var clients: [Client] = []
        for number in 0..<300 {
            let client = try Client(server.addresses[0])
            client.send(get(number < workers ? "/hold" : "/x"))
            if number < workers { #expect(eventually { gate.waiting == number + 1 }) }
            clients.append(client)
        }
        let stopping = inBackground { server.stop(grace: .seconds(patience)) }
        gate.open()
        for client in clients { #expect(try client.answer().body == "done") }
        stopping.wait()
    }

    @Test func aHandlerThatDoesNotReturnDelaysStopALittleOnly() throws {
        let gate = Gate()
        let server = try Server.start(
            handler: Handler { _, _ in
                gate.wait()
                return .response(plain("late"))
            })
        let address = server.addresses[0]
        let client = try Client(address)
        client.send(get("/x"))
        #expect(eventually { gate.waiting == 1 })
        server.stop(grace: .milliseconds(20))
        #expect(throws: Client.ConnectError(code: ECONNREFUSED)) { try Client(address) }
        gate.open()
        server.stop()
        _ = client.readAll()
        #expect(client.end == .closed)
    }

    /// They would wait for each other if they waited for any loop.
    @Test func handlersMayStopTheirServer() throws {
        let gate = Gate()
        let box = Mutex<Server?>(nil)
        let server = try Server.start(
            Server.Configuration(workers: 2),
            handler: Handler { _, _ in
                gate.wait()
                box.withLock(\.self)?.stop(grace: .seconds(patience))
                return .response(plain("stopped"))
            })
        box.withLock { $0 = server }
        let clients = try (0..<2).map { _ in try Client(server.addresses[0]) }
        for client in clients { client.send(get("/x")) }
        #expect(eventually { gate.waiting == 2 })
        gate.open()
        for client in clients {
            let answer = try client.answer()
            #expect(answer.body == "stopped" && answer.head.contains("Connection: close\r\n"))
            #expect(client.readAll() == "" && client.end == .closed)
        }
        box.withLock { $0 = nil }
        server.stop()
        #expect(throws: Client.ConnectError(code: ECONNREFUSED)) { try Client(server.addresses[0]) }
    }

    @Test func theShorterGraceOfTwoCallersCounts() throws {
        let server = try startServer(["/x": .script([.wait(.seconds(1000)), .respond(plain("late"))])])
        let client = try Client(server.addresses[0])
        client.send(get("/x"))
        let callers = (0..<3).map { _ in inBackground { server.stop(grace: .seconds(1000)) } }
        while (try? Client(server.addresses[0])) != nil {}
        server.stop(grace: .milliseconds(10))
        for caller in callers { caller.wait() }
        #expect(!client.readAll().contains("late"))
    }

    @Test func connectionsAreSharedOutEvenly() throws {
        let server = try Server.start(
            Server.Configuration(workers: 3),
            handler: Handler { _, arrival in .response(plain("\(arrival.connection.loop)")) })
        var clients: [Client] = []
        var loops: [String: Int] = [:]
        for _ in 0..<12 {
            let client = try Client(server.addresses[0])
            client.send(get("/x"))
            loops[try client.answer().body, default: 0] += 1
            clients.append(client)
        }
        #expect(loops == ["0": 4, "1": 4, "2": 4])
    }

    /// Whatever it allows: the port is ours.
    @Test(arguments: [[], [SO_REUSEADDR], [SO_REUSEPORT], [SO_REUSEADDR, SO_REUSEPORT]])
    func nobodyElseCanListenOnThePort(_ options: [Int32]) throws {
        let server = try startServer(workers: 2)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = server.addresses[0].port.bigEndian
        for host in [UInt32(0x7F00_0001), 0] {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            for option in options {
                var on: Int32 = 1
                #expect(setsockopt(descriptor, SOL_SOCKET, option, &on, 4) == 0)
            }
            address.sin_addr.s_addr = host.bigEndian
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                        ? listen(descriptor, 1) : -1
                }
            }
            #expect(result == -1 && errno == EADDRINUSE)
        }
    }

    /// The system's reason comes with the error, and what was made before is gone.
    @Test(arguments: [0, 1, 3])
    func aThreadThatCannotBeMadeIsAnError(_ made: Int) throws {
        let taken = try startServer()
        let port = taken.addresses[0].port
        taken.stop()
        var count = 0
        let error = #expect(throws: ServerError.self) {
            _ = try Server.start(
                Server.Configuration(listeners: [.init(port: port)], workers: 4), handler: makeHandler()
            ) { (name: String, body: @escaping @Sendable () -> Void) throws(ServerError) in
                guard count < made else { throw ServerError("pthread_create", errno: EAGAIN) }
                count += 1
                try LoopThread.start(name: name, body)
            }
        }
        #expect(
            error?.description
                == "Cannot start an event loop: pthread_create failed: Resource temporarily unavailable (errno 11); "
                + "ask for fewer, or raise the limits of this process.")
        let next = try Server.start(
            Server.Configuration(listeners: [.init(port: port)]), handler: makeHandler())
        let client = try Client(next.addresses[0])
        client.send(get("/x"))
        #expect(try client.answer().status == 200)
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
