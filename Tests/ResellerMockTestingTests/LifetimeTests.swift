import Foundation
import HTTPTypes
import ResellerMock
import Testing

/// What is left of mocks that have been stopped, seen in a process where nothing else runs.
struct LifetimeTests {
    @Test func aThousandStartsAndStopsLeakNothing() async {
        await #expect(processExitsWith: .success) {
            func count(_ folder: String) throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/\(folder)").count
            }
            func residentKilobytes() throws -> Int {
                let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
                return try #require(Int(text.split(separator: " ")[1])) * 4
            }
            let scenario = try Scenario(.bundled("default"))
            let request = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: "/nothing")
            func cycle() throws {
                let mock = try MockServer.start(scenario: scenario)
                let (response, _) = try mock.respond(to: request)
                #expect(response.status == 404)
                mock.stop(grace: .zero)
            }
            // Until all that is kept for good is there, the allocator's own reserves too.
            for _ in 0..<100 { try cycle() }
            let before = (try count("fd"), try count("task"), try residentKilobytes())
            for _ in 0..<1000 { try cycle() }
            let after = (try count("fd"), try count("task"), try residentKilobytes())
            #expect(after.0 == before.0)
            #expect(after.1 <= before.1)
            // A kilobyte a mock would be a leak.
            #expect(after.2 - before.2 < 1000, "\(before.2) kB became \(after.2) kB")
        }
    }
}
