import Glibc

/// Where a path leads, to tell whether two paths name one file. Hard links of one file count as the same.
package enum FilePlace: Hashable, Sendable {
    case present(device: UInt64, inode: UInt64)
    /// There is nothing yet: the folder it would be in, and its name there.
    case absent(folderDevice: UInt64, folderInode: UInt64, name: String)

    /// Nil for a device, which any number of options may name, and for a path whose folder is not there.
    package init?(_ path: String) {
        var path = path
        // As many links as the kernel follows (path_resolution(7)).
        for _ in 0...40 {
            if let stamp = FileStamp(path) {
                if stamp.isCharacterOrBlockDevice { return nil }
                self = .present(device: stamp.device, inode: stamp.inode)
                return
            }
            let end = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) }
            let folder = end.map { String(path[..<$0]) } ?? "./"
            if let target = Self.target(ofLink: path) {
                path = target.utf8.first == UInt8(ascii: "/") ? target : folder + target
                continue
            }
            guard let stamp = FileStamp(folder) else { return nil }
            self = .absent(
                folderDevice: stamp.device, folderInode: stamp.inode, name: end.map { String(path[$0...]) } ?? path)
            return
        }
        return nil
    }

    private static func target(ofLink path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { readlink(path, $0.baseAddress!, $0.count) }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
