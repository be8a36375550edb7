import ResellerAPI
import Testing

@Suite struct SearchRequestTests {
    static let directory = CompanyDirectory(companies: randomCompanies(30, seed: 41))
    static let fields =
        "CompanyName, ResellerName, IndustryName, IndustryResourceId, LicenseTypeName, LicenseTypeResourceId, "
        + "ModuleResourceId, TargetUserCount, NumberOfUsers, Tags, LicenseEndDate, CreateTime, LicenceExpired, "
        + "MonthlyActiveUser, MonthlyActiveUserCount, InactiveTargetUserCount, DeletedTargetUserCount, "
        + "EnrolledVendorNames, MonthlyEnrolled, MonthlyConsumption, TrainingVendorId, TrainingEnrolledMonth, TrainingConsumptionMonth, "
        + "TrainingConsumptionStatus"
    static let sortable =
        "CompanyName, ResellerName, IndustryName, LicenseTypeName, TargetUserCount, NumberOfUsers, Tags, "
        + "LicenseEndDate, CreateTime"
    static let pageSizeMessage = "Value of the property PageSize must be between 1 and 99999"

    private func outcome(_ body: String, _ behaviour: Behaviour? = nil) -> SearchOutcome {
        let directory =
            behaviour.map { CompanyDirectory(companies: [Company(resourceId: "a", name: "A")], behaviour: $0) }
        return (directory ?? Self.directory).search(
            body: Array(body.utf8), caller: 0, now: DateTime("2026-03-01"), dates: .iso8601)
    }

    private func isFound(_ body: String) -> Bool {
        if case .found = outcome(body) { true } else { false }
    }

    // MARK: What is accepted

    @Test(arguments: [
        #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","ascending":false}"#,
        #"{"PageNumber":1,"PAGESIZE":10,"orderby":"createTIME","Ascending":false}"#,
        #"{"pageNumber":"1","pageSize":" +10 ","orderBy":"CreateTime","ascending":"True"}"#,
        #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","ascending":1,"isClustered":0}"#,
        #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","ascending":" FALSE "}"#,
        #"{"pageNumber":1,"pageSize":99999,"orderBy":"CreateTime","foo":{"bar":[1]},"reportAllPages":true}"#,
        #"{"pageNumber":0,"pageSize":10,"orderBy":"CreateTime","PAGENUMBER":1}"#,
        #"{"pageNumber":2147483647,"pageSize":1,"orderBy":"CreateTime"}"#,
        #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","filter":null}"#,
        #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","filter":{"SEARCHINPUTTEXTVALUE":7}}"#,
        #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","filter":{"filterGroups":[{"filterItems":[{"FieldName":"TargetUserCount","operator":">=","VALUE":5,"customFieldName":null,"dataType":{}}]}]}}"#,
        #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","filter":{"filterGroups":[{"filterItems":[{"FieldName":"LicenceExpired","operator":"=","VALUE":true}]}]}}"#,
    ])
    func bindingIsAsLenientAsThePlatforms(body: String) {
        #expect(isFound(body), "\(outcome(body))")
    }

    @Test(arguments: [
        "// a\n{%}", "{%,}", "/* a\n* / */ {%} // b",
        "{'pageNumber':1,/**/'pageSize' /* ' */ : 1,'orderBy':'CreateTime',}",
        "{%,'x':1}", #"{%,"x":'1'}"#, #"{%,"x":[1,]}"#, #"{%,"filter":{"filterGroups":[{"filterItems":[],},],}}"#,
        #"{%,"filter":{'SearchInputTextValue':'\'"',}}"#,
    ])
    func jsonIsReadAsThePlatformReadsItUnlessStrict(body: String) {
        let body = body.replacing("%", with: #""pageNumber":1,"pageSize":1,"orderBy":"CreateTime""#)
        #expect(isFound(body), "\(outcome(body))")
        var behaviour = Behaviour()
        behaviour.jsonBodies = .strict
        guard case .invalid(let messages) = outcome(body, behaviour) else {
            Issue.record("taken")
            return
        }
        #expect(messages.count == 1 && messages[0].hasPrefix("The request body is not valid JSON: line"))
    }

    @Test(arguments: [
        ("{/ a}", "line 1, column 2: expected a comment, whole, found \"/\""),
        ("/* é\n *", "line 2, column 3: expected a comment, whole, found the end of the text"),
        ("{,}", "line 1, column 2: expected a member name in double quotes, found \",\""),
        ("{'a':1,,}", "line 1, column 8: expected a member name in double quotes, found \",\""),
        ("['a\"]", "line 1, column 6: expected a quote that ends the string, found the end of the text"),
        (#"["\'"]"#, #"line 1, column 3: unknown escape; known are \" \\ \/ \b \f \n \r \t and \u with four digits"#),
        ("{a:1}", "line 1, column 2: expected a member name in double quotes, found \"a\""),
        ("[1] // é\n,", "line 2, column 1: expected the end of the text, found \",\""),
    ])
    func whatNoReaderTakesIsRefused(body: String, problem: String) {
        #expect(outcome(body) == .invalid(["The request body is not valid JSON: \(problem)"]))
    }

    @Test func theLastOfRepeatedMembersWins() throws {
        let body = #"{"pageNumber":9,"PageNumber":1,"pageSize":10,"orderBy":"CreateTime","pagesize":5}"#
        let page = try FoundPage(outcome(body))
        #expect(page.number("pageNumber") == 1)
        #expect(page.number("pageSize") == 5)
    }

    // MARK: What is refused

    @Test(arguments: [
        ("[]", "The request body must be a JSON object, but is an array"),
        ("null", "The request body must be a JSON object, but is null"),
        ("\"x\"", "The request body must be a JSON object, but is \"x\""),
        (
            "{",
            "The request body is not valid JSON: line 1, column 2: expected a member name in double quotes, found the end of the text"
        ),
        (
            "{\"pageNumber\": 1,\n \"pageSize\" 10}",
            "The request body is not valid JSON: line 2, column 13: expected \":\" after the member name, found \"1\""
        ),
    ])
    func aBodyThatIsNoObjectIsRefused(body: String, message: String) {
        #expect(outcome(body) == .invalid([message]))
    }

    @Test(arguments: [
        ("pageNumber", "0", "pageNumber must be 1 or greater, but is 0"),
        ("pageNumber", "-3", "pageNumber must be 1 or greater, but is -3"),
        ("pageNumber", "null", "pageNumber must be an integer, but is null"),
        ("pageNumber", "1.0", "pageNumber must be an integer, but is 1.0"),
        ("pageNumber", "1e2", "pageNumber must be an integer, but is 1e2"),
        ("pageNumber", "true", "pageNumber must be an integer, but is true"),
        ("pageNumber", "\"\"", "pageNumber must be an integer, but is \"\""),
        ("pageNumber", "\"1.5\"", "pageNumber must be an integer, but is \"1.5\""),
        ("pageNumber", "\"one\"", "pageNumber must be an integer, but is \"one\""),
        ("pageNumber", "[1]", "pageNumber must be an integer, but is an array"),
        (
            "pageNumber", "2147483648",
            "pageNumber must be between -2147483648 and 2147483647, but is 2147483648"
        ),
        ("pageSize", "0", pageSizeMessage), ("pageSize", "100000", pageSizeMessage),
        ("pageSize", "-1", pageSizeMessage),
        ("pageSize", "null", "pageSize must be an integer, but is null"),
        ("pageSize", "{}", "pageSize must be an integer, but is an object"),
        ("orderBy", "null", "orderBy must be one of \(sortable), but is null"),
        ("orderBy", "\"\"", "orderBy must be one of \(sortable), but is \"\""),
        ("orderBy", "\" \"", "orderBy must be one of \(sortable), but is \" \""),
        (
            "orderBy", "\"CreatTime\"",
            "orderBy must be one of \(sortable), but is \"CreatTime\" (did you mean \"CreateTime\"?)"
        ),
        ("orderBy", "\"MonthlyActiveUser\"", "orderBy must be one of \(sortable), but is \"MonthlyActiveUser\""),
        ("orderBy", "7", "orderBy must be one of \(sortable), but is 7"),
        ("orderBy", "[]", "orderBy must be a string, but is an array"),
        ("ascending", "null", "ascending must be true or false, but is null"),
        ("ascending", "\"yes\"", "ascending must be true or false, but is \"yes\""),
        ("ascending", "\"\"", "ascending must be true or false, but is \"\""),
        ("isClustered", "[]", "isClustered must be true or false, but is an array"),
        (
            "isTargetUserCountExceededLimit", "{}",
            "isTargetUserCountExceededLimit must be true or false, but is an object"
        ),
        ("filter", "[]", "filter must be an object, but is an array"),
        ("filter", "\"x\"", "filter must be an object, but is \"x\""),
        ("filter", #"{"condition":"XOR"}"#, "filter.condition must be AND or OR, but is \"XOR\""),
        ("filter", #"{"condition":{}}"#, "filter.condition must be a string, but is an object"),
        ("filter", #"{"searchInputTextValue":[]}"#, "filter.searchInputTextValue must be a string, but is an array"),
        ("filter", #"{"filterGroups":{}}"#, "filter.filterGroups must be an array, but is an object"),
        ("filter", #"{"filterGroups":[null]}"#, "filter.filterGroups[0] must be an object, but is null"),
        (
            "filter", #"{"filterGroups":[{},{"filterItems":[1]}]}"#,
            "filter.filterGroups[1].filterItems[0] must be an object, but is 1"
        ),
        (
            "filter", #"{"filterGroups":[{"filterGroups":[{"condition":"or"},{"condition":"nor"}]}]}"#,
            "filter.filterGroups[0].filterGroups[1].condition must be AND or OR, but is \"nor\""
        ),
    ])
    func aMemberThatIsWrongIsNamed(member: String, value: String, message: String) {
        let members = ["pageNumber": "1", "pageSize": "10", "orderBy": "\"CreateTime\""]
            .merging([member: value]) { $1 }
        let body = "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        #expect(outcome(body) == .invalid([message]))
    }

    @Test(arguments: [
        (
            #""fieldName":"CompanyNme","operator":"=","value":"x""#,
            ["fieldName must be one of \(fields), but is \"CompanyNme\" (did you mean \"CompanyName\"?)"]
        ),
        (#""operator":"=","value":"x""#, ["fieldName must be one of \(fields), but is missing"]),
        (
            #""fieldName":"CompanyName","value":"x""#,
            ["operator must be one of Contains, =, != for CompanyName, but is missing"]
        ),
        (
            #""fieldName":"CompanyName","operator":">","value":"x""#,
            ["operator must be one of Contains, =, != for CompanyName, but is \">\""]
        ),
        (
            #""fieldName":"IndustryResourceId","operator":"Inclde","value":"x""#,
            ["operator must be Include for IndustryResourceId, but is \"Inclde\" (did you mean \"Include\"?)"]
        ),
        (
            #""fieldName":"LicenseEndDate","operator":"!=","value":"2026-03-01""#,
            ["operator must be one of Contains, =, >, >=, <, <= for LicenseEndDate, but is \"!=\""]
        ),
        (
            #""fieldName":"NumberOfUsers","operator":">","value":"5""#,
            ["operator must be one of Contains, =, !=, >=, <= for NumberOfUsers, but is \">\""]
        ),
        (
            #""fieldName":"MonthlyActiveUser","operator":"Contains","value":"x""#,
            ["operator must be = for MonthlyActiveUser, but is \"Contains\""]
        ),
        (
            #""fieldName":"TargetUserCount","operator":">","value":"1.5""#,
            ["value must be an integer for TargetUserCount, but is \"1.5\""]
        ),
        (
            #""fieldName":"TargetUserCount","operator":"=""#,
            ["value must be an integer for TargetUserCount, but is missing"]
        ),
        (
            #""fieldName":"TargetUserCount","operator":"=","value":"99999999999999999999""#,
            ["value must be an integer for TargetUserCount, but is \"99999999999999999999\""]
        ),
        (
            #""fieldName":"NumberOfUsers","operator":">=","value":"many""#,
            ["value must be an integer for NumberOfUsers, but is \"many\""]
        ),
        (
            #""fieldName":"CreateTime","operator":">=","value":"31/31/2026""#,
            [
                "value must be a date such as 2026-03-31, 2026-03-31T09:15:00 or 31/03/2026 09:15 for CreateTime, "
                    + "but is \"31/31/2026\""
            ]
        ),
        (
            #""fieldName":"LicenceExpired","operator":"=","value":"1""#,
            ["value must be true or false for LicenceExpired, but is \"1\""]
        ),
        (
            #""fieldName":"MonthlyActiveUser","operator":"=","value":"2026-13""#,
            ["value must be a month such as 2026-03 for MonthlyActiveUser, but is \"2026-13\""]
        ),
        (
            #""fieldName":"TrainingConsumptionStatus","operator":"Include","value":"1,3""#,
            ["value must be 1, 2 or 1,2 for TrainingConsumptionStatus, but is \"1,3\""]
        ),
        (
            #""fieldName":"CompanyName","operator":"=","value":{}"#,
            ["value must be a string, but is an object"]
        ),
        (
            #""fieldName":["CompanyName"],"operator":"like","value":[],"customFieldName":{}"#,
            [
                "fieldName must be a string, but is an array",
                "operator must be one of Contains, =, !=, >, >=, <, <=, Include, but is \"like\"",
                "customFieldName must be a string, but is an object", "value must be a string, but is an array",
            ]
        ),
    ])
    func anItemThatIsWrongIsNamed(members: String, messages: [String]) {
        let body =
            #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","filter":{"filterGroups":[{"filterItems":[{\#(members)}]}]}}"#
        #expect(outcome(body) == .invalid(messages.map { "filter.filterGroups[0].filterItems[0].\($0)" }))
    }

    @Test func everythingThatIsWrongIsReportedAtOnce() {
        let body = #"""
            {"pageNumer": 1, "ascending": "maybe", "filter": {"condition": "NOT", "filterGroup": [], "filterGroups": [
                {"filterItems": [{"fieldName": "Foo", "operator": "=", "value": "x"},
                                 {"fieldNam": "Tags", "operator": "~", "value": "x"}]}]}}
            """#
        #expect(
            outcome(body)
                == .invalid([
                    "pageNumber must be 1 or greater, but is missing",
                    Self.pageSizeMessage,
                    "orderBy must be one of \(Self.sortable), but is missing",
                    "ascending must be true or false, but is \"maybe\"",
                    "filter.condition must be AND or OR, but is \"NOT\"",
                    "filter.filterGroups[0].filterItems[0].fieldName must be one of \(Self.fields), but is \"Foo\"",
                    "filter.filterGroups[0].filterItems[1].fieldName must be one of \(Self.fields), but is missing",
                    "filter.filterGroups[0].filterItems[1].operator must be one of Contains, =, !=, >, >=, <, <=, "
                        + "Include, but is \"~\"",
                    "filter.filterGroups[0].filterItems[1].fieldNam was ignored (did you mean \"fieldName\"?)",
                    "pageNumer was ignored (did you mean \"pageNumber\"?)",
                ]))
    }

    @Test func longTextsAreCutInMessages() {
        let body = #"{"pageNumber":1,"pageSize":10,"orderBy":"\#(String(repeating: "é", count: 100_000))"}"#
        #expect(
            outcome(body)
                == .invalid([
                    "orderBy must be one of \(Self.sortable), but is \"\(String(repeating: "é", count: 60))…\""
                ]))
    }

    @Test func manyMessagesAreCut() {
        let items = Array(repeating: "{}", count: 200).joined(separator: ",")
        let body =
            #"{"pageNumber":1,"pageSize":10,"orderBy":"Tags","filter":{"filterGroups":[{"filterItems":[\#(items)]}]}}"#
        guard case .invalid(let messages) = outcome(body) else {
            Issue.record("accepted")
            return
        }
        #expect(messages.count == 101)
        #expect(messages.last == "… and 300 more")
    }

    @Test func filterItemsAreBoundedInNumber() {
        let item = #"{"fieldName":"CompanyName","operator":"Contains","value":"a"}"#
        let body = { (count: Int) in
            let group = #"{"filterItems":[\#(Array(repeating: item, count: count / 2).joined(separator: ","))]}"#
            return #"{"pageNumber":1,"pageSize":10,"orderBy":"Tags","filter":{"filterGroups":[\#(group),\#(group)]}}"#
        }
        #expect(isFound(body(500)))
        #expect(outcome(body(502)) == .invalid(["filter may have at most 500 filterItems, but has 502"]))
    }

    @Test func groupsAreBoundedInDepth() {
        let body = { (depth: Int) in
            let group = String(repeating: #"{"filterGroups":["#, count: depth) + String(repeating: "]}", count: depth)
            return #"{"pageNumber":1,"pageSize":10,"orderBy":"Tags","filter":\#(group)}"#
        }
        #expect(isFound(body(15)))
        guard case .invalid(let messages) = outcome(body(16)) else {
            Issue.record("accepted")
            return
        }
        #expect(messages.count == 1)
        #expect(messages[0].hasSuffix("arrays and objects may be nested 32 deep, this one is deeper"))
    }

    // MARK: Behaviour

    @Test(arguments: [("", "missing"), (#","filter":null"#, "null"), (#","filter":"""#, "\"\"")])
    func aMissingFilterIsRefusedWhenSoDecided(rest: String, description: String) {
        let body = #"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime"\#(rest)}"#
        #expect(isFound(body))
        var behaviour = Behaviour()
        behaviour.nullFilter = .reject
        #expect(outcome(body, behaviour) == .invalid(["filter must be an object, but is \(description)"]))
    }

    @Test func renewalDateIsRefusedWhereSoDecided() {
        var behaviour = Behaviour()
        behaviour.renewalDateSort = .reject
        let outcome = CompanyDirectory(companies: randomCompanies(3, seed: 42), behaviour: behaviour).search(
            body: searchBody(order: "RenewalDate"), caller: 0, now: DateTime("2026-03-01"), dates: .iso8601)
        #expect(
            outcome
                == .invalid([
                    "orderBy must be one of \(Self.sortable), but is \"RenewalDate\" (did you mean \"LicenseEndDate\"?)"
                ]))
    }

    @Test func renewalDateSortsByLicenseEndDate() throws {
        let directory = CompanyDirectory(companies: randomCompanies(30, seed: 42))
        let names = try ["renewaldate", "LicenseEndDate"].map { order in
            let outcome = directory.search(
                body: searchBody(order: order), caller: 0, now: DateTime("2026-03-01"), dates: .iso8601)
            return try FoundPage(outcome).identifiers
        }
        #expect(names[0] == names[1])
    }

    // MARK: Hostile bodies

    static let good = Array(
        #"{"pageNumber":1,"pageSize":"10","orderBy":"CompanyName","ascending":true,"filter":{"Condition":"AND","SearchInputTextValue":"\u00e9\ud83c\udf89","FilterGroups":[{"Condition":"OR","FilterItems":[{"FieldName":"CreateTime","Operator":">=","Value":"01/03/2026 09:15"},{"FieldName":"Tags","Operator":"!=","Value":"x"}],"FilterGroups":[]}]}}"#
            .utf8)

    @Test func everyTruncationOfABodyIsRefused() {
        for length in 1..<Self.good.count {
            let outcome = Self.directory.search(
                body: Array(Self.good[..<length]), caller: 0, now: DateTime("2026-03-01"), dates: .iso8601)
            guard case .invalid(let messages) = outcome else {
                Issue.record("\(length) bytes: \(outcome)")
                return
            }
            #expect(messages.count == 1)
        }
        #expect(isFound(text(Self.good)))
    }

    @Test func damagedBodiesAreAnsweredOneWayOrTheOther() {
        var random = SeededGenerator(seed: 43)
        var counts = (found: 0, invalid: 0)
        for _ in 0..<1500 {
            var body = Self.good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<body.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &random)
                case 1: body.remove(at: place)
                case 2: body.insert(#"{}[]":,\0129-.e nulltrue"#.utf8.randomElement(using: &random)!, at: place)
                default:
                    let end = min(body.count, place + Int.random(in: 0...40, using: &random))
                    body.insert(contentsOf: body[place..<end], at: Int.random(in: 0...body.count, using: &random))
                }
            }
            switch Self.directory.search(body: body, caller: 0, now: DateTime("2026-03-01"), dates: .iso8601) {
            case .found: counts.found += 1
            case .invalid(let messages):
                counts.invalid += 1
                #expect(!messages.isEmpty)
            case .empty, .tooMuchWork: Issue.record("\(text(body)) is not empty and takes little")
            }
        }
        #expect(counts.found > 30 && counts.invalid > 500)
    }
}

@Suite struct SpellingTests {
    @Test(arguments: [
        ("CompanyNme", "CompanyName"), ("companyname", "CompanyName"), ("CompnayName", "CompanyName"), ("tag", "Tags"),
        ("LicenseExpired", "LicenceExpired"), ("createtme", "CreateTime"), ("Industry", "IndustryName"),
    ])
    func nearNamesAreFound(name: String, expected: String) {
        #expect(Spelling.nearest(to: name, among: SearchField.allCases.map(\.rawValue)) == expected)
    }

    @Test(arguments: ["", "x", "Foo", "Name", String(repeating: "a", count: 100_000)])
    func farNamesAreNot(name: String) {
        #expect(Spelling.nearest(to: name, among: SearchField.allCases.map(\.rawValue)) == nil)
    }

    @Test func theFirstOfEquallyNearNamesWins() {
        #expect(Spelling.nearest(to: "cat", among: ["hat", "bat"]) == "hat")
        #expect(Spelling.nearest(to: "cat", among: []) == nil)
        #expect(Spelling.nearest(to: "b", among: ["a"]) == nil)
    }
}
