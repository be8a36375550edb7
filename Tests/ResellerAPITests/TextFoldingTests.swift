import ResellerAPI
import Testing

/// Texts as people search and sort them.
@Suite struct TextFoldingTests {
    private func directory(_ names: [String], _ letterCase: Behaviour.LetterCase) -> CompanyDirectory {
        var behaviour = Behaviour()
        behaviour.letterCase = letterCase
        return CompanyDirectory(
            companies: [Company(resourceId: "a", name: "A")]
                + names.enumerated().map { Company(resourceId: "b\($0)", name: $1, parent: "a") },
            behaviour: behaviour)
    }

    private func names(_ body: [UInt8], in directory: CompanyDirectory) throws -> [String] {
        let outcome = directory.search(body: body, caller: 0, now: DateTime("2026-03-01"), dates: .iso8601)
        return try FoundPage(outcome).rows.compactMap { $0["name"] as? String }
    }

    private func found(_ value: String, _ names: [String], _ letterCase: Behaviour.LetterCase) throws -> [[String]] {
        let directory = directory(names, letterCase)
        let free = #""filter":{"SearchInputTextValue":"\#(value)"}"#
        return try [filter([("CompanyName", "Contains", value)]), filter([("CompanyName", "=", value)]), free].map {
            try self.names(searchBody(order: "CompanyName", ascending: true, $0), in: directory)
        }
    }

    @Test(arguments: Behaviour.LetterCase.allCases)
    func lettersComeBeforeMarksAndMarksBeforeCase(letterCase: Behaviour.LetterCase) throws {
        let ordered = [
            "", "acme", "Acme", "ACME", "âcme", "Acme 2", "Acme Ç", "Çelik", "cote", "Cote", "coté", "côte", "Côte",
            "côté",
            "Demir", "Işık", "Istanbul", "Łódź", "Lug", "Ørsted", "Oslo", "Şişli", "Strase", "Straße", "Zorlu",
            "Σίσυφος",
        ]
        let directory = directory(ordered.reversed(), letterCase)
        let sorted = try names(searchBody(size: 99, order: "CompanyName", ascending: true), in: directory)
        #expect(sorted == ordered)
        let reversed = try names(searchBody(size: 99, order: "CompanyName", ascending: false), in: directory)
        #expect(reversed == ordered.reversed())
    }

    @Test(arguments: [
        ("Café", "CAFE\u{301}"), ("Cafe\u{301}", "café"), ("\u{212A}elvin", "KELVIN"), ("J\u{30C}", "\u{1F0}"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"), ("가", "\u{1100}\u{1161}"), ("I\u{307}", "İ"),
    ])
    func equivalentTextsAreFound(name: String, value: String) throws {
        #expect(try found(value, [name, "x"], .invariant) == Array(repeating: [name], count: 3))
    }

    @Test func aLetterIsNoPartOfOneWithAMark() throws {
        #expect(try found("cafe", ["Cafe\u{301}"], .invariant) == [[], [], []])
    }

    @Test func turkishHasTwoLettersI() throws {
        let names = ["İRİS", "IRIS", "iris", "ırıs"]
        let pairs = { (letterCase: Behaviour.LetterCase) in
            try names.map { Set(try self.found($0, names, letterCase)[1]) }
        }
        #expect(try pairs(.turkish) == [["İRİS", "iris"], ["IRIS", "ırıs"], ["İRİS", "iris"], ["IRIS", "ırıs"]])
        #expect(try pairs(.invariant) == [["İRİS"], ["IRIS", "iris"], ["IRIS", "iris"], ["ırıs"]])
        #expect(try found("bilgi", ["BİLGİ A.Ş."], .turkish)[0] == ["BİLGİ A.Ş."])
        #expect(try found("bilgi", ["BILGI"], .turkish)[0] == [])
    }

    /// Normalizing would take the square of their number.
    @Test func longRunsOfMarksStayAsTheyAre() throws {
        let marks = { String(repeating: "\u{301}", count: $0) }
        let long = marks(50_000) + "\u{323}"
        #expect(try found("e" + long, ["E" + long, "e"], .invariant)[1] == ["E" + long])
        // 30 is what a letter may have.
        #expect(try found("é" + marks(29), ["e" + marks(30)], .invariant)[1].count == 1)
        #expect(try found("é" + marks(30), ["e" + marks(31)], .invariant)[1] == [])
    }
}
