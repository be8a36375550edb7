import Foundation
import ResellerMock

/// How long a mock in the process takes from `start` to the first answer over a socket, by the median of many, and how much of it
/// the scenario and the start are. Run it in a release build: `swift run -c release StartBenchmark`.

func answer(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isConnected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) == 0 }
    }
    guard isConnected else { return false }
    let request = Array("GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, 0) == request.count else { return false }
    var buffer = [UInt8](repeating: 0, count: 4096)
    return recv(descriptor, &buffer, buffer.count, 0) > 0
}

func median(_ times: [Duration]) -> String {
    let milliseconds = times.sorted()[times.count / 2] / .milliseconds(1)
    return "\((milliseconds * 100).rounded() / 100) ms"
}

var (loads, starts, answers): ([Duration], [Duration], [Duration]) = ([], [], [])
for _ in 0..<200 {
    let begin = ContinuousClock.now
    let scenario = try Scenario(.bundled("default"))
    let loaded = ContinuousClock.now
    let mock = try MockServer.start(scenario: scenario)
    let started = ContinuousClock.now
    guard answer(mock.port) else { fatalError("the mock does not answer") }
    let answered = ContinuousClock.now
    mock.stop(grace: .zero)
    loads.append(loaded - begin)
    starts.append(started - loaded)
    answers.append(answered - loaded)
}
print("load the default scenario      \(median(loads))")
print("start                          \(median(starts))")
print("start to first answer          \(median(answers))")
