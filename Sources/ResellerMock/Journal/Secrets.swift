import HTTP1
import OpenSSL
import ResellerAPI

/// Takes secrets out of what is kept of requests and answers. In the place of each stands a fingerprint, the same for the
/// same secret wherever it is found, so that "the same token" can be seen.
enum Secrets {
    /// The members, form parameters and query parameters whose values are secrets, in small letters without separators.
    private static let names: [StaticString] = [
        "accesstoken", "apitoken", "assertion", "bearertoken", "clientassertion", "clientsecret", "code", "password",
        "refreshtoken", "secret", "token",
    ]
    /// Whether a name begins with a byte: most members of a request do not.
    private static let isInitial = names.reduce(into: [Bool](repeating: false, count: 256)) { table, name in
        table[Int(name.utf8Start[0])] = true
    }

    /// `sha256:` and the first 16 hexadecimal digits of the digest.
    static func fingerprint(_ secret: some Collection<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return Digest.sha256(secret).prefix(8).reduce(into: Array("sha256:".utf8)) { text, byte in
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
    }

    /// The head of a request without its secrets; `token` is the one in it whose fingerprint is known already.
    static func redactedHead(of request: Request, token: AccessToken?) -> KeptHead {
        KeptHead(request, query: request.target.rawQuery.map { redacted(form: Array($0)) }) { bytes, field, value in
            var secret = value
            // An authorization keeps its scheme.
            if field != .cookie, let space = value.firstIndex(of: UInt8(ascii: " ")) {
                bytes += value[...space]
                secret = value[space...].drop { $0 == UInt8(ascii: " ") }
            }
            if field == .authorization, let token {
                bytes += token.fingerprint
            } else {
                bytes += fingerprint(secret)
            }
        }
    }

    /// A body of a request or an answer without its secrets, whether it is what its type says or not.
    static func redacted(_ body: [UInt8], contentType: ArraySlice<UInt8>?) -> [UInt8] {
        guard let start = body.first(where: { $0 > 0x20 }) else { return body }
        let isJSON = start == UInt8(ascii: "{") || start == UInt8(ascii: "[")
        let body = isJSON ? redacted(json: body) : body
        return contentType.map(isForm) ?? false ? redacted(form: body) : body
    }

    private static func isForm(_ contentType: ArraySlice<UInt8>) -> Bool {
        String(decoding: contentType.prefix(33), as: UTF8.self)
            .isExactlyIgnoringCase("application/x-www-form-urlencoded")
    }

    private static func redacted(form: [UInt8]) -> [UInt8] {
        let ampersand = UInt8(ascii: "&")
        var isChanged = false
        let parts = form.split(separator: ampersand, omittingEmptySubsequences: false).map { part -> [UInt8] in
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")),
                isSecret(PercentEncoding.decodeForm(part[..<equals]).utf8), equals + 1 < part.endIndex
            else { return Array(part) }
            isChanged = true
            return part[...equals] + fingerprint(Array(PercentEncoding.decodeForm(part[(equals + 1)...]).utf8))
        }
        return isChanged ? Array(parts.joined(separator: [ampersand])) : form
    }

    /// Texts behind the names of secrets; what is no JSON is gone over as if it were.
    private static func redacted(json: [UInt8]) -> [UInt8] {
        let secrets = json.withUnsafeBufferPointer(secretTexts)
        guard !secrets.isEmpty else { return json }
        var result: [UInt8] = []
        var kept = 0
        for secret in secrets {
            result += json[kept..<secret.lowerBound]
            result += fingerprint(json[secret])
            kept = secret.upperBound
        }
        return result + json[kept...]
    }

    /// Where in JSON the texts behind the names of secrets are. Every body of every request is walked here.
    private static func secretTexts(in json: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        let quote = UInt8(ascii: "\"")
        var found: [Range<Int>] = []
        var index = 0
        while let colon = json[index...].firstIndex(of: UInt8(ascii: ":")) {
            index = colon + 1
            guard let name = nameBefore(colon, in: json), isSecret(name) else { continue }
            while index < json.count, json[index] <= 0x20 { index += 1 }
            guard index < json.count, json[index] == quote else { continue }
            let start = index + 1
            index = start
            while index < json.count, json[index] != quote { index += json[index] == UInt8(ascii: "\\") ? 2 : 1 }
            index = min(index, json.count)
            if index > start { found.append(start..<index) }
        }
        return found
    }

    /// The text before a colon of JSON, without its quotes.
    private static func nameBefore(
        _ colon: Int, in json: UnsafeBufferPointer<UInt8>
    ) -> Slice<UnsafeBufferPointer<UInt8>>? {
        let quote = UInt8(ascii: "\"")
        guard let end = json[..<colon].lastIndex(where: { $0 > 0x20 }), json[end] == quote,
            let start = json[..<end].lastIndex(of: quote)
        else { return nil }
        return json[(start + 1)..<end]
    }

    private static func isSecret(_ name: some Collection<UInt8>) -> Bool {
        func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") }
        // A letter of any case; nothing else becomes a small letter by that bit.
        func smallLetter(_ byte: UInt8) -> UInt8 { byte | 0x20 }
        guard let first = name.first(where: { !isSeparator($0) }).map(smallLetter), isInitial[Int(first)] else {
            return false
        }
        next: for secret in names where secret.utf8Start[0] == first {
            var matched = 0
            for byte in name where !isSeparator(byte) {
                guard matched < secret.utf8CodeUnitCount, secret.utf8Start[matched] == smallLetter(byte) else {
                    continue next
                }
                matched += 1
            }
            if matched == secret.utf8CodeUnitCount { return true }
        }
        return false
    }
}
