import Testing

@testable import ResellerAPI

struct RequestMembersTests {
    private func messages(_ read: (inout RequestMembers) -> Void, _ json: String) throws -> [String] {
        var members = try RequestMembers(json: Array(json.utf8), behaviour: Behaviour())
        read(&members)
        do throws(InvalidRequest) { try members.finish() } catch { return error.messages }
        return []
    }

    @Test func valuesAreConvertedAsThePlatformDoes() throws {
        var members = try RequestMembers(
            json: Array(
                #"{"NAME":7,"count":"12","flag":"True","list":["a",1],"date":"31/03/2026","gone":null}"#.utf8),
            behaviour: Behaviour())
        #expect(members.text(required: "name") == "7")
        #expect(members.integer("Count", in: 0...20) == 12)
        #expect(members.boolean("flag") && !members.boolean("other"))
        #expect(members.texts("list") == ["a", "1"])
        #expect(members.date("date", order: .dayMonthYear) == DateTime(year: 2026, month: 3, day: 31))
        #expect(members.text("gone") == nil && members.texts("gone") == nil && !members.has("gone"))
        #expect(throws: Never.self) { try members.finish() }
    }

    @Test func formsHaveRepeatedFieldsAndEmptyOnesAreNone() throws {
        var members = RequestMembers(form: [
            ("name", "first"), ("Name", "second"), ("Tags", "a"), ("tags", ""), ("TAGS", "b"), ("count", ""),
            ("text", ""),
        ])
        #expect(members.text(required: "NAME") == "first")
        #expect(members.texts("tags") == ["a", "b"])
        #expect(members.integer("count", in: 1...2) == nil && members.text("text") == nil)
        #expect(throws: Never.self) { try members.finish() }
    }

    @Test func everyMistakeIsToldAndMisspeltNamesAreFound() throws {
        let found = try messages(
            {
                _ = $0.text(required: "name", most: 4)
                _ = $0.text(required: "title")
                _ = $0.integer("count", in: 1...12)
                _ = $0.texts("list")
                _ = $0.date("date", order: .dayMonthYear)
                _ = $0.choice(required: "format", of: ["24h", "12h"])
                $0.add("as the vendor says it")
            }, #"{"name":"ACME LLC","titel":"x","count":13,"list":[null],"date":"soon","format":"am"}"#)
        #expect(
            found == [
                "name must have at most 4 characters, but is \"ACME LLC\"", "title must not be empty, but is missing",
                "count must be between 1 and 12, but is 13", "list must not have null in it, but is an array",
                "date must be a date such as 2026-03-31 or 2026-03-31T09:15:00, but is \"soon\"",
                "format must be one of 24h, 12h, but is \"am\"", "as the vendor says it",
                "titel was ignored (did you mean \"title\"?)",
            ])
    }

    @Test(arguments: ["", " ", "[]", "{", "1"])
    func whatIsNoObjectIsRefused(_ body: String) {
        #expect(throws: InvalidRequest.self) { try RequestMembers(json: Array(body.utf8), behaviour: Behaviour()) }
    }
}
