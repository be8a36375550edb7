import Foundation
import HTTPTypes
import Testing

@testable import ContractSuite

/// What is replaced in a recording, and what is kept of it.
struct RecordingTests {
    // MARK: - Pseudonyms

    /// The vector of the paper's appendix.
    @Test func theHashIsSipHash() {
        let hash = KeyedHash(key: (0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908))
        #expect(hash((0..<15).map { UInt8($0) }) == 0xa129_ca61_49be_45e5)
    }

    @Test func theSameTextHasTheSamePseudonymOfItsKind() {
        var pseudonyms = Pseudonyms(KeyedHash(seed: 1), keepsIDs: false)
        let acme = pseudonyms.text("ACME LLC", .company)
        #expect(acme.wholeMatch(of: #/Company \d{6} Ltd/#) != nil)
        #expect(pseudonyms.text("ACME LLC", .text) == acme)
        #expect(pseudonyms.text("Other LLC", .company) != acme)
        #expect(pseudonyms.text("jo@acme.example", .company).wholeMatch(of: #/user-\d{6}@example\.com/#) != nil)
        #expect(pseudonyms.text("HTTPS://acme.example/x", .text).hasPrefix("https://site-"))
        #expect(pseudonyms.text("+90 (212) 555-12.34", .text).hasPrefix("+1 555 "))
        #expect(pseudonyms.text("", .company) == "")
        #expect(pseudonyms.isLeak("ACME LLC") && !pseudonyms.isLeak(acme) && !pseudonyms.isLeak("unseen"))
    }

    @Test func pseudonymsDoNotCollide() {
        var pseudonyms = Pseudonyms(KeyedHash(seed: 3), keepsIDs: false)
        #expect(Set((0..<5000).map { pseudonyms.text("name \($0)", .company) }).count == 5000)
    }

    @Test func namesCannotBeGuessedWithoutTheKey() {
        func pseudonym(_ seed: UInt64?) -> [String] {
            var pseudonyms = Pseudonyms(KeyedHash(seed: seed), keepsIDs: false)
            return [pseudonyms.text("ACME LLC", .company), pseudonyms.id("xC5kfGz7w2Nz")]
        }
        #expect(pseudonym(7) == pseudonym(7))
        #expect(pseudonym(7) != pseudonym(8))
        #expect(pseudonym(nil) != pseudonym(nil))
    }

    @Test func identifiersKeepTheirForm() {
        var others = Pseudonyms(KeyedHash(seed: 1), keepsIDs: false)
        let id = others.id("xC5kfGz7w2Nz")
        #expect(Pseudonyms.isIdentifier(id) && id != "xC5kfGz7w2Nz" && others.id("xC5kfGz7w2Nz") == id)
        var kept = Pseudonyms(KeyedHash(seed: 1), keepsIDs: true)
        #expect(kept.id("xC5kfGz7w2Nz") == "xC5kfGz7w2Nz")
        #expect(Pseudonyms.isIdentifier(kept.id("jo@acme.example")))
    }

    // MARK: - The allow-list

    private static func written(_ name: String, _ value: JSON) -> JSON? {
        var pseudonyms = Pseudonyms(KeyedHash(seed: 1), keepsIDs: false)
        _ = pseudonyms.text("Known Name", .company)
        guard let treatment = CompanyAllowList.members.first(where: { $0.name == name })?.treatment else { return nil }
        return CompanyAllowList.value(value, treatment, &pseudonyms, dates: RecordedDates(["14/06/2022 06:49"]))
    }

    @Test(arguments: [
        ("industryName", "Technology", "Technology"), ("timeZoneId", "GMT Standard Time", "GMT Standard Time"),
        ("licenseEndDate", "14/06/2022 06:49", "2022-06-14T06:49:00"), ("dateFormat", "MM/dd/yyyy", "MM/dd/yyyy"),
        ("countryResourceId", "6zXFfFGb1CLE", "6zXFfFGb1CLE"), ("licenseEndDate", "soon", nil),
        ("dateFormat", "Known Name", nil), ("countryResourceId", "jo@acme.example", nil),
    ])
    func whatIsKeptIsWhatTheMemberHolds(_ name: String, _ value: String, _ kept: String?) {
        #expect(Self.written(name, .string(value)) == kept.map { JSON.string($0) })
    }

    @Test(arguments: [
        ("industryName", "jo@acme.example"), ("industryName", "Known Name"), ("description", "Free text"),
        ("address", "1 Example Street, Istanbul"), ("websiteUrl", "acme.example"),
        ("logoUrl", "https://acme.example/l"),
    ])
    func whatMayTellSomethingIsReplaced(_ name: String, _ value: String) throws {
        let text = try #require(Self.written(name, .string(value))?.text)
        #expect(text != value && !text.isEmpty)
    }

    @Test func numbersAreReadFromTexts() {
        #expect(Self.written("numberOfUsers", "100") == 100)
        #expect(Self.written("numberOfUsers", "unlimited") == JSON?.none)
        #expect(Self.written("targetUserCount", -1) == JSON?.none)
        #expect(Self.written("isVersionVisible", "jo@acme.example") == JSON?.none)
    }

    /// Every member of rows and details is either listed or derived.
    @Test func theListKnowsEveryMemberOfTheSchema() {
        let listed = Set(CompanyAllowList.members.map(\.name)).union(CompanyAllowList.derived)
        let members = Set((SearchEnvelopeChecks.members + DetailChecks.members).map(\.name))
        #expect(members.subtracting(listed).isEmpty)
    }

    @Test func unknownValuesTellNothing() {
        var pseudonyms = Pseudonyms(KeyedHash(seed: 1), keepsIDs: false)
        let value: JSON = [
            "jo@acme.example": "Jo", "born": "14/06/1990", "made": "2020-02-03T04:05:06", "phone": 902_125_551_234,
            "is": true,
        ]
        let text = pseudonyms.unknown(value).serialized
        for original in ["acme", "\"Jo\"", "1990", "2020-02", "902125551234"] { #expect(!text.contains(original)) }
        #expect(text.contains("true") && text.contains("01/01/2000") && text.contains("2000-01-01T00:00:00"))
    }

    // MARK: - The scenario

    private static func base64URL(_ json: JSON) -> String { Base64URL.encode(Array(json.serialized.utf8)) }

    static func token(_ claims: JSON) -> String {
        "\(base64URL(["alg": "RS256"])).\(base64URL(claims)).c2lnbmF0dXJlLW9mLXRlc3Q"
    }

    static let claims: JSON = [
        "client_id": "S3CRETCLIENT0000000000", "user_company_resourceid": "h3VnQ6tYc8Ws",
        "user_company_name": "Hidden Reseller", "user_company_parentcompany_resourceid": "Kn2rTv8wX4yZ",
        "user_company_parentcompany_name": "Hidden Distribution", "role": "Reseller", "reseller_access": true,
    ]

    private static func exchange(
        _ method: String, _ path: String, _ fields: [(String, String)] = [], body: String = "", status: Int = 200,
        _ answer: JSON
    ) throws -> RecordedExchange {
        try #require(
            RecordedExchange(
                method: method, path: path, fields: fields.map { (name: $0.0, value: $0.1) }, body: Array(body.utf8),
                status: status,
                answerFields: [("Date", "Sun, 01 Mar 2026 09:15:00 GMT"), ("Content-Type", "application/json")],
                answer: Array(answer.serialized.utf8)))
    }

    /// What a target with surprises said.
    private static func recording() throws -> Recording {
        var recording = Recording()
        let token = token(claims)
        recording.add(
            try exchange(
                "POST", "/connect/token",
                body:
                    "grant_type=client_credentials&client_id=S3CRETCLIENT0000000000&client_secret=T0PS3CRET%2Fvalue00",
                ["access_token": .string(token), "expires_in": 1800, "refresh_token": "refresh-me-please"]))
        let bearer = [("Authorization", "Bearer \(token)")]
        let row: JSON = [
            "companyName": "Hidden Customer", "companyResourceId": "xC5kfGz7w2Nz", "resellerName": "Hidden Reseller",
            "industryName": "Mining", "isNumberOfUsersLimited": true, "numberOfUsers": "100", "targetUserCount": "12",
            "privacyDurationId": 1, "licenceExpired": false, "licenseEndDate": "2026-12-31T00:00:00",
            "createTime": "2025-01-02T03:04:05", "tags": ["hidden tag"], "deletedTargetUserCount": 0,
            "inactiveTargetUserCount": 0, "monthlyActiveUserCount": 0, "accountManager": "jo@hidden.example",
        ]
        recording.add(
            try exchange(
                "POST", "/api/companies/search", bearer, body: #"{"pageNumber":1}"#,
                ["data": ["results": [row]], "status": "SUCCESS", "message": nil]))
        recording.add(
            try exchange(
                "GET", "/gateway/API/Companies/zz", bearer, status: 404,
                ["data": [:], "status": "NOT_FOUND", "message": "No Hidden Customer here"]))
        recording.add(
            try exchange(
                "GET", "/api/system-users/me", bearer, ["data": ["email": "jo@hidden.example"], "status": "SUCCESS"]))
        return recording
    }

    @Test func nothingOfAnybodyIsWritten() throws {
        for keepsIDs in [false, true] {
            let scenario = try Self.recording().scenario(.init(keepsIDs: keepsIDs))
            let said = scenario.text + (scenario.notes + scenario.contradictions).joined()
            for original in ["Hidden", "hidden", "jo@", "S3CRET", "refresh-me", "eyJ", "No Hidden"] {
                #expect(!said.contains(original), "\(original)")
            }
            #expect(said.contains("xC5kfGz7w2Nz") == keepsIDs)
        }
    }

    @Test func whatWasSeenIsWritten() throws {
        let scenario = try Self.recording().scenario(.init(keepsIDs: true))
        let json = try JSONParser.parse(Array(scenario.text.utf8))
        #expect(
            json["behaviour"] == [
                "claimTypes": "native", "dates": "iso8601", "notFoundStatus": "NOT_FOUND",
                "nulls": "write", "searchItemNames": "schema",
            ])
        #expect(json["token"] == ["lifetime": "1800s"])
        #expect(json["clock"]?["now"] == "2026-03-01T09:15:00Z")
        let companies = json["companies"]?.elements ?? []
        #expect(companies.compactMap { $0["resourceId"]?.text } == ["Kn2rTv8wX4yZ", "h3VnQ6tYc8Ws", "xC5kfGz7w2Nz"])
        #expect(companies.map { $0["parent"] } == [.null, "Kn2rTv8wX4yZ", "h3VnQ6tYc8Ws"])
        let customer = try #require(companies.last)
        #expect(customer["numberOfUsers"] == 100 && customer["industryName"] == "Mining")
        #expect(customer["licenseTypeName"] == nil, "a row without a licence's name may have one in the detail")
        #expect(customer["extra"]?.names == ["accountManager"])
        #expect(customer["extra"]?["accountManager"]?.text?.hasSuffix("@example.com") == true)
    }

    /// Dates are shown as the caller's own company prefers, which no answer says.
    @Test func theFormOfDatesIsThatOfTheCallersCompany() throws {
        var recording = Recording()
        let row: JSON = [
            "companyResourceId": "xC5kfGz7w2Nz", "companyName": "Hidden", "createTime": "12/31/2025 06:49 PM",
            "licenseEndDate": "01/02/2027 12:00 AM",
        ]
        recording.add(
            try Self.exchange(
                "POST", "/api/companies/search", [("Authorization", "Bearer \(Self.token(Self.claims))")],
                ["data": ["results": [row]]]))
        let json = try JSONParser.parse(Array(try recording.scenario(.init(keepsIDs: true)).text.utf8))
        #expect(json["behaviour"]?["dates"] == "preferred")
        let companies = json["companies"]?.elements ?? []
        let own = companies.first { $0["resourceId"] == "h3VnQ6tYc8Ws" }
        #expect(own?["dateFormat"] == "MM/dd/yyyy" && own?["timeFormat"] == "12h")
        let customer = companies.first { $0["resourceId"] == "xC5kfGz7w2Nz" }
        #expect(customer?["createTime"] == "2025-12-31T18:49:00")
        #expect(customer?["licenseEndDate"] == "2027-01-02T00:00:00")
    }

    @Test func linesOfTheLedgerThatAreContradictedAreTold() throws {
        let lines = try Self.recording().scenario().contradictions
        #expect(lines.contains { $0.hasPrefix("token.no-refresh: ") })
        #expect(
            lines.contains {
                $0.hasPrefix("search.items: a member") && $0.hasSuffix("that the schema lacks (in 1 answer)")
            })
        #expect(lines.contains { $0.hasPrefix("search.items: targetUserCount is a string, not an integer") })
        for line in lines { #expect(FidelityLedger.entries.contains { line.hasPrefix("\($0.id): ") }, "\(line)") }
    }

    @Test func aRecordingOfNothingIsRefused() throws {
        var recording = Recording()
        #expect(throws: RecordingError.nothing(exchanges: 0)) { try recording.scenario() }
        recording.add(try Self.exchange("GET", "/index.html", [], ["data": "x"]))
        #expect(throws: RecordingError.nothing(exchanges: 1)) { try recording.scenario() }
    }

    /// A secret in a member that is kept is found before anything is written.
    @Test func aSecretInAnAnswerIsNotWritten() throws {
        var recording = try Self.recording()
        recording.add(
            try Self.exchange(
                "POST", "/api/lookups", [], ["data": [["genericCodeTypeId": 2, "name": "x S3CRETCLIENT0000000000"]]]))
        #expect(throws: RecordingError.leak("a secret")) { try recording.scenario() }
    }

    /// A target may say anything about who is above whom.
    @Test func companiesThatAreAboveThemselvesAreNot() throws {
        var recording = Recording()
        let node: (JSON, JSON) -> JSON = {
            ["resourceId": $0, "name": $0, "children": [["resourceId": $1, "name": $1, "children": []]]]
        }
        recording.add(try Self.exchange("GET", "/api/companies/my", [], ["data": [node("a", "b"), node("b", "a")]]))
        let json = try JSONParser.parse(Array(try recording.scenario().text.utf8))
        let companies = json["companies"]?.elements ?? []
        #expect(companies.count == 3)
        for company in companies {
            var (current, steps) = (company["resourceId"], 0)
            while let id = current, id != .null, steps <= companies.count {
                current = companies.first { $0["resourceId"] == id }?["parent"]
                steps += 1
            }
            #expect(steps <= companies.count)
        }
    }

    // MARK: - HAR

    private static func har(_ entry: String) -> [UInt8] {
        Array("{\"log\":{\"version\":\"1.2\",\"entries\":[\(entry)]}}".utf8)
    }

    @Test func aHARFileIsRead() throws {
        let answer: JSON = [
            "data": ["results": [["companyName": "Hidden Customer", "companyResourceId": "xC5kfGz7w2Nz"]]],
            "status": "SUCCESS",
        ]
        let base64 = Data(answer.serialized.utf8).base64EncodedString()
        let entry = """
            {"request":{"method":"GET","url":"https://cdn.example/logo.png","headers":[]},"response":{"status":200}},
            {"request":{"method":"POST","url":"https://api.example/v1/api/companies/search?x=1",
              "headers":[{"name":":path","value":"/x"},{"name":"Authorization","value":"Bearer \(Self.token(Self.claims))"}],
              "postData":{"mimeType":"application/json","text":"{}"}},
             "response":{"status":200,"headers":[],"content":{"text":"\(base64)","encoding":"base64"}}}
            """
        let recording = try HARFile.recording(Self.har(entry))
        #expect(recording.exchangeCount == 1 && recording.usedCount == 1)
        let json = try JSONParser.parse(Array(try recording.scenario(.init(keepsIDs: true)).text.utf8))
        #expect(json["companies"]?.elements?.last?["resourceId"] == "xC5kfGz7w2Nz")
        #expect(json["companies"]?.elements?.count == 3)
    }

    @Test(arguments: [
        ("[1,\n 2", "line 2, column 3: a comma or a bracket expected; this is no JSON"),
        ("[]", "log: expected an object, as HAR 1.2 has it at its top"),
        (#"{"log":{"entries":1}}"#, "log.entries: expected an array of exchanges"),
        (#"{"log":{"entries":[{}]}}"#, "log.entries[0].request: expected an object"),
        (
            #"{"log":{"entries":[{"request":{"method":"GET"},"response":{}}]}}"#,
            "log.entries[0].request.url: expected a text"
        ),
        (
            #"{"log":{"entries":[{"request":{"method":"GET","url":"/api/x"},"response":{"status":200,"content":{"text":"%","encoding":"base64"}}}]}}"#,
            "log.entries[0].response.content.text: expected Base64, as its encoding says"
        ),
        (
            #"{"log":{"entries":[{"request":{"method":"GET","url":"/api/x","headers":[1]},"response":{"status":200}}]}}"#,
            "log.entries[0].request.headers[0]: expected an object with the texts name and value"
        ),
    ])
    func whatIsNoHARIsToldWithItsPlace(_ text: String, _ message: String) {
        let error = #expect(throws: HARError.self) { try HARFile.recording(Array(text.utf8)) }
        #expect(error?.description == message)
    }
}
