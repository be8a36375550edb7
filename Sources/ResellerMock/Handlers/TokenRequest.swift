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
        guard request.method == .post else {
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
            clientId = form["client_id"]
            clientSecret = form["client_secret"]
        }
    }

    /// Both parts are form-encoded before Base64. Malformed credentials count as none, so that the body is looked at.
    private static func basicCredentials(_ header: String) -> (id: String, secret: String)? {
        let parts = header.parts(separatedBy: " ", maximumSplits: 1)
        guard parts.count == 2, parts[0].isExactlyIgnoringCase("Basic"),
            let pair = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces)).map({ Array($0) }),
            String(validating: pair, as: UTF8.self) != nil, let colon = pair.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        return (Form.decoded(pair[..<colon]), Form.decoded(pair[(colon + 1)...]))
    }
}

/// An `application/x-www-form-urlencoded` body (WHATWG URL section 5.1).
struct Form: Hashable, Sendable {
    /// The platform's limit.
    static let mostFields = 1024

    private var values: [ExactText: [UInt8]] = [:]

    /// Names are case-insensitive and a repeated name's values are joined by commas, as on the platform.
    init(_ body: [UInt8]) throws(GrantRefusal) {
        let pairs = body.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.mostFields else {
            throw .oauth(
                .invalidRequest, hint: "the form has \(pairs.count) fields, at most \(Self.mostFields) are read")
        }
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = ExactText(Self.decoded(parts[0]).lowercasedASCII)
            let value = parts.count == 2 ? Self.decoded(parts[1]) : ""
            if values[name] == nil {
                values[name] = Array(value.utf8)
            } else {
                values[name]?.append(contentsOf: [UInt8(ascii: ",")] + value.utf8)
            }
        }
    }

    subscript(name: String) -> String? {
        values[ExactText(name)].map { String(decoding: $0, as: UTF8.self) }
    }

    /// Escapes that make no sense stay as they are, as the platform leaves them.
    static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        if let text = try? PercentEncoding.decode(bytes, plusIsSpace: true) { return text }
        return String(decoding: bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }
}
