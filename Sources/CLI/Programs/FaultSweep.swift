import Conduct
import Foundation
import ResellerMock
import Scenarios
import Synchronization

/// What a sweep was asked for.
struct SweepSettings: Sendable {
    /// The time for all runs together.
    var budget: Duration
    /// Runs at the same time.
    var jobs: Int
    /// The time of a run; nil for ten times the undisturbed one's.
    var limit: Duration?
    /// What prints a run's result; nil for the program itself.
    var resultCommand: String?
}

/// Runs a program undisturbed and then with one fault after another, several at a time, each against a mock of its own.
final class FaultSweep: Sendable {
    /// The worst first: what loses data without a word, then what hangs, then what nobody can overlook.
    static let faults: [WireFault.Kind] = [
        .shortPage, .truncatedBody, .wrongContentLength, .closeAfterHeaders, .malformedResponseChunk, .invalidJSON,
        .wrongContentType, .stall, .closeBeforeResponse, .emptyResponse, .connectionReset, .randomDataThenClose,
        .tlsHandshakeFailure,
    ]

    /// The operation that TLS handshakes count for.
    static let handshake = "TLS handshake"
    /// A good client waits half a minute for an answer that does not come, and asks once more.
    static let leastLimit = Duration.seconds(60)

    private struct State {
        var next = 0
        var runs: [Int: SweepReport.Run] = [:]
        var failure: (any Error)?
    }

    private let program: ClientProgram
    private let scenario: Scenario
    private let settings: SweepSettings
    private let expected: [UInt8]
    private let undisturbed: Duration
    private let limit: Duration
    private let pairs: [SweepPair]
    private let operations: [String]
    private let end: ContinuousClock.Instant
    private let state = Mutex(State())

    /// Runs the program undisturbed.
    ///
    /// Without an expected result it runs twice, for a result that differs by itself tells nothing.
    /// - Throws: `Failure` where that does not go well.
    init(
        _ program: ClientProgram, _ scenario: Scenario, _ settings: SweepSettings, expected: [UInt8]?,
        repeating repeated: SweepPair?
    ) throws {
        self.program = program
        self.scenario = scenario
        self.settings = settings
        end = .now + settings.budget
        let first = try Self.undisturbed(program, scenario, settings)
        if let expected {
            if let difference = Self.difference(first.result, expected) {
                throw Failure.failed("The result of the undisturbed program is not that of --expect: \(difference).")
            }
        } else {
            let second = try Self.undisturbed(program, scenario, settings)
            if let difference = Self.difference(second.result, first.result) {
                throw Failure.failed(
                    "The result differs between two undisturbed runs (\(difference)); let --result print what stays.")
            }
        }
        self.expected = first.result
        undisturbed = first.duration
        limit = settings.limit ?? max(Self.leastLimit, first.duration * 10)
        if let repeated {
            pairs = [repeated]
            operations = [repeated.request.operation]
        } else {
            let asked = Self.operations(first.asked, usesTLS: program.usesTLS)
            operations = asked.map(\.name)
            pairs = SweepPlan.pairs(asked, faults: Self.faults.map(\.rawValue))
            guard !pairs.isEmpty else {
                throw Failure.failed("The program asked for nothing that the API has, so there is nothing to break.")
            }
        }
    }

    /// What kept a run from being one, such as a program that is no more.
    var failure: (any Error)? { state.withLock(\.failure) }

    // MARK: - Undisturbed

    private struct Undisturbed {
        var result: [UInt8]
        var duration: Duration
        var asked: [AskedOperation]
    }

    private static func undisturbed(
        _ program: ClientProgram, _ scenario: Scenario, _ settings: SweepSettings
    ) throws -> Undisturbed {
        try Console.withProgress("running the program undisturbed") {
            try program.run(
                in: scenario, limit: settings.limit ?? settings.budget, resultCommand: settings.resultCommand,
                keepsComplaints: true
            ) { run in
                switch run.end {
                case .succeeded: break
                case .failed(let how):
                    let words = lastLine(of: run.complaints).map { ": \($0)" } ?? "."
                    throw Failure.failed("The undisturbed program failed with \(how)\(words)")
                case .hung(let time):
                    throw Failure.failed("The undisturbed program had not ended after \(time.formatted()).")
                }
                return Undisturbed(
                    result: run.result, duration: run.duration, asked: run.server.askedOperations)
            }
        }
    }

    private static func operations(_ asked: [AskedOperation], usesTLS: Bool) -> [SweepPlan.Operation] {
        let ordinary = asked.map { operation in
            SweepPlan.Operation("\(operation.method) \(operation.path)", count: operation.answersHaveRows.count) {
                number, fault in
                switch WireFault.Kind(rawValue: fault) {
                case .shortPage: operation.answersHaveRows[number - 1]
                case .tlsHandshakeFailure, nil: false
                case .emptyResponse, .malformedResponseChunk, .randomDataThenClose, .connectionReset, .truncatedBody,
                    .wrongContentLength, .stall, .closeBeforeResponse, .closeAfterHeaders, .invalidJSON,
                    .wrongContentType:
                    true
                }
            }
        }
        let isHandshake = { @Sendable (_: Int, fault: String) in fault == WireFault.Kind.tlsHandshakeFailure.rawValue }
        return ordinary + (usesTLS ? [SweepPlan.Operation(handshake, count: 1, faults: isHandshake)] : [])
    }

    // MARK: - Disturbed

    /// Does all runs that the budget has time for.
    func run() -> SweepReport {
        let group = DispatchGroup()
        for _ in 0..<min(settings.jobs, pairs.count) {
            group.enter()
            Thread.detachNewThread {
                while let index = self.takeNext() { self.run(index) }
                group.leave()
            }
        }
        while group.wait(timeout: .now() + 0.25) == .timedOut { Console.status(progress) }
        return state.withLock { state in
            let leftOut = pairs.indices.filter { state.runs[$0] == nil }.map { pairs[$0] }
            let faults = Self.faults.map(\.rawValue).filter { fault in pairs.contains { $0.fault == fault } }
            return SweepReport(
                scenario: scenario.name, undisturbed: undisturbed, limit: limit, faults: faults, operations: operations,
                runs: pairs.indices.compactMap { state.runs[$0] }, leftOut: leftOut)
        }
    }

    /// The next pair; nil when all are taken, the budget is over, or a run could not be made.
    private func takeNext() -> Int? {
        state.withLock { state in
            guard state.failure == nil, state.next < pairs.count, ContinuousClock.now < end else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    private func run(_ index: Int) {
        let pair = pairs[index]
        do {
            guard let rule = SweepCase.rule(pair) else { return }
            var scenario = scenario
            scenario.rules.removeAll { $0.name == rule.name }
            scenario.rules.append(rule)
            let left = end - .now
            let finished = try program.run(
                in: scenario, limit: min(limit, max(left, .milliseconds(1))), resultCommand: settings.resultCommand,
                keepsComplaints: true
            ) { run -> SweepReport.Run? in
                // Ended for the budget, which says nothing about the program.
                if case .hung = run.end, left < limit { return nil }
                let isMet = try run.server.rules.firings(of: rule.name) > 0
                return SweepReport.Run(pair, isMet ? outcome(of: run) : .notAsked, duration: run.duration)
            }
            state.withLock { $0.runs[index] = finished }
        } catch {
            state.withLock { $0.failure = $0.failure ?? error }
        }
    }

    private func outcome(of run: ClientProgram.Run) -> SweepOutcome {
        switch run.end {
        case .hung(let time): return .hung(time)
        case .failed(let how):
            return .failedLoudly(how + (Self.lastLine(of: run.complaints).map { ": \($0)" } ?? ""))
        case .succeeded: return Self.difference(run.result, expected).map(SweepOutcome.wrong) ?? .survived
        }
    }

    /// Such as `12 of 96 runs, 1 bad, 40 s left`.
    private var progress: String {
        state.withLock { state in
            let done = state.runs.count
            let bad = state.runs.values.count(where: \.outcome.isBad)
            let spent = state.runs.values.reduce(Duration.zero) { $0 + $1.duration }
            var left = end - .now
            if done > 0 { left = min(left, spent / done * (pairs.count - done) / settings.jobs) }
            let seconds = max(0, left.components.seconds)
            return "\(done) of \(pairs.count) runs, \(bad) bad, \(seconds) s left"
        }
    }

    // MARK: - Texts

    /// Where two results begin to differ; nil where they do not.
    static func difference(_ result: [UInt8], _ expected: [UInt8]) -> String? {
        guard result != expected else { return nil }
        let line = UInt8(ascii: "\n")
        let mine = result.split(separator: line, omittingEmptySubsequences: false)
        let theirs = expected.split(separator: line, omittingEmptySubsequences: false)
        let number = zip(mine, theirs).prefix { $0 == $1 }.count + 1
        func count(_ lines: [ArraySlice<UInt8>]) -> Int { lines.last == [] ? lines.count - 1 : lines.count }
        return "it differs from line \(number) on and has \(count(mine)) lines where \(count(theirs)) are right"
    }

    /// The last words of a program.
    static func lastLine(of text: String) -> String? {
        text.split(whereSeparator: \.isNewline).last.map { String($0.prefix(200)) }
    }
}
