import Files
import Foundation
import Testing

struct FileReaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func aByteOrderMarkIsSkippedOnce() throws {
        #expect(read(try folder.file("plain", "text")) == .success("text"))
        #expect(read(try folder.file("marked", "\u{FEFF}text")) == .success("text"))
        #expect(read(try folder.file("twice", "\u{FEFF}\u{FEFF}text")) == .success("\u{FEFF}text"))
        #expect(read(try folder.file("alone", "\u{FEFF}")) == .success(""))
    }

    @Test func whatCannotBeReadHasItsReason() throws {
        #expect(read(folder.path) == .failure(.system(EISDIR)))
        #expect(read("\(folder.path)/none") == .failure(.system(ENOENT)))
        #expect(read("a\0b") == .failure(.system(EINVAL)))
        let socket = "\(folder.path)/socket"
        let descriptor = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard socket.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socket.utf8) }
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(read(socket) == .failure(.system(ENXIO)))
        #expect("\(FileError.system(ENXIO))" == "it is a socket or a device that is not there")
    }

    @Test func aHugeOrEndlessFileIsNotReadWhole() throws {
        let sparse = try folder.file("sparse", "")
        truncate(sparse, 1 << 40)
        #expect(read(sparse) == .failure(.tooLarge(limit: 1000)))
        #expect(read("/dev/zero", limit: 1 << 21) == .failure(.tooLarge(limit: 1 << 21)))
        #expect("\(FileError.tooLarge(limit: 1 << 21))" == "it is larger than 2 MiB")
        #expect(read(try folder.file("fits", "12345"), limit: 5) == .success("12345"))
        #expect(read(try folder.file("over", "123456"), limit: 5) == .failure(.tooLarge(limit: 5)))
    }

    @Test func aFIFOIsReadToItsEndHoweverLateItsWriterComes() async throws {
        let fifo = try folder.fifo("fifo")
        async let reading = onThread { read(fifo) }
        let writer = try await onThread { try #require(FileHandle(forWritingAtPath: fifo)) }
        try writer.write(contentsOf: Data("first ".utf8))
        try writer.write(contentsOf: Data("second".utf8))
        try writer.close()
        #expect(try await reading == .success("first second"))
    }

    @Test func aFIFOThatNeverEndsIsGivenUp() throws {
        let silent = try folder.fifo("silent")
        #expect(read(silent, patience: .milliseconds(50)) == .failure(.endless(after: .milliseconds(50))))
        // Held open by a writer that says something and then no more.
        let fifo = try folder.fifo("fifo")
        let descriptor = open(fifo, O_RDWR | O_NONBLOCK)
        defer { close(descriptor) }
        _ = write(descriptor, "text", 4)
        #expect(read(fifo, patience: .milliseconds(50)) == .failure(.endless(after: .milliseconds(50))))
        #expect("\(FileError.endless(after: .seconds(60)))" == "it did not come to its end within 60 s")
    }

    @Test func regularFilesNeedNoPatience() throws {
        #expect(read(try folder.file("plain", "text"), patience: .zero) == .success("text"))
    }

    // MARK: Versions

    @Test func everyChangeMakesAnotherVersion() throws {
        let file = try folder.file("file", "one")
        func version() -> FileVersion { FileReader.read(file, limit: 1000).version }
        func isStill(_ version: FileVersion) -> Bool {
            FileStamp(file) == version.stamp && version.hasBytes(of: file, limit: 1000)
        }
        // Changes in place of the same length, so quick that the kernel's clock does not go on between them.
        for round in 0..<200 {
            let before = version()
            #expect(isStill(before))
            try String(100 + round).write(toFile: file, atomically: false, encoding: .utf8)
            #expect(!isStill(before))
            // Also where the kernel keeps time so finely that the stamp alone would do.
            #expect(!before.hasBytes(of: file, limit: 1000))
        }
        let before = version()
        try "one".write(toFile: file, atomically: true, encoding: .utf8)
        #expect(!isStill(before))
        let last = version()
        unlink(file)
        #expect(!isStill(last))
        #expect(version() == .absent)
    }
}

struct FilePlaceTests {
    @Test func onePlaceHasManyPaths() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("file", "x")
        let link = try folder.link("link", to: "file")
        let other = try folder.file("other", "x")
        #expect(FilePlace(file) != nil)
        #expect(FilePlace(file) == FilePlace("\(folder.path)/./file"))
        #expect(FilePlace(file) == FilePlace(link))
        #expect(FilePlace(file) != FilePlace(other))
        let absent = FilePlace("\(folder.path)/absent")
        #expect(absent != nil)
        #expect(absent == FilePlace("\(folder.path)/../\(folder.path.split(separator: "/").last!)/absent"))
        #expect(absent == FilePlace(try folder.link("dangling", to: "absent")))
        #expect(absent == FilePlace(try folder.link("absolute", to: "\(folder.path)/absent")))
        #expect(absent != FilePlace("\(folder.path)/absent2"))
    }

    @Test func placesThatNobodyFillsAreNone() throws {
        let folder = try TemporaryFolder()
        #expect(FilePlace("/dev/null") == nil)
        #expect(FilePlace("\(folder.path)/none/file") == nil)
        #expect(FilePlace(try folder.link("loop", to: "loop")) == nil)
    }
}

private func read(
    _ path: String, limit: Int = 1000, patience: Duration = FileReader.patience
) -> Result<String, FileError> {
    FileReader.read(path, limit: limit, patience: patience).bytes.map { String(decoding: $0, as: UTF8.self) }
}
