import Foundation

/// A program that this process has started. Its signals are as they are from the start, whatever this process ignores or
/// blocks.
struct StartedProgram {
    /// Where what a program says goes; its standard input is empty.
    struct Output {
        var path: String
        /// Nil for this process's own standard error.
        var errorPath: String?
    }

    /// Nobody else gets its number, nor its group's, before `takeEnd`.
    let pid: pid_t

    /// Starts a program that is found in `PATH`.
    ///
    /// - Parameter output: with one the program leads a process group of its own, so that its children can be ended with it;
    ///   without, it has this process's group, terminal and streams.
    /// - Throws: `Failure` that names what cannot be run.
    init(_ arguments: [String], environment: [String: String], output: Output? = nil) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        if let output {
            flags |= POSIX_SPAWN_SETPGROUP
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            for (descriptor, path) in [(Int32(1), output.path), (2, output.errorPath)] {
                guard let path else { continue }
                posix_spawn_file_actions_addopen(&actions, descriptor, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
            }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var argv = arguments.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var pid: pid_t = 0
        let error = posix_spawnp(&pid, arguments[0], &actions, &attributes, &argv, &envp)
        guard error == 0 else {
            throw Failure.usage("\(arguments[0]) cannot be run: \(String(cString: strerror(error))).")
        }
        self.pid = pid
    }

    /// Whether it has ended, or, with `waiting`, waits until it has.
    func hasEnded(waiting: Bool = false) -> Bool {
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT | (waiting ? 0 : WNOHANG)) != 0 {
            guard errno == EINTR else { return true }
        }
        return info.si_signo == SIGCHLD
    }

    /// Waits for its end and takes it: the exit code, and the number of the signal that ended it or 0.
    func takeEnd() -> (code: Int32, signal: Int32) {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return (status >> 8 & 0xFF, status & 0x7F)
    }
}
