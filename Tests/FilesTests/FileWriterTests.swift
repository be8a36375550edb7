import Files
import Foundation
import Testing

struct FileWriterTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    // MARK: New files

    @Test func anAbsentFileIsMadeWholeAndNothingElse() throws {
        let file = try folder.file("new")
        try FileWriter.write("text\n", to: file)
        #expect(try text(of: file) == "text\n")
        #expect(mode(of: file) & 0o777 & ~0o644 == 0)
        #expect(folder.names == ["new"])
    }

    @Test func aRegularFileIsReplacedSoThatAReaderOfTheOldOneSeesNoPart() throws {
        let file = try folder.file("old", "old text")
        let reader = try #require(FileHandle(forReadingAtPath: file))
        try FileWriter.write("new", to: file)
        #expect(try reader.readToEnd() == Data("old text".utf8))
        #expect(try text(of: file) == "new")
        #expect(folder.names == ["old"])
    }

    @Test func theLongestNamesWork() throws {
        let file = try folder.file(String(repeating: "n", count: 255))
        try FileWriter.write("text", to: file)
        #expect(try text(of: file) == "text")
    }

    @Test func whatCannotBeWrittenIsAnErrorWithItsReasonAndLeavesNothing() throws {
        func error(_ path: String) -> FileError? {
            do {
                try FileWriter.write("text", to: path)
                return nil
            } catch {
                return error
            }
        }
        #expect(error(folder.path) == .system(EISDIR))
        #expect(error("\(folder.path)/none/file") == .system(ENOENT))
        #expect(error(try folder.file("plain", "x") + "/file") == .system(ENOTDIR))
        #expect(error("a\0b") == .system(EINVAL))
        #expect(error("/dev/full") == .system(ENOSPC))
        #expect("\(error("/dev/full")!)" == "No space left on device")
        #expect(folder.names == ["plain"])
    }

    // MARK: In place

    @Test func aSymbolicLinkIsFollowedAndStays() throws {
        let target = try folder.file("target", "a much longer text than the new one")
        let link = try folder.link("link", to: "target")
        try FileWriter.write("new", to: link)
        #expect(try text(of: target) == "new")
        #expect(mode(of: link) & S_IFMT == S_IFLNK)
        let dangling = try folder.link("dangling", to: "made")
        try FileWriter.write("new", to: dangling)
        #expect(try text(of: folder.file("made")) == "new")
        #expect(folder.names == ["dangling", "link", "made", "target"])
    }

    @Test func aFIFOIsWrittenToInAsManyPartsAsItTakes() async throws {
        let fifo = try folder.fifo("fifo")
        // More than a pipe holds.
        let long = String(repeating: "0123456789", count: 50_000)
        async let read = onThread { try #require(FileHandle(forReadingAtPath: fifo)).readToEnd() }
        try FileWriter.write(long, to: fifo).remove()
        #expect(try await read == Data(long.utf8))
        #expect(mode(of: fifo) & S_IFMT == S_IFIFO)
        #expect(FileWriter.waitsForReader(fifo))
        #expect(!FileWriter.waitsForReader("/dev/null"))
    }

    @Test func aDeviceStaysOne() throws {
        try FileWriter.write("text", to: "/dev/null").remove()
        #expect(mode(of: "/dev/null") & S_IFMT == S_IFCHR)
    }

    @Test func aFileWhoseNameCannotBeTakenIsWrittenInPlace() throws {
        // To the superuser no folder is closed, so a bind mount shows it, where one can be made.
        let file = try folder.file("mounted", "a longer text")
        if geteuid() == 0 {
            _ = try folder.file("source", "a longer text")
            guard run("mount", "--bind", "\(folder.path)/source", file) else { return }
            defer { _ = run("umount", file) }
            try check()
        } else {
            chmod(folder.path, 0o555)
            defer { chmod(folder.path, 0o755) }
            try check()
        }
        func check() throws {
            var before = stat()
            stat(file, &before)
            let written = try FileWriter.write("new", to: file)
            #expect(try text(of: file) == "new")
            var after = stat()
            stat(file, &after)
            #expect(before.st_ino == after.st_ino)
            written.remove()
            #expect(try text(of: file) == "")
            chmod(file, 0o644)
            try FileWriter.write("secret", to: file, isSecret: true)
            #expect(try text(of: file) == "secret")
            #expect(mode(of: file) & 0o777 == 0o600)
        }
    }

    // MARK: Secrets

    @Test func aSecretIsItsOwnersAloneWhateverLayInWait() throws {
        let others = try folder.file("others", "of someone else")
        let absent = try folder.file("absent")
        let regular = try folder.file("regular", "x")
        chmod(regular, 0o666)
        let link = try folder.link("link", to: "others")
        let fifo = try folder.fifo("fifo")
        for path in [absent, regular, link, fifo] {
            try FileWriter.write("secret", to: path, isSecret: true)
            #expect(mode(of: path) == S_IFREG | 0o600)
            #expect(try text(of: path) == "secret")
        }
        #expect(try text(of: others) == "of someone else")
    }

    // MARK: Removing

    @Test func whatWasWrittenIsRemoved() throws {
        let file = try folder.file("file")
        try FileWriter.write("text", to: file).remove()
        #expect(folder.names == [])
    }

    @Test func whatLinksLeadToIsEmptied() throws {
        let target = try folder.file("target", "old")
        let link = try folder.link("link", to: "target")
        try FileWriter.write("new", to: link).remove()
        #expect(try text(of: target) == "")
        #expect(folder.names == ["link", "target"])
    }

    @Test func whatIsNoLongerOursIsLeftAlone() throws {
        let replaced = try folder.file("replaced")
        let written = try FileWriter.write("text", to: replaced)
        try FileWriter.write("text", to: replaced)
        written.remove()
        #expect(try text(of: replaced) == "text")

        let edited = try folder.file("edited")
        let other = try FileWriter.write("text", to: edited)
        try "edited".write(toFile: edited, atomically: false, encoding: .utf8)
        other.remove()
        #expect(try text(of: edited) == "edited")

        let target = try folder.file("target", "old")
        let through = try FileWriter.write("new", to: folder.link("link", to: "target"))
        try "newer".write(toFile: target, atomically: false, encoding: .utf8)
        through.remove()
        #expect(try text(of: target) == "newer")

        let gone = try FileWriter.write("text", to: folder.file("gone"))
        unlink("\(folder.path)/gone")
        gone.remove()
    }

    @Test func onlyWhatIsExpectedIsRemovedFromBefore() throws {
        func remove(_ path: String) { FileWriter.remove(path, limit: 5) { $0 == Array("stale".utf8) } }
        let stale = try folder.file("stale", "stale")
        let other = try folder.file("other", "other")
        let long = try folder.file("long", "stale and more")
        let link = try folder.link("link", to: "kept")
        let kept = try folder.file("kept", "stale")
        let fifo = try folder.fifo("fifo")
        for path in [stale, other, long, link, fifo, folder.path, "/dev/null", folder.path + "/none"] { remove(path) }
        #expect(folder.names == ["fifo", "kept", "link", "long", "other"])
        #expect(try text(of: kept) == "stale")
    }

    private func run(_ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
