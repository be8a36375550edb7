import Foundation
import ResellerAPI
import Scenarios
import Testing

/// The start of every test's world.
let now = DateTime.parse("2026-03-01T09:00:00")!.instant

func load(_ text: String, name: String = "test.json") -> LoadResult {
    ScenarioLoader.load(.text(text, name: name), now: now)
}

/// The scenario of a text without errors; what else was found is a failure of the test.
func scenario(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Scenario {
    let result = load(text)
    #expect(result.diagnostics.map(\.description) == [], sourceLocation: sourceLocation)
    return try #require(result.scenario, sourceLocation: sourceLocation)
}

/// `line:column: severity: message` of all diagnostics of a text.
func diagnostics(_ text: String, name: String = "test.json") -> [String] {
    load(text, name: name).diagnostics.map { String($0.description.dropFirst(name.count + 1)) }
}

/// The same for members beside `version` on one line, which starts with 14 columns of `{"version":1,`.
func diagnostics(members: String) -> [String] {
    diagnostics("{\"version\":1,\(members)}")
}

/// The only company of a scenario that gives just this one.
func company(_ members: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Company {
    let scenario = try scenario(
        """
        {"version": 1, "companies": [{"name": "ACME LLC", \(members)}]}
        """, sourceLocation: sourceLocation)
    return try #require(scenario.companies.first { $0.name == "ACME LLC" })
}

/// A folder of files that is gone after the test.
struct TemporaryFolder: ~Copyable {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = NSTemporaryDirectory() + "scenarios-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(Data(text.utf8), name) }
    }

    func write(_ data: Data, _ name: String) throws {
        try data.write(to: URL(fileURLWithPath: path + "/" + name))
    }

    /// Descriptions of all diagnostics without the folder's path.
    func diagnostics(_ name: String) -> [String] {
        load(name).diagnostics.map { $0.description.replacingOccurrences(of: path + "/", with: "") }
    }

    func load(_ name: String) -> LoadResult {
        ScenarioLoader.load(.file(path + "/" + name), now: now)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// So many combining marks in the order that normalization must turn round.
func combiningMarks(_ count: Int) -> String {
    String(repeating: "\u{301}\u{316}", count: count / 2)
}

/// Expects that work grows with the size of what it is done on and not with its square, by the processor time of this
/// thread. What takes the square needs minutes for the greater size.
func expectLinearTime(_ work: (_ size: Int) throws -> () throws -> Void) throws {
    func seconds(_ size: Int) throws -> Double {
        let work = try work(size)
        func used() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let before = used()
        try work()
        return used() - before
    }
    _ = try seconds(1000)
    let (small, large) = (try seconds(2000), try seconds(32_000))
    // Sixteen times the size; the rest is for what happens by the way.
    #expect(large < small * 64 + 0.25)
}
