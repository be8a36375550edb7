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
                isSecret(Array(PercentEncoding.decodeForm(part[..<equals]).utf8).span), equals + 1 < part.endIndex
            else { return Array(part) }
            isChanged = true
            return part[...equals] + fingerprint(Array(PercentEncoding.decodeForm(part[(equals + 1)...]).utf8))
        }
        return isChanged ? Array(parts.joined(separator: [ampersand])) : form
    }

    /// Texts behind the names of secrets; what is no JSON is gone over as if it were.
    private static func redacted(json: [UInt8]) -> [UInt8] {
        let (quote, bytes) = (UInt8(ascii: "\""), json.span)
        var result: [UInt8] = []
        var kept = 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: ":") else {
                index += 1
                continue
            }
            let colon = index
            index += 1
            guard let name = nameBefore(colon, in: bytes), isSecret(bytes.extracting(name)) else { continue }
            while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
            guard index < bytes.count, bytes[index] == quote else { continue }
            let start = index + 1
            index = start
            while index < bytes.count, bytes[index] != quote { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
            index = min(index, bytes.count)
            guard index > start else { continue }
            result += json[kept..<start]
            result += fingerprint(json[start..<index])
            kept = index
        }
        return kept == 0 ? json : result + json[kept...]
    }

    /// The text before a colon of JSON, without its quotes.
    private static func nameBefore(_ colon: Int, in bytes: borrowing Span<UInt8>) -> Range<Int>? {
        var end = colon - 1
        while end > 0, bytes[end] <= 0x20 { end -= 1 }
        guard end > 0, bytes[end] == UInt8(ascii: "\"") else { return nil }
        var start = end - 1
        while start >= 0, bytes[start] != UInt8(ascii: "\"") { start -= 1 }
        return start >= 0 ? start + 1..<end : nil
    }

    private static func isSecret(_ name: borrowing Span<UInt8>) -> Bool {
        func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") }
        // A letter of any case; nothing else becomes a small letter by that bit.
        func smallLetter(_ byte: UInt8) -> UInt8 { byte | 0x20 }
        var start = 0
        while start < name.count, isSeparator(name[start]) { start += 1 }
        guard start < name.count else { return false }
        next: for secret in names where secret.utf8Start[0] == smallLetter(name[start]) {
            var matched = 0
            for index in start..<name.count where !isSeparator(name[index]) {
                guard matched < secret.utf8CodeUnitCount, secret.utf8Start[matched] == smallLetter(name[index]) else {
                    continue next
                }
                matched += 1
            }
            if matched == secret.utf8CodeUnitCount { return true }
        }
        return false
    }
}
