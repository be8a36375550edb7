import ContractSuite
import Foundation
import HTTP1
import HTTPServer
import Testing

/// Targets that cannot be checked at all.
struct UnusableTargetTests {
    private func failure(_ baseURL: String, timeout: Duration = .seconds(20)) async throws -> String {
        let credentials = Credentials(reseller: .init(id: "a", secret: "the-secret"))
        var target = Target(baseURL: try #require(URL(string: baseURL)), credentials: credentials)
        target.timeout = timeout
        do {
            _ = try await Runner(target).run()
        } catch let error as TargetUnusable {
            return error.description
        }
        Issue.record("the run went on")
        return ""
    }

    private func failure(_ reply: Reply, timeout: Duration = .seconds(20)) async throws -> String {
        let server = try Server.start(.init(workers: 1), handler: Handler(respond: { _, _ in reply }))
        defer { server.stop() }
        let url = "http://\(server.addresses[0])"
        return try await failure(url, timeout: timeout).replacing(url, with: "URL")
    }

    @Test func aClosedPortIsUnreachable() async throws {
        // Reserved and unused; a port that was free a moment ago could be another test's by now.
        let url = "http://127.0.0.1:1"
        #expect(try await failure(url).hasPrefix("\(url) could not be reached: Failed to connect to"))
    }

    @Test func aHostThatHangsIsGivenUpInTime() async throws {
        let message = try await failure(.script([.stall]), timeout: .milliseconds(300))
        #expect(message == "URL could not be reached: no complete answer within 300 ms.")
    }

    @Test func aHostThatDribblesIsGivenUpInTime() async throws {
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".utf8)
        let steps = (0..<200).flatMap { _ in [WireStep.send([0x20]), .wait(.milliseconds(50))] }
        let message = try await failure(.script([.send(head)] + steps), timeout: .milliseconds(400))
        #expect(message == "URL could not be reached: no complete answer within 400 ms.")
    }

    @Test func aHostThatAnswersHTMLIsNotTheAPI() async throws {
        let page = Response(status: 200, fields: ["Content-Type": "text/html"], body: Array("<html></html>".utf8))
        #expect(
            try await failure(.response(page))
                == "POST URL/connect/token answered HTTP 200 with text/html, not JSON; is that the API's address?")
    }

    @Test func aRedirectionIsNotFollowed() async throws {
        let elsewhere = Response(status: 307, fields: ["Location": "http://127.0.0.1:1/connect/token"])
        #expect(
            try await failure(.response(elsewhere))
                == "POST URL/connect/token answered HTTP 307 with no JSON; is that the API's address?")
    }

    @Test func refusedCredentialsAreNamed() async throws {
        let refusal = Response(status: 400, fields: .json, body: Array(#"{"error":"invalid_client"}"#.utf8))
        #expect(
            try await failure(.response(refusal))
                == "URL gave no token: HTTP 400 invalid_client; check RESELLER_CLIENT_ID and RESELLER_CLIENT_SECRET.")
    }
}
