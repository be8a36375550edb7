package import Files

/// Texts that options name.
package enum TextFile {
    /// No certificate, key or list of credentials comes near it; a device file would have no end.
    package static let largest = 1 << 20

    /// The text of a file without its byte order mark; bytes that are not UTF-8, as in a remark beside a certificate, are
    /// replaced.
    ///
    /// - Parameters:
    ///   - what: names the file in errors, such as "the signing key".
    ///   - exitCode: of the failure when it cannot be read.
    ///   - limit: in bytes; what is longer is refused.
    package static func read(
        _ path: String, as what: String, exitCode: Int32 = Failure.failed, limit: Int = largest
    ) throws -> String {
        switch FileReader.read(path, limit: limit).bytes {
        case .success(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .failure(let error):
            throw Failure(message: "Cannot read \(what) \(path): \(error).", exitCode: exitCode)
        }
    }

    /// Writes a text whole, whatever is there by that name: see `FileWriter`.
    @discardableResult
    package static func write(_ text: String, to path: String, isSecret: Bool = false) throws -> WrittenFile {
        do {
            return try FileWriter.write(text, to: path, isSecret: isSecret)
        } catch {
            throw failure(toWrite: path, error)
        }
    }

    package static func failure(toWrite path: String, _ error: FileError) -> Failure {
        .failed("Cannot write \(path): \(error).")
    }
}
