import Foundation

/// Ends this process when the one that started it has ended, however that was.
enum ParentWatcher {
    /// How often the parent is looked for. The kernel's own signal (`PR_SET_PDEATHSIG`) comes when the parent's thread ends,
    /// which with many runtimes is long before the parent does.
    private static let interval = 0.25

    /// Sends SIGTERM to this process once its parent is another one, as when the old one is gone. False where there is no
    /// parent to see, as for the first process of a container.
    static func start() -> Bool {
        let parent = getppid()
        guard parent != 0 else { return false }
        Thread.detachNewThread {
            while getppid() == parent { Thread.sleep(forTimeInterval: interval) }
            kill(getpid(), SIGTERM)
        }
        return true
    }
}
