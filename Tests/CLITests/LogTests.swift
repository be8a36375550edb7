import Foundation
import Logging
import Testing

@testable import CLI

/// The way of lines to a reader that stands still for a while, or goes away.
@Suite(.threadsOfTheirOwn)
struct LogTests {
    private let pipe = Pipe()

    private func log(_ format: LogFormat = .text) -> Log {
        Log(format, to: pipe.fileHandleForWriting.fileDescriptor)
    }

    /// Reads until the text ends with a line that holds `last`.
    private func read(until last: String) throws -> [String] {
        var text = ""
        while !text.suffix(300).contains(last) || !text.hasSuffix("\n") {
            var request = pollfd(fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            try #require(poll(&request, 1, 60_000) == 1, "nothing came for a minute")
            let data = pipe.fileHandleForReading.availableData
            try #require(!data.isEmpty)
            text += String(decoding: data, as: UTF8.self)
        }
        return text.split(separator: "\n").map(String.init)
    }

    @Test func linesThatFindNoRoomAreCountedAndTheCountIsTold() throws {
        let log = log()
        let long = String(repeating: "a", count: 20_000)
        // More than both buffers of the queue and the pipe take.
        let count = 3 * OutputQueue.capacity / long.utf8.count
        for number in 0..<count { log.add(LogLine(level: .info, message: "\(number) \(long)")) }

        let lines = try read(until: "of the log were lost")
        let lost = try #require(lines.last?.firstMatch(of: /Z warning: (\d+) lines of the log were lost, for standard/))
        let lostCount = try #require(Int(lost.1))
        #expect(lostCount > 0)
        #expect(lines.count - 1 + lostCount == count)
        // Those that came first are there, in order.
        for (number, line) in lines.dropLast().enumerated() { #expect(line.contains("Z \(number) aaa")) }

        // It goes on as before.
        log.add(LogLine(level: .info, message: "again"))
        #expect(try read(until: "again").count == 1)
        log.queue.finish(by: .distantFuture)
    }

    @Test func theCountIsALineOfJSONInAJSONLog() throws {
        let log = log(.json)
        pipe.fill()
        let long = String(repeating: "a", count: OutputQueue.capacity)
        // The first may be with the writer already, the second waits; there is room for no third.
        for _ in 0..<3 { log.add(LogLine(level: .info, message: long)) }
        let line = try #require(try read(until: "lost, for standard error").last)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["level"] as? String == "warning")
        #expect(
            (object["message"] as? String)?.contains(/^[12] lines? of the log w(as|ere) lost, for standard/) == true)
        log.queue.finish(by: .distantFuture)
    }

    @Test func linesThatCouldNotBeWrittenAreCountedToo() throws {
        // A disk that is full for a while.
        let folder = try TemporaryFolder()
        let file = try folder.write("", to: "log")
        let (full, descriptor) = (open("/dev/full", O_WRONLY), open(file, O_WRONLY | O_APPEND))
        let target = dup(full)
        defer { [full, descriptor, target].forEach { close($0) } }
        let log = Log(.text, to: target)
        for _ in 0..<3 { log.add(LogLine(level: .info, message: "lost")) }
        while !log.queue.isEmpty { usleep(1000) }
        // What is taken from the queue is tried before anything is taken again.
        log.add(LogLine(level: .info, message: "lost"))
        while !log.queue.isEmpty { usleep(1000) }
        dup2(descriptor, target)
        log.add(LogLine(level: .info, message: "written"))
        log.queue.finish(by: .distantFuture)
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        let counts = lines.compactMap {
            Int($0.firstMatch(of: /(\d) lines of the log were lost, for standard/)?.1 ?? "")
        }
        try #require(counts.count == 1)
        #expect(counts[0] >= 3)
        #expect(lines.count - 1 + counts[0] == 5)
        #expect(lines.contains { $0.hasSuffix(" written") })
    }

    @Test func theEndWaitsForAReaderNoLongerThanItMay() {
        // The writer holds on to it for ever.
        _ = Unmanaged.passRetained(pipe)
        pipe.fill()
        let log = log()
        log.add(LogLine(level: .info, message: "never"))
        log.queue.finish(by: .now() + 0.01)
        log.queue.finish(by: .now() + 0.01)
        // Whoever comes later is not held up either.
        for _ in 0..<100 { log.add(LogLine(level: .info, message: String(repeating: "a", count: 100_000))) }
    }

    @Test func allThatWasAddedIsWrittenBeforeTheEnd() {
        let log = log()
        for number in 0..<500 { log.add(LogLine(level: .info, message: "\(number)")) }
        log.queue.finish(by: .distantFuture)
        try? pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.split(separator: "\n").count == 500)
        #expect(text.hasSuffix("Z 499\n"))
    }
}
