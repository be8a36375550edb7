internal import COpenSSL

/// What libcrypto or libssl could not do, and why.
public struct OpenSSLError: Error, Equatable, CustomStringConvertible {
    /// What was attempted, as it follows "Cannot": `read the RSA private key`.
    public let operation: String

    /// Why it failed, the root cause first: the library's reason texts, or what this module found wrong itself. Never empty.
    public let reasons: [String]

    /// Whether a certificate's time has not come: then the clock is wrong rather than the certificate.
    public let isNotYetValid: Bool

    /// One plain sentence for the user.
    public var description: String {
        "Cannot \(operation): \(reasons.joined(separator: "; "))."
    }

    init(_ operation: String, because reasons: String..., isNotYetValid: Bool = false) {
        self.operation = operation
        self.reasons = reasons
        self.isNotYetValid = isNotYetValid
    }

    /// Takes the reasons from the thread's error queue and leaves the queue empty.
    init(drainingQueueFor operation: String) {
        self.operation = operation
        isNotYetValid = false
        let reasons = ErrorQueue.drain().map(\.text)
        self.reasons = reasons.isEmpty ? ["the library gave no reason"] : reasons
    }
}

/// The calling thread's queue of libcrypto errors.
///
/// It outlives the call that filled it, so every operation of this module clears it first and drains it on failure;
/// SSL_get_error(3) depends on that too.
enum ErrorQueue {
    struct Entry: Equatable {
        let library: Int32
        let reason: Int32
        let text: String
    }

    static func clear() {
        // Looking is much cheaper than clearing, and the queue is nearly always empty.
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// Empties the queue, oldest entry (the root cause) first, without repetitions.
    static func drain() -> [Entry] {
        var entries: [Entry] = []
        while true {
            let code = ERR_get_error()
            guard code != 0 else { return entries }
            let entry = Entry(library: ERR_GET_LIB(code), reason: ERR_GET_REASON(code), text: text(of: code))
            if !entries.contains(entry) { entries.append(entry) }
        }
    }

    private static func text(of code: UInt) -> String {
        if let reason = ERR_reason_error_string(code) { return String(cString: reason) }
        var buffer = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(code, &buffer, buffer.count)
        return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }
}

/// The result of a libcrypto constructor, or the error that explains its absence.
func required<Pointer>(_ operation: String, _ result: Pointer?) throws -> Pointer {
    guard let result else { throw OpenSSLError(drainingQueueFor: operation) }
    return result
}

/// Most of libcrypto returns 1 for success and 0 or a negative number for failure.
func requireSuccess(_ operation: String, _ result: Int32) throws {
    guard result > 0 else { throw OpenSSLError(drainingQueueFor: operation) }
}
