/// Why a field cannot be part of a response.
package enum ResponseFieldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name is not a token (RFC 9110 section 5.1).
    case invalidName(String)
    /// The value has a CR, LF, NUL or other control character, with which a reply could be split in two.
    case invalidValue(name: String)
    /// A field that says how the reply is framed, which only the serializer knows.
    case reserved(String)

    /// One plain sentence.
    package var description: String {
        switch self {
        case .invalidName(let name):
            "\"\(name)\" is not a header field name; expected letters, digits and hyphens."
        case .invalidValue(let name):
            "The value of \(name) has a control character; expected one line of text."
        case .reserved(let name):
            "\(name) is written by the server itself and cannot be set."
        }
    }
}

/// The header fields of a response, kept as the bytes that go on the wire, so that fields every reply shares cost one
/// copy of memory.
///
/// `Content-Length`, `Transfer-Encoding` and `Connection` are the serializer's. A `Date` replaces the server's.
package struct ResponseFields: Hashable, Sendable {
    /// `Name: value` lines, each with its CRLF.
    private(set) var bytes: [UInt8] = []
    private(set) var hasDate = false

    /// No fields.
    package init() {}

    /// `Content-Type: application/json; charset=utf-8`, as the vendor's platform writes it.
    package static let json: ResponseFields = ["Content-Type": "application/json; charset=utf-8"]

    /// `Content-Type: text/plain; charset=utf-8`.
    package static let text: ResponseFields = ["Content-Type": "text/plain; charset=utf-8"]

    /// Adds a field at the end, beside others of the same name. White space at the ends of the value is dropped.
    package mutating func append(_ name: String, _ value: String) throws(ResponseFieldError) {
        guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else { throw .invalidName(name) }
        switch name.lowercased() {
        case "content-length", "transfer-encoding", "connection": throw .reserved(name)
        case "date": hasDate = true
        default: break
        }
        let line = Array("\(name): ".utf8)
        let text = Array(value.utf8)
        let span = text.span
        guard span.firstControlCharacter(in: 0..<text.count) == nil else { throw .invalidValue(name: name) }
        bytes += line
        bytes += text[span.trimmed(0..<text.count)]
        bytes += [carriageReturn, lineFeed]
    }

    /// Adds all fields of another block at the end.
    package mutating func append(_ other: ResponseFields) {
        bytes += other.bytes
        hasDate = hasDate || other.hasDate
    }

    /// The fields as (name, value) in order.
    package var list: [(name: String, value: String)] {
        bytes.split(separator: lineFeed).map { line in
            let colon = line.firstIndex(of: UInt8(ascii: ":"))!
            return (
                String(decoding: line[..<colon], as: UTF8.self),
                String(decoding: line[(colon + 2)...].dropLast(), as: UTF8.self)
            )
        }
    }

    /// The value of the first field with this name, in any case.
    package func first(_ name: String) -> String? {
        let name = name.lowercased()
        return list.first { $0.name.lowercased() == name }?.value
    }
}

extension ResponseFields: ExpressibleByDictionaryLiteral {
    /// Fields known when the program is written; a bad one is a bug of ours and traps. Use `append` for text from
    /// elsewhere.
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements {
            do throws(ResponseFieldError) {
                try append(name, value)
            } catch {
                preconditionFailure(error.description)
            }
        }
    }
}
