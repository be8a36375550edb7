import Foundation
import HTTP1
import ResellerAPI

/// The credentials and parameters of a token request (RFC 6749 sections 2.3.1 and 4.4.2), read as the platform reads
/// them.
struct TokenRequest: Hashable, Sendable {
    var clientId: String?
    var clientSecret: String?
    /// Whether the credentials came in `Authorization: Basic`, which is looked at first.
    var usesBasic = false
    var grantType: String?
    var scope: String?
    var refreshToken: String?

    init(_ request: Request) throws(GrantRefusal) {
        guard Verb(request.method.rawValue) == .post else {
            throw .oauth(.invalidRequest, hint: "the token endpoint takes POST, not \(request.method.rawValue.excerpt)")
        }
        let contentType = request.headers.first("content-type")
        let essence = MediaType(contentType ?? "")?.essence ?? ""
        if essence.isExactly("multipart/form-data") {
            throw .oauth(
                .invalidRequest,
                hint: "the token endpoint takes application/x-www-form-urlencoded, not multipart/form-data")
        }
        guard essence.isExactly("application/x-www-form-urlencoded") else {
            throw .notAForm(contentType: contentType?.excerpt)
        }
        let form = try Form(request.body)
        grantType = form["grant_type"]
        scope = form["scope"]
        refreshToken = form["refresh_token"]
        if let basic = request.headers.first("authorization").flatMap(Self.basicCredentials) {
            (clientId, clientSecret, usesBasic) = (basic.id, basic.secret, true)
        } else {
            clientId = form.first("client_id")
            clientSecret = form.first("client_secret")
        }
    }

    /// Both parts are form-encoded before Base64. Malformed credentials, and those without
    /// an identifier, count as none, so that the body is looked at.
    private static func basicCredentials(_ header: String) -> (id: String, secret: String)? {
        let parts = header.parts(separatedBy: " ", maximumSplits: 1)
        guard parts.count == 2, parts[0].isExactlyIgnoringCase("Basic"),
            let pair = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces)).map({ Array($0) }),
            String(validating: pair, as: UTF8.self) != nil, let colon = pair.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        let identifier = PercentEncoding.decodeForm(pair[..<colon])
        return identifier.isEmpty ? nil : (identifier, PercentEncoding.decodeForm(pair[(colon + 1)...]))
    }
}

/// An `application/x-www-form-urlencoded` body (WHATWG URL section 5.1).
struct Form: Hashable, Sendable {
    /// The platform's limit.
    static let mostFields = 1024

    /// The values of a name in their order.
    private var values: [ExactText: [String]] = [:]

    /// Names are case-insensitive, and white space at the ends of a value is no part of it, as on the platform.
    init(_ body: [UInt8]) throws(GrantRefusal) {
        let pairs = body.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.mostFields else {
            throw .oauth(
                .invalidRequest, hint: "the form has \(pairs.count) fields, at most \(Self.mostFields) are read")
        }
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = ExactText(PercentEncoding.decodeForm(parts[0]).lowercasedASCII)
            values[name, default: []].append(parts.count == 2 ? Self.trimmed(PercentEncoding.decodeForm(parts[1])) : "")
        }
    }

    /// The values of a name, joined by commas as the platform joins them.
    subscript(name: String) -> String? {
        values[ExactText(name)]?.joined(separator: ",")
    }

    /// The first value of a name.
    func first(_ name: String) -> String? {
        values[ExactText(name)]?.first
    }

    /// Without the white space of ASCII at its ends, as a file has it that ends in a line end.
    private static func trimmed(_ text: String) -> String {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
        guard let first = text.utf8.firstIndex(where: { !isBlank($0) }),
            let last = text.utf8.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(decoding: text.utf8[first...last], as: UTF8.self)
    }
}
