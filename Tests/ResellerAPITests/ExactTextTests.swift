import Foundation
import Testing

@testable import ResellerAPI

@Suite struct ExactTextTests {
    /// Pairs that `String` takes for equal.
    static let lookalikes = [("K", "\u{212A}"), ("é", "e\u{301}"), ("Å", "\u{212B}"), ("\u{3A9}", "\u{2126}")]

    @Test(arguments: lookalikes)
    func textsAreEqualWhenTheirBytesAre(left: String, right: String) {
        #expect(left == right)
        #expect(!left.isExactly(right))
        #expect(!left.isExactlyIgnoringCase(right))
        #expect(ExactText(left) != ExactText(right))
        #expect(Set([ExactText(left), ExactText(right)]).count == 2)
        #expect(!["x", left].containsExactly(right))
        #expect(JSONValue.string(left) != .string(right))
        #expect(JSONValue.object([.init(left, .null)]) != .object([.init(right, .null)]))
        #expect(JSONPointer("/\(left)") != JSONPointer("/\(right)"))
        #expect(JSONPointer("/\(left)")?.value(in: .object([.init(right, .null)])) == nil)
        #expect(Permission("\(left)|GET") != Permission("\(right)|GET"))
    }

    @Test(arguments: lookalikes)
    func companiesAreFoundByTheBytesOfTheirIdentifiers(left: String, right: String) {
        let directory = CompanyDirectory(companies: [
            Company(resourceId: left, name: "One"), Company(resourceId: right, name: "Other"),
            Company(resourceId: "below", name: "Below", parent: right),
        ])
        #expect(directory.position(of: left) == 0)
        #expect(directory.position(of: right) == 1)
        #expect(directory.manages(reseller: 1, company: 2) && !directory.manages(reseller: 0, company: 2))
    }

    @Test(arguments: lookalikes)
    func aListOfIdentifiersHoldsThoseBytesOnly(left: String, right: String) throws {
        var company = Company(resourceId: "company", name: "Company", parent: "reseller")
        company.industry.resourceId = left
        let directory = CompanyDirectory(companies: [Company(resourceId: "reseller", name: "Reseller"), company])
        for (identifier, count) in [(left, 1), (right, 0), ("x,\(left)", 1)] {
            let body = searchBody(filter([("IndustryResourceId", "Include", identifier)]))
            let outcome = directory.search(body: body, caller: 0, now: DateTime("2026-03-01"), dates: .iso8601)
            #expect(try FoundPage(outcome).rows.count == count)
        }
    }

    @Test func lettersOfASCIIAloneHaveCases() {
        #expect("Contains".isExactlyIgnoringCase("cONTAINS"))
        #expect(!"É".isExactlyIgnoringCase("é"))
        #expect(!"[".isExactlyIgnoringCase("{") && !"@".isExactlyIgnoringCase("`"))
        #expect("ÀZ[".lowercasedASCII == "Àz[")
    }

    @Test func textsAreCutAtTheirBytes() {
        #expect("a/\u{301}b//".parts(separatedBy: "/") == ["a", "\u{301}b", "", ""])
        #expect("a|b|c".parts(separatedBy: "|", maximumSplits: 1) == ["a", "b|c"])
        #expect("".parts(separatedBy: "/") == [""])
        #expect("aé🎉".prefix(bytes: 7) == "aé🎉")
        #expect("aé🎉".prefix(bytes: 6) == "aé" && "aé🎉".prefix(bytes: 2) == "a" && "🎉".prefix(bytes: 0) == "")
        #expect("e\u{301}".startsExactly(with: "e") && "\u{301}".endsExactly(with: "\u{301}"))
        #expect(!"e".endsExactly(with: "ee") && "e".endsExactly(with: ""))
        #expect("e\u{301}x".containsExactly("\u{301}") && !"é".containsExactly("\u{301}"))
        #expect(" \ta b\t".trimmingBlanks() == "a b" && "\t ".trimmingBlanks() == "")
    }

    @Test func textsAreOrderedByTheirBytes() {
        #expect(
            ["b", "é", "a", "z", "", "ab"].map(ExactText.init).sorted().map(\.text) == ["", "a", "ab", "b", "z", "é"])
    }

    /// What a request says, with a text of somebody else's choice in each place.
    @Test(
        arguments: [
            #"{"pageNumber":1,"pageSize":10,"orderBy":"CompanyName@","ascending":true}"#,
            #"{"pageNumber":1,"pageSize":10,"orderBy":"@","ascending":"@"}"#,
            #"{"pageNumber":"@","pageSize":"1@","orderBy":"CompanyName","ascending":"true@"}"#,
            #"{"pageNumber":1,"pageSize":10,"orderBy":"CompanyName","pageNumber@":1,"@":2,"@":3}"#,
            #"{"pageNumber":1,"pageSize":10,"orderBy":"CompanyName","filter":{"condition":"AND@","searchInputTextValue":"@"}}"#,
        ]
            + [
                ("CompanyName@", "="), ("CompanyName", "=@"), ("@", "@"), ("CompanyName", "="), ("Tags", "Contains"),
                ("IndustryResourceId", "Include"), ("LicenceExpired", "="), ("TrainingConsumptionStatus", "Include"),
                ("CreateTime", "="), ("NumberOfUsers", "="), ("MonthlyActiveUser", "="),
            ].map { field, comparison in
                #"{"pageNumber":1,"pageSize":10,"orderBy":"CompanyName","ascending":true,"#
                    + filter([(field, comparison, "2026-01-01 10:00 AM@,true@,1@,@,@")]) + "}"
            })
    func searchesWithRunsOfCombiningMarksTakeLinearTime(template: String) throws {
        let directory = CompanyDirectory(companies: randomCompanies(20, seed: 7))
        try expectLinearTime { size in
            let text = template.replacingOccurrences(of: "@", with: combiningMarks(size))
            let body = Array(text.utf8)
            return {
                _ = directory.search(body: body, caller: 0, now: DateTime("2026-03-01"), dates: .iso8601)
            }
        }
    }

    @Test func valuesWithRunsOfCombiningMarksTakeLinearTime() throws {
        try expectLinearTime { size in
            let marks = combiningMarks(size)
            let document = JSONValue.object([.init("a\(marks)", .string(marks)), .init(marks, .null)])
            return {
                _ = JSONPointer("/\(marks)")?.value(in: document)
                _ = document == .object([.init("a\(marks)", .string("\(marks)x")), .init(marks, .null)])
                _ = Set([document, .string(marks)])
                _ = Permission("companies\(marks)|GET\(marks)") == .getCompany
                _ = AddressBlock("192.0.2.1/\(marks)") == nil && AddressBlock("::1")!.contains(marks)
                _ = DateTimeFormat.preferred(dateFormat: "dd/MM/yyyy\(marks)", timeFormat: marks)
                _ = DateTime.parse("2026-01-01 10:00 AM\(marks)")
                _ = YearMonth("2026-01\(marks)")
                _ = Spelling.nearest(to: marks, among: ["Name", marks])
                _ = SearchOperator(named: "=\(marks)")
                _ =
                    SearchField.names.sortable(named: "Tags\(marks)")
                    ?? SearchField.names.filterable(named: "Tags\(marks)")
            }
        }
    }
}
