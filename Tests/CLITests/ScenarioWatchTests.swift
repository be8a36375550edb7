import Foundation
import ResellerMock
import Scenarios
import Testing

@testable import CLI

@Suite(.threadsOfTheirOwn)
struct ScenarioWatchTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func scenario(_ description: String, extends: String? = nil) -> String {
        let base = extends.map { #", "extends": "\#($0)""# } ?? ""
        return #"{ "version": 1, "description": "\#(description)"\#(base) }"#
    }

    /// What was loaded, and how it is watched.
    private func load(_ file: String) -> (watch: ScenarioWatch, description: String?) {
        let result = ScenarioLoader.load(.file(file), now: WorldClock.systemNow())
        return (ScenarioWatch(result.watched), result.scenario?.description)
    }

    /// Changes seen by two looks, as one interval apart.
    private func finding(_ watch: inout ScenarioWatch) -> ScenarioWatch.Finding {
        let first = watch.look()
        return first == .still ? watch.look() : first
    }

    private func writeInPlace(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    @Test func nothingIsFoundWhereNothingChanged() throws {
        let file = try folder.write(scenario("a", extends: "base.json"), to: "s.json")
        _ = try folder.write(scenario("base"), to: "base.json")
        var (watch, _) = load(file)
        for _ in 0..<5 { #expect(watch.look() == .still) }
    }

    @Test func noChangeIsMissedHoweverSoonItComes() throws {
        let file = try folder.write(scenario("00"), to: "s.json")
        for round in 10..<60 {
            var (watch, _) = load(file)
            if round.isMultiple(of: 2) {
                try writeInPlace(scenario("\(round)"), to: file)
            } else {
                _ = try folder.write(scenario("\(round)"), to: "s.json")
            }
            #expect(finding(&watch) == .changed)
            #expect(load(file).description == "\(round)")
        }
    }

    @Test func aChangeOfABaseAfterItWasReadIsFound() throws {
        let file = try folder.write(scenario("own", extends: "base.json"), to: "s.json")
        let base = try folder.write(scenario("base"), to: "base.json")
        var (watch, _) = load(file)
        try writeInPlace(scenario("BASE"), to: base)
        #expect(finding(&watch) == .changed)
        // Another list of files, the new one of which changes at once.
        _ = try folder.write(scenario("other"), to: "other.json")
        _ = try folder.write(scenario("own", extends: "other.json"), to: "s.json")
        (watch, _) = load(file)
        _ = try folder.write(scenario("OTHER"), to: "other.json")
        #expect(finding(&watch) == .changed)
    }

    @Test func swappedLinksAreFound() throws {
        let files = FileManager.default
        for name in ["one", "two"] {
            try files.createDirectory(atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
            // What tells one from the other by anything but the file itself is made equal.
            let file = try folder.write(scenario("aaa"), to: "\(name)/s.json")
            try files.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: file)
        }
        func swap(_ link: String, to target: String) throws {
            try files.createSymbolicLink(atPath: "\(link).new", withDestinationPath: target)
            #expect(rename("\(link).new", link) == 0)
        }
        let folderLink = "\(folder.path)/current"
        let fileLink = "\(folder.path)/s.json"
        try swap(folderLink, to: "one")
        try swap(fileLink, to: "one/s.json")
        var (watchOfFolder, _) = load("\(folderLink)/s.json")
        var (watchOfFile, _) = load(fileLink)
        try swap(folderLink, to: "two")
        try swap(fileLink, to: "two/s.json")
        #expect(finding(&watchOfFolder) == .changed)
        #expect(finding(&watchOfFile) == .changed)
    }

    @Test func aFileOfTheSameSizeAndTimesIsFound() throws {
        let file = try folder.write(scenario("aaa"), to: "s.json")
        let old = Date(timeIntervalSince1970: 1_000_000_000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file)
        var (watch, _) = load(file)
        try writeInPlace(scenario("bbb"), to: file)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file)
        #expect(finding(&watch) == .changed)
    }

    @Test func aFailedLoadIsFollowedByEveryMend() throws {
        // The base comes to be there; it goes and the scenario does without; a name without an ending comes to be one.
        let file = try folder.write(scenario("own", extends: "base.json"), to: "s.json")
        var (watch, description) = load(file)
        #expect(description == nil)
        let base = try folder.write(scenario("base"), to: "base.json")
        #expect(finding(&watch) == .changed)
        (watch, description) = load(file)
        #expect(description == "own")
        unlink(base)
        #expect(finding(&watch) == .changed)
        (watch, description) = load(file)
        #expect(description == nil)
        _ = try folder.write(scenario("alone"), to: "s.json")
        #expect(finding(&watch) == .changed)
        _ = try folder.write(scenario("own", extends: "base"), to: "s.json")
        (watch, description) = load(file)
        #expect(description == nil)
        _ = try folder.write(scenario("base"), to: "base")
        #expect(finding(&watch) == .changed)
        // Away and back.
        unlink(file)
        (watch, _) = load(file)
        _ = try folder.write(scenario("back"), to: "s.json")
        #expect(finding(&watch) == .changed)
    }

    @Test func aChangeGoingOnIsWaitedFor() throws {
        let file = try folder.write(scenario("a"), to: "s.json")
        var (watch, _) = load(file)
        for text in ["{", "{ \"version\"", "{ \"version\": 1"] {
            try writeInPlace(text, to: file)
            #expect(watch.look() == .still)
        }
        #expect(watch.look() == .changed)
    }

    @Test func whatCannotBeReadAgainIsTold() throws {
        let file = try folder.write(scenario("own", extends: "base.json"), to: "s.json")
        let base = try folder.write(scenario("base"), to: "base.json")
        var (watch, _) = load(file)
        unlink(base)
        mkfifo(base, 0o600)
        #expect(finding(&watch) == .unreadable(base))
        #expect(finding(&watch) == .unreadable(base))
        unlink(base)
        _ = try folder.write(scenario("base"), to: "base.json")
        #expect(finding(&watch) == .changed)
    }
}
