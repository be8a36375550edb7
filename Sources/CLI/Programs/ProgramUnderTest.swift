import Conduct
import Foundation
import Synchronization

/// A program with all its children, ended when it takes too long.
enum ProgramUnderTest {
    /// Runs a program to its end, or to the end of a time, and then ends what is left of its process group.
    static func run(
        _ arguments: [String], environment: [String: String], output: StartedProgram.Output, limit: Duration
    ) throws -> ProgramRun.End {
        let program = try RunningPrograms.add {
            try StartedProgram(arguments, environment: environment, output: output)
        }
        let group = program.pid
        defer { RunningPrograms.remove(group) }
        let deadline = ContinuousClock.now + limit
        while !program.hasEnded() {
            guard ContinuousClock.now < deadline else {
                kill(-group, SIGTERM)
                usleep(200_000)
                kill(-group, SIGKILL)
                _ = program.takeEnd()
                return .hung(limit)
            }
            usleep(5000)
        }
        kill(-group, SIGKILL)
        let (code, signal) = program.takeEnd()
        guard signal == 0 else { return .failed("signal \(signal)") }
        return code == 0 ? .succeeded : .failed("exit code \(code)")
    }
}

/// The process groups of programs that run.
enum RunningPrograms {
    private static let groups = Mutex<Set<pid_t>>([])

    /// From now on SIGINT, SIGTERM and SIGHUP end the programs and then this process. Call before the first thread starts.
    static func endWithThisProcess() {
        var set = Signals.ending
        pthread_sigmask(SIG_BLOCK, &set, nil)
        Thread.detachNewThread {
            var set = Signals.ending
            var number: Int32 = 0
            while sigwait(&set, &number) != 0 {}
            // Held for good, so that none starts any more.
            groups.withLock { groups in
                for group in groups { kill(-group, SIGKILL) }
                RunFolder.endProcess(128 + number)
            }
        }
    }

    /// Starts a program, unless this process is about to end.
    static func add(_ start: () throws -> StartedProgram) throws -> StartedProgram {
        try groups.withLock { groups in
            let program = try start()
            groups.insert(program.pid)
            return program
        }
    }

    static func remove(_ group: pid_t) {
        groups.withLock { _ = $0.remove(group) }
    }
}
