import HTTP1
import OpenSSL
import ResellerAPI

/// Takes secrets out of what is kept of requests and answers. In the place of each stands a fingerprint, the same for the
/// same secret wherever it is found, so that "the same token" can be seen.
enum Secrets {
    /// The members, form parameters and query parameters whose values are secrets, in small letters without separators.
    private static let names: Set<String> = [
        "accesstoken", "apitoken", "assertion", "bearertoken", "clientassertion", "clientsecret", "code", "password",
        "refreshtoken", "secret", "token",
    ]

    /// `sha256:` and the first 16 hexadecimal digits of the digest.
    static func fingerprint(_ secret: some Collection<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return Digest.sha256(secret).prefix(8).reduce(into: Array("sha256:".utf8)) { text, byte in
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }

    private static let fields = ["authorization", "proxy-authorization", "cookie"]

    /// A request without its secrets; `token` is the one in it whose fingerprint is known already.
    static func redacted(_ request: Request, token: AccessToken?, body: [UInt8]) -> Request {
        request.replacing(
            fields: fields,
            with: { name, value in
                switch name {
                case "authorization": authorization(value, token: token)
                case "proxy-authorization": authorization(value, token: nil)
                default: fingerprint(value)
                }
            },
            query: request.target.rawQuery.map { redacted(form: Array($0)) }, body: body)
    }

    /// The scheme, and the fingerprint of the rest.
    private static func authorization(_ value: ArraySlice<UInt8>, token: AccessToken?) -> [UInt8] {
        guard let space = value.firstIndex(of: UInt8(ascii: " ")) else { return fingerprint(value) }
        let secret = value[space...].drop { $0 == UInt8(ascii: " ") }
        return value[...space] + (token?.fingerprint ?? fingerprint(secret))
    }

    /// A body of a request or an answer without its secrets.
    static func redacted(_ body: [UInt8], contentType: String?) -> [UInt8] {
        guard !body.isEmpty else { return body }
        let isForm = contentType.map { $0.lowercasedASCII.startsExactly(with: "application/x-www-form-urlencoded") }
        if isForm ?? false { return redacted(form: body) }
        let start = body.first { $0 > 0x20 }
        return start == UInt8(ascii: "{") || start == UInt8(ascii: "[") ? redacted(json: body) : body
    }

    private static func redacted(form: [UInt8]) -> [UInt8] {
        let ampersand = UInt8(ascii: "&")
        var isChanged = false
        let parts = form.split(separator: ampersand, omittingEmptySubsequences: false).map { part -> [UInt8] in
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")),
                isSecret(PercentEncoding.decodeForm(part[..<equals])), equals + 1 < part.endIndex
            else { return Array(part) }
            isChanged = true
            return part[...equals] + fingerprint(Array(PercentEncoding.decodeForm(part[(equals + 1)...]).utf8))
        }
        return isChanged ? Array(parts.joined(separator: [ampersand])) : form
    }

    /// Texts behind the names of secrets; what is no JSON is gone over as if it were.
    private static func redacted(json: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        var result: [UInt8] = []
        var kept = 0
        var index = 0
        /// The end of a text that begins at a quote.
        func end(of start: Int) -> Int {
            var index = start + 1
            while index < json.count, json[index] != quote { index += json[index] == UInt8(ascii: "\\") ? 2 : 1 }
            return min(index, json.count)
        }
        func skipBlanks(_ start: Int) -> Int {
            var index = start
            while index < json.count, json[index] <= 0x20 { index += 1 }
            return index
        }
        while let start = json[index...].firstIndex(of: quote) {
            let stop = end(of: start)
            index = min(stop + 1, json.count)
            guard stop > start, isSecret(String(decoding: json[(start + 1)..<stop], as: UTF8.self)) else { continue }
            let colon = skipBlanks(index)
            guard colon < json.count, json[colon] == UInt8(ascii: ":") else { continue }
            let value = skipBlanks(colon + 1)
            guard value < json.count, json[value] == quote else { continue }
            let valueEnd = end(of: value)
            index = min(valueEnd + 1, json.count)
            guard valueEnd > value + 1 else { continue }
            result += json[kept...value]
            result += fingerprint(json[(value + 1)..<valueEnd])
            kept = valueEnd
        }
        return kept == 0 ? json : result + json[kept...]
    }

    private static func isSecret(_ name: String) -> Bool {
        guard name.utf8.count <= 24 else { return false }
        let letters = name.utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }.map(\.lowercasedASCII)
        return names.contains(String(decoding: letters, as: UTF8.self))
    }
}
