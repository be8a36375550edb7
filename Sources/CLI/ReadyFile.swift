import Files

/// The file that says where the server listens, for those who wait for it.
enum ReadyFile {
    /// Larger than any that was written here.
    private static let largest = 1024

    /// The text for these addresses, the base URL in the first line.
    static func text(_ urls: [String]) -> String {
        urls.map { $0 + "\n" }.joined()
    }

    /// Removes one that an earlier server left, so that nobody takes it for this one's: a regular file that holds addresses
    /// and nothing else.
    static func removeLeftOver(_ path: String) {
        FileWriter.remove(path, limit: largest) { bytes in
            String(decoding: bytes, as: UTF8.self).wholeMatch(of: /(https?:\/\/[^\s\/]+:[0-9]+\n)+/) != nil
        }
    }
}
