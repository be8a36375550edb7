import Foundation

/// Texts that options name.
enum TextFile {
    /// No certificate or key comes near it; a device file would have no end.
    private static let largest = 1 << 20

    /// The text of a file; bytes that are not UTF-8, as in a remark beside a certificate, are replaced.
    ///
    /// - Parameter what: names the file in errors, such as "the signing key".
    static func read(_ path: String, as what: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, what) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, what) }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
            guard bytes.count <= largest else {
                throw Failure.failed("Cannot read \(what) \(path): it is larger than 1 MiB; name a PEM file.")
            }
        }
    }

    private static func failure(_ path: String, _ what: String) -> Failure {
        .failed("Cannot read \(what) \(path): \(String(cString: strerror(errno))).")
    }
}
