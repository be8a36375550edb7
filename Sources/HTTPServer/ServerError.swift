import Glibc

/// Why a server could not start: the operation, the address it was for, and the system's reason.
package struct ServerError: Error, Hashable, Sendable {
    /// The kinds of reason that a user can do something about.
    package enum Reason: Hashable, Sendable {
        /// Another program, or another server of this one, listens there.
        case addressInUse
        /// The port is a privileged one.
        case permissionDenied
        /// The address belongs to no interface of this machine.
        case addressNotAvailable
        /// The host name has no address; the text is the resolver's.
        case unknownHost(String)
        /// Anything else; the number is an `errno`.
        case system(Int32)
    }

    /// The system call, such as `bind`.
    package let operation: String
    /// Host and port as configured; nil for what is not about an address, such as a thread.
    package let address: String?
    /// What the system said.
    package let reason: Reason

    init(_ operation: String, _ address: String? = nil, _ reason: Reason) {
        self.operation = operation
        self.address = address
        self.reason = reason
    }

    init(_ operation: String, _ address: String? = nil, errno code: Int32) {
        let reason: Reason =
            switch code {
            case EADDRINUSE where address != nil: .addressInUse
            case EACCES where address != nil, EPERM where address != nil: .permissionDenied
            case EADDRNOTAVAIL where address != nil: .addressNotAvailable
            default: .system(code)
            }
        self.init(operation, address, reason)
    }
}

extension ServerError: CustomStringConvertible {
    /// One plain sentence.
    package var description: String {
        let problem =
            switch reason {
            case .addressInUse: "another program listens there (choose another port, or 0 for a free one)"
            case .permissionDenied: "permission denied (ports below 1024 need privileges)"
            case .addressNotAvailable: "this machine has no such address"
            case .unknownHost(let text): "the host is unknown (\(text))"
            case .system(let code): "\(operation) failed: \(String(cString: strerror(code))) (errno \(code))"
            }
        guard let address else {
            return "Cannot start an event loop: \(problem); ask for fewer, or raise the limits of this process."
        }
        return "Cannot listen on \(address): \(problem)."
    }
}
