import Glibc

/// Why a server could not start: the operation, the address it was for, and the system's reason.
public struct ServerError: Error, Hashable, Sendable {
    /// The kinds of reason that a user can do something about.
    public enum Reason: Hashable, Sendable {
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
    public let operation: String
    /// Host and port as configured.
    public let address: String
    /// What the system said.
    public let reason: Reason

    init(_ operation: String, _ address: String, _ reason: Reason) {
        self.operation = operation
        self.address = address
        self.reason = reason
    }

    init(_ operation: String, _ address: String, errno code: Int32) {
        let reason: Reason =
            switch code {
            case EADDRINUSE: .addressInUse
            case EACCES, EPERM: .permissionDenied
            case EADDRNOTAVAIL: .addressNotAvailable
            default: .system(code)
            }
        self.init(operation, address, reason)
    }
}

extension ServerError: CustomStringConvertible {
    /// One plain sentence.
    public var description: String {
        let problem =
            switch reason {
            case .addressInUse: "another program listens there (choose another port, or 0 for a free one)"
            case .permissionDenied: "permission denied (ports below 1024 need privileges)"
            case .addressNotAvailable: "this machine has no such address"
            case .unknownHost(let text): "the host is unknown (\(text))"
            case .system(let code): "\(operation) failed: \(String(cString: strerror(code))) (errno \(code))"
            }
        return "Cannot listen on \(address): \(problem)."
    }
}
