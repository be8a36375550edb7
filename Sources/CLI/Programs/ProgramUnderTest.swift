import Conduct
import Foundation
import Synchronization

/// A program with all its children, ended when it takes too long.
enum ProgramUnderTest {
    /// Where what a program says goes; its standard input is empty.
    struct Output {
        var path: String
        /// Nil for this process's own standard error.
        var errorPath: String?
    }

    /// Runs a program to its end, or to the end of a time, and then ends what is left of its process group.
    static func run(
        _ arguments: [String], environment: [String: String], output: Output, limit: Duration
    ) throws -> ProgramRun.End {
        let group = try start(arguments, environment: environment, output: output)
        defer { RunningPrograms.remove(group) }
        let deadline = ContinuousClock.now + limit
        // As long as it is not waited for, nobody else gets its number, nor its group's.
        while !hasEnded(group) {
            guard ContinuousClock.now < deadline else {
                kill(-group, SIGTERM)
                usleep(200_000)
                kill(-group, SIGKILL)
                _ = status(of: group)
                return .hung(limit)
            }
            usleep(5000)
        }
        kill(-group, SIGKILL)
        let status = status(of: group)
        let signal = status & 0x7F
        guard signal == 0 else { return .failed("signal \(signal)") }
        let code = status >> 8 & 0xFF
        return code == 0 ? .succeeded : .failed("exit code \(code)")
    }

    private static func start(
        _ arguments: [String], environment: [String: String], output: Output
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, path) in [(Int32(1), output.path), (2, output.errorPath)] {
            guard let path else { continue }
            posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own, so that its children end with it, and the signals that this process ignores or blocks are its
        // own again.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        let (pid, error) = RunningPrograms.add {
            var pid: pid_t = 0
            let error = posix_spawnp(&pid, arguments[0], &actions, &attributes, &argv, &envp)
            return (pid, error)
        }
        guard error == 0 else {
            throw Failure.usage("\(arguments[0]) cannot be run: \(String(cString: strerror(error))).")
        }
        return pid
    }

    private static func hasEnded(_ pid: pid_t) -> Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_signo == SIGCHLD
    }

    private static func status(of pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
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
                _exit(128 + number)
            }
        }
    }

    /// Starts a program, unless this process is about to end; gives its group, and an error's number or 0.
    static func add(_ start: () -> (group: pid_t, error: Int32)) -> (group: pid_t, error: Int32) {
        groups.withLock { groups in
            let started = start()
            if started.error == 0 { groups.insert(started.group) }
            return started
        }
    }

    static func remove(_ group: pid_t) {
        groups.withLock { _ = $0.remove(group) }
    }
}
