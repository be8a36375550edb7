import HTTP1
import HTTPServer
import OpenSSL
import ResellerAPI

/// Who may use the door.
///
/// Without a token it is open to this machine alone: a connection from loopback to loopback, whose `Host` is a name of this
/// machine. A page in a browser gets nowhere: a foreign `Origin`, a request across sites and the types of forms are refused.
struct ControlGate: Sendable {
    /// What `Authorization: Bearer` must have.
    var token: String?
    /// Further names that `Host` may have.
    var hosts: [String] = []
    var allowsShutdown = false
    /// The worlds beside the main one that there may be.
    var maximumWorlds = 10_000

    func check(_ request: Request, from peer: Peer, isOpenToAll: Bool) throws(ControlError) {
        if let site = request.headers.first("sec-fetch-site"), !["same-origin", "none"].containsExactly(site) {
            throw ControlError(status: 403, title: "a page of another site may not use the door")
        }
        if let origin = request.headers.first("origin"), !isOwn(origin, request, peer) {
            throw ControlError(status: 403, title: "a page of the origin \(origin.excerpt) may not use the door")
        }
        if isOpenToAll { return }
        if let token {
            let given = request.headers.first("authorization") ?? ""
            guard given.utf8.count > 7, given.prefix(7).lowercased() == "bearer ",
                constantTimeEquals(Array(given.utf8.dropFirst(7)), Array(token.utf8))
            else {
                throw ControlError(
                    status: 401, title: "the door asks for its token",
                    detail: "send Authorization: Bearer and what --admin-token says",
                    fields: [("WWW-Authenticate", "Bearer realm=\"reseller-mock admin\"")])
            }
            return
        }
        guard peer.isOnLoopback else {
            throw ControlError(
                status: 403, title: "the door is open to this machine alone",
                detail: "give the server a token with --admin-token, and send it as Authorization: Bearer")
        }
        let host = request.host.map(Self.name) ?? "localhost"
        guard Self.isLoopback(host) || hosts.contains(where: { $0.isExactlyIgnoringCase(host) }) else {
            throw ControlError(
                status: 403, title: "the host \(host.excerpt) is no name of this machine",
                detail: "ask for localhost, or allow the name with --admin-host")
        }
    }

    /// A request that changes something says that its body is JSON. WireMock's clients say `text/plain`, which pages may send
    /// too, but not without saying where they are from.
    func checkType(_ request: Request, isWireMock: Bool) throws(ControlError) {
        guard let type = request.headers.first("content-type") else {
            guard !request.body.isEmpty else { return }
            throw ControlError(
                status: 415, title: "the body has no type", detail: "send Content-Type: application/json")
        }
        let essence = type.parts(separatedBy: ";")[0].trimmingBlanks().lowercasedASCII
        if essence.isExactly("application/json") { return }
        let saysNoOrigin = request.headers.first("origin") == nil && request.headers.first("sec-fetch-site") == nil
        if essence.isExactly("text/plain"), isWireMock, saysNoOrigin { return }
        throw ControlError(
            status: 415, title: "the door does not take \(essence.excerpt)",
            detail: "send Content-Type: application/json")
    }

    private func isOwn(_ origin: String, _ request: Request, _ peer: Peer) -> Bool {
        guard let host = request.host else { return false }
        return origin.isExactlyIgnoringCase("\(peer.isTLS ? "https" : "http")://\(host)")
    }

    /// A host without its port.
    private static func name(_ host: String) -> String {
        if host.startsExactly(with: "[") { return String(host.dropFirst().prefix { $0 != "]" }) }
        return host.parts(separatedBy: ":")[0]
    }

    private static func isLoopback(_ host: String) -> Bool {
        let host = host.lowercasedASCII
        return host.isExactly("localhost") || host.isExactly("::1")
            || host.startsExactly(with: "127.") && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || 48...57 ~= $0 }
    }
}

extension Peer {
    /// Whether both ends of the connection are on this machine's loopback.
    fileprivate var isOnLoopback: Bool {
        switch self {
        case .connection(let connection):
            Self.isLoopback(connection.remoteHost)
        case .inProcess(let address, _): Self.isLoopback(address)
        }
    }

    private static func isLoopback(_ address: String) -> Bool {
        address.startsExactly(with: "127.") || address.isExactly("::1") || address.startsExactly(with: "::ffff:127.")
    }
}
