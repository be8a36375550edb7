import Foundation
import Testing

@testable import ResellerAPI

struct TableTests {
    private struct Row: Resource {
        var resourceId: String
        var name: String?
        var count = 0
        var made = DateTime(year: 2026, month: 3, day: 1)!
    }

    private static let rows = [
        Row(resourceId: "b", name: "Beta", count: 10), Row(resourceId: "a", name: "alpha", count: 9),
        Row(resourceId: "d", name: nil, count: -1), Row(resourceId: "c", name: "ALPHA", count: 9),
    ]
    private static let search = TableSearch<Row>([
        .text("Name") { $0.name }, .number("Count") { $0.count }, .date("CreateTime") { $0.made },
        .identifier("Code") { $0.resourceId },
    ])

    private func found(_ order: String = "Name", ascending: Bool = true, filter: String = "null") throws -> String {
        let body =
            #"{"pageNumber":1,"pageSize":9,"orderBy":"\#(order)","ascending":\#(ascending),"filter":\#(filter)}"#
        var ids = ""
        let outcome = Self.search.answer(
            body: Array(body.utf8), rows: Self.rows, behaviour: Behaviour(), dates: .iso8601
        ) { row, writer in
            ids += row.resourceId
            writer.string(row.resourceId)
        }
        guard case .found = outcome else { return "\(outcome)" }
        return ids
    }

    private func item(_ field: String, _ comparison: String, _ value: String) -> String {
        #"{"filterGroups":[{"filterItems":[{"fieldName":"\#(field)","operator":"\#(comparison)","value":"\#(value)"}]}]}"#
    }

    @Test(arguments: [
        ("Name", true, "dacb"), ("name", false, "bcad"), ("Count", true, "dacb"), ("COUNT", false, "bacd"),
        ("CreateTime", false, "abcd"), ("Code", false, "dcba"),
    ])
    func rowsAreSortedAndEqualOnesFollowTheirIdentifiers(_ order: String, _ ascending: Bool, _ ids: String) throws {
        #expect(try found(order, ascending: ascending) == ids)
    }

    @Test(arguments: [
        ("Name", "Contains", "LPH", "ac"), ("Name", "=", "Alpha", "ac"), ("Name", "!=", "alpha", "db"),
        ("Count", ">=", "9", "acb"), ("Count", "Contains", "1", "db"), ("CreateTime", "=", "2026-03-01", "dacb"),
        ("CreateTime", "Contains", "2026-03", "dacb"), ("Code", "Include", "a, b", "ab"), ("Code", "Include", "A", ""),
        ("Code", "Contains", "A", "a"), ("name", "contains", "", "dacb"),
    ])
    func itemsFilter(_ field: String, _ comparison: String, _ value: String, _ ids: String) throws {
        #expect(try found(filter: item(field, comparison, value)) == ids)
    }

    @Test func groupsCombineAndFreeTextLooksAtTexts() throws {
        #expect(try found(filter: #"{"searchInputTextValue":"bet"}"#) == "b")
        let any =
            #"{"filterGroups":[{"condition":"or","filterItems":[{"fieldName":"Code","operator":"Include","value":"b"},{"fieldName":"Count","operator":"<","value":"0"}]}]}"#
        #expect(try found(filter: any) == "db")
    }

    @Test func unknownNamesAreInvalid() throws {
        #expect(try found("Nam").contains("orderBy must be one of Name, Count, CreateTime, Code"))
        #expect(try found(filter: item("Nme", "=", "x")).contains("did you mean \\\"Name\\\"?"))
        #expect(try found(filter: item("Name", ">", "x")).contains("for Name"))
    }

    @Test func tablesKeepTheOrderOfCreation() {
        var table = Table(Self.rows)
        let before = table
        table["a"]?.count = 1
        table["e"] = Row(resourceId: "e")
        table["b"] = nil
        table["x"] = nil
        #expect(table.all.map(\.resourceId) == ["a", "d", "c", "e"])
        #expect(table["a"]?.count == 1 && table["b"] == nil && table["e"] != nil)
        #expect(before.all.map(\.resourceId) == ["b", "a", "d", "c"] && before["a"]?.count == 9)
    }
}
