import Foundation
import Synchronization

/// A program that runs beside the tests.
///
/// Not Foundation's `Process`, which on Linux now and then crashes when several threads start programs: it copies more of
/// a directory's entry than there is.
final class ChildProcess: Sendable {
    struct SpawnError: Error {
        var program: String
        var reason: String
    }

    let identifier: pid_t
    /// As `waitpid` tells it; nil until the program has ended.
    private let ending = Mutex<Int32?>(nil)
    private let hasEnded = DispatchGroup()

    /// Starts a program.
    init(
        _ program: String, _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment,
        folder: String? = nil, input: FileHandle = .standardInput, output: FileHandle = .standardOutput,
        errors: FileHandle = .standardError
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, handle) in [input, output, errors].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, handle.fileDescriptor, Int32(target))
        }
        // The pipes and connections of other tests; those that are not open do no harm.
        for descriptor in 3..<1024 as Range<Int32> { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var words = [program] + arguments
        if let folder { words = ["/bin/sh", "-c", #"cd "$0" && exec "$@""#, folder] + words }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var texts = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in texts + variables { free(text) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, words[0], &actions, &attributes, &texts, &variables)
        guard code == 0 else { throw SpawnError(program: program, reason: String(cString: strerror(code))) }
        self.identifier = identifier
        hasEnded.enter()
        Thread.detachNewThread { [self] in reap() }
    }

    var isRunning: Bool { ending.withLock { $0 == nil } }

    func send(_ signal: Int32) {
        // Its number may be another program's once its end is taken.
        ending.withLock { if $0 == nil { kill(identifier, signal) } }
    }

    /// The exit code, or the signal that ended it as a negative number.
    func wait() -> Int32 {
        hasEnded.wait()
        let status = ending.withLock { $0 ?? 0 }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    /// Takes the program's end as soon as it is there, for Swift Testing, waiting for a program of its own, would see no
    /// other one as long as an end is not taken.
    private func reap() {
        var information = siginfo_t()
        while waitid(P_PID, id_t(identifier), &information, Int32(WEXITED | WNOWAIT)) != 0, errno == EINTR {}
        ending.withLock { ending in
            var status: Int32 = 0
            waitpid(identifier, &status, 0)
            ending = status
        }
        hasEnded.leave()
    }
}

/// Kills a program that is still there after two minutes, so that whoever waits for it sees a failure and not a hang.
final class Watchdog {
    private let kill: DispatchWorkItem

    init(_ process: ChildProcess) {
        kill = DispatchWorkItem { process.send(SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(120), execute: kill)
    }

    deinit { kill.cancel() }
}

/// Programs that a machine may lack; tests that need them do without.
enum Program {
    static func isThere(_ name: String) -> Bool { runs(name, "--version") }

    static func runs(_ arguments: String...) -> Bool {
        let process = try? ChildProcess("/usr/bin/env", arguments, output: .nullDevice, errors: .nullDevice)
        return process?.wait() == 0
    }
}
