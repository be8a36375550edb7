import Glibc
import ResellerAPI

/// The files beside a scenario, which `extends` may name and "did you mean" suggests.
enum Siblings {
    static func exists(_ path: String) -> Bool {
        !path.utf8.contains(0) && access(path, F_OK) == 0
    }

    /// The names in the folder of `path`, without hidden ones, sorted; nothing when it cannot be read.
    static func names(besides path: String) -> [String] {
        guard !path.utf8.contains(0) else { return [] }
        let folder = folder(of: path)
        guard let directory = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory), names.count < 10_000 {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.startsExactly(with: ".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Everything up to and with the last slash.
    static func folder(of path: String) -> String {
        path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(decoding: path.utf8[...$0], as: UTF8.self) } ?? ""
    }
}
