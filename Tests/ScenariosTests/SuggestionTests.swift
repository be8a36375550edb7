import Testing

@testable import Scenarios

struct SuggestionTests {
    @Test(arguments: [
        ("nmae", "name"), ("NAME", "name"), ("nam", "name"), ("descripton", "description"), ("exampel", "example"),
        ("xyz", nil), ("", nil), ("n", nil), ("nameeee", nil),
    ])
    func misspellingsFindTheirName(text: String, expected: String?) {
        #expect(DiagnosticLog().suggestion(for: text, among: ["description", "name", "example", ""]) == expected)
    }

    @Test func theFirstOfEquallyNearNamesWins() {
        #expect(DiagnosticLog().suggestion(for: "bat", among: ["cat", "hat"]) == "cat")
        #expect(DiagnosticLog().suggestion(for: "bat", among: ["cart", "bat", "hat"]) == "bat")
    }

    @Test func longTextsHaveNoNeighbour() {
        let long = String(repeating: "a", count: 100_000)
        #expect(DiagnosticLog().suggestion(for: long, among: [long]) == nil)
        #expect(DiagnosticLog().suggestion(for: "a", among: [long]) == nil)
    }

    @Test func theSearchHasABudget() {
        let log = DiagnosticLog()
        let names = Array(repeating: "name", count: 50_000)
        let found = (0..<5).map { _ in log.suggestion(for: "nmae", among: names) }
        #expect(found == ["name", "name", "name", "name", nil])
    }
}

struct DurationTextTests {
    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("0s", .zero), ("90s", .seconds(90)), ("5m", .seconds(300)),
        ("1h", .seconds(3600)), ("2d", .seconds(172_800)),
    ])
    func aNumberAndAUnitAreADuration(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: [
        "", "1", "s", "-1s", "1.5s", "1 s", "1S", "1hour", "1h30m", "99999999999999999999s", "40000d", "١s",
    ])
    func everythingElseIsNone(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [
        ("60 sec", "60s"), ("5min", "5m"), ("2 Hours", "2h"), ("100MS", "100ms"), ("7", "7s"), ("soon", nil),
    ])
    func theMeantFormIsSuggested(text: String, expected: String?) {
        #expect(DurationText.suggestion(for: text) == expected)
    }
}
