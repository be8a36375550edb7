import Foundation

/// Text to the terminal or a pipe, written at once: a reader waits for the ready line.
enum Console {
    /// A line on standard output.
    static func output(_ line: String) {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// Text on standard error as it is.
    static func standardError(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// `error: ` and a message on standard error, the word in red on a terminal.
    static func error(_ message: String) {
        standardError("\(emphasized("error:", colour: red)) \(message)\n")
    }

    /// `warning: ` and a message on standard error, the word in yellow on a terminal.
    static func warning(_ message: String) {
        standardError("\(emphasized("warning:", colour: yellow)) \(message)\n")
    }

    /// The text with its first `error:` or `warning:` coloured where standard error is a terminal.
    static func coloured(_ diagnostic: String) -> String {
        for (word, colour) in [("error:", red), ("warning:", yellow)] {
            if let range = diagnostic.range(of: " \(word)") {
                return diagnostic.replacingCharacters(in: range, with: " " + emphasized(word, colour: colour))
            }
        }
        return diagnostic
    }

    /// Runs work and, if it takes more than a second and someone watches, says what it is.
    static func withProgress<Result>(_ what: String, _ work: () throws -> Result) rethrows -> Result {
        guard isatty(STDERR_FILENO) == 1 else { return try work() }
        let notice = DispatchWorkItem { standardError("\(what) ...\n") }
        DispatchQueue.global().asyncAfter(deadline: .now() + 1, execute: notice)
        defer { notice.cancel() }
        return try work()
    }

    private static let red = "31"
    private static let yellow = "33"

    /// Colours only on a terminal, and not where `NO_COLOR` asks for none (no-color.org).
    private static func emphasized(_ word: String, colour: String) -> String {
        let refused = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        guard isatty(STDERR_FILENO) == 1, !refused else { return word }
        return "\u{1B}[1;\(colour)m\(word)\u{1B}[0m"
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
                // A reader that went away, or a full disk, must not stop a server.
                guard count > 0 || errno == EINTR else { return }
                if count > 0 { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
            }
        }
    }
}
