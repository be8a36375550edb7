import HTTP1
import Logging
import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

/// Clients that take nothing but what the vendor's document promises read every answer of every bundled scenario; rules,
/// limits and outages aside, which are there to break them.
struct StrictClientTests {
    enum Reader: CaseIterable {
        /// Generated from the document, which forbids further members.
        case generated
        case generatedForNulls
        /// For which an optional member may be absent and never null.
        case neverNull
    }

    /// The document's schemas: the schema, a type, and the members that have it; those with a question mark may be null.
    private static let document = """
        Token string access_token token_type scope
        Token integer expires_in
        Token [string] permissions?
        TokenRefusal string error
        Refusal Nothing data
        Refusal string status message?
        Refusal [string] validationMessages?
        Found Page data
        Found string status message?
        Found [string] validationMessages?
        Page integer limitExceededCompanyCount pageNumber pageSize totalNumberOfPages totalNumberOfRecords
        Page [Row] results?
        Row string companyName? companyResourceId? resellerName? industryName? industryResourceId? licenseTypeName?
        Row string licenseTypeResourceId? numberOfUsers? licenseEndDate? createTime?
        Row boolean isNumberOfUsersLimited licenceExpired
        Row integer privacyDurationId targetUserCount deletedTargetUserCount inactiveTargetUserCount
        Row integer monthlyActiveUserCount
        Row [Row] children?
        Row [string] tags?
        Read Detail data
        Read string status message?
        Read [string] validationMessages?
        Detail string resourceId? name? description? industryResourceId? industryName? countryResourceId? countryName?
        Detail string countryCode? address? websiteUrl? logoUrl? licenseTypeResourceId? licenseTypeName?
        Detail string licensePeriodTypeResourceId? licensePeriodTypeName? licenseStartDate? licenseEndDate?
        Detail string notificationTemplateTypeResourceId? notificationTemplateTypeName? trainingContentTypeResourceId?
        Detail string trainingContentTypeName? smtpConfigurationTypeResourceId? smtpConfigurationTypeName?
        Detail string preferredLanguageTypeResourceId? preferredLanguageTypeName? releaseNotesUrl? statusName?
        Detail string timeZoneId? dateFormat? timeFormat?
        Detail boolean isNumberOfUsersLimited isVersionVisible isReleaseNotesVisible hasAgenticAILicense
        Detail integer numberOfUsers? parentId? baseManHourCost baseManHour statusId? targetUserCount
        Detail integer callBackNumberBookingCount?
        Detail [Group] companyGroups?
        Detail [string] licenseModules? tags?
        Group string resourceId? name?
        """

    private struct Member {
        var type: String
        var mayBeNull: Bool
    }

    private static let schemas: [String: [String: Member]] = document.split(separator: "\n").reduce(
        into: ["Nothing": [:]]
    ) { schemas, line in
        let words = line.split(separator: " ").map(String.init)
        for word in words.dropFirst(2) {
            let name = word.replacing("?", with: "")
            schemas[words[0], default: [:]][name] = Member(type: words[1], mayBeNull: name != word)
        }
    }

    /// What a reader finds wrong with a value.
    private func problems(_ value: JSONValue, _ type: String, _ reader: Reader, at path: String) -> [String] {
        switch (value, type) {
        case (.string, "string"), (.boolean, "boolean"): return []
        case (.number(let text), "integer"): return Int32(text) == nil ? ["\(path) is \(text)"] : []
        case (.array(let elements), _) where type.hasPrefix("["):
            return elements.enumerated().flatMap {
                problems($1, String(type.dropFirst().dropLast()), reader, at: "\(path)[\($0)]")
            }
        case (.object(let members), _):
            guard let schema = Self.schemas[type] else { return ["\(path) is an object"] }
            var found: [String] = []
            for (name, member) in schema {
                let path = "\(path).\(name)"
                switch members.first(where: { $0.name == name })?.value {
                case nil: if !member.mayBeNull { found.append("\(path) is absent") }
                case .null: if !member.mayBeNull || reader == .neverNull { found.append("\(path) is null") }
                case let value?: found += problems(value, member.type, reader, at: path)
                }
            }
            if reader != .neverNull {
                found += members.filter { schema[$0.name] == nil }.map { "\(path).\($0.name) is not known" }
            }
            return found
        default: return ["\(path) is no \(type)"]
        }
    }

    /// The bundled scenarios without what is there to break clients; of those that are alike then, the first.
    private static let scenarios: [Scenario] = {
        let now = WorldClock.systemNow()
        var different: [Scenario] = []
        for name in BundledScenarios.names {
            guard var scenario = ScenarioLoader.load(.bundled(name), now: now).scenario else { continue }
            (scenario.rules, scenario.rateLimit, scenario.outages) = ([], nil, [])
            scenario.clock.mode = .frozen
            let isKnown = different.contains {
                $0.companies == scenario.companies && $0.clients == scenario.clients && $0.roles == scenario.roles
                    && $0.behaviour == scenario.behaviour
            }
            if !isKnown { different.append(scenario) }
        }
        return different
    }()

    @Test func whatIsReadIsOfEveryKind() {
        let names = Self.scenarios.map(\.name)
        #expect(Set(["default", "empty", "expired-licences", "large", "over-limit", "pagination"]).isSubset(of: names))
    }

    @Test(arguments: scenarios.map(\.name), Reader.allCases)
    func everyAnswerIsRead(scenario name: String, by reader: Reader) throws {
        var scenario = try #require(Self.scenarios.first { $0.name == name })
        scenario.behaviour.searchItemNames = reader == .neverNull ? .both : .schema
        scenario.behaviour.nulls = reader == .generatedForNulls ? .write : .omit
        let mock = try Mock(scenario: scenario)
        func read(_ reply: Reply, _ types: [Int: String]) throws -> JSONValue {
            let type = try #require(types[reply.status], "\(reply.status)")
            let value = try JSONValue.read(reply.body)
            #expect(problems(value, type, reader, at: type).isEmpty)
            return value
        }
        for client in scenario.clients {
            let token = try mock.token(client.clientId, client.clientSecret)
            _ = try read(token, [200: "Token", 400: "TokenRefusal", 403: "Refusal"])
            guard token.status == 200 else { continue }
            let authorization = ["Authorization": "Bearer \(try token.member("access_token"))"]
            for clustered in [false, true] {
                let body = #"{"pageNumber":1,"pageSize":500,"orderBy":"CompanyName","isClustered":\#(clustered)}"#
                let headers = authorization.merging(["Content-Type": "application/json"]) { $1 }
                let page = try mock.send("POST", "/api/companies/search", headers, body: body)
                _ = try read(page, [200: "Found", 403: "Refusal"])
            }
            for company in scenario.companies.prefix(60) {
                let detail = try mock.send("GET", "/api/companies/\(company.resourceId)", authorization)
                _ = try read(detail, [200: "Read", 403: "Refusal"])
            }
            _ = try read(try mock.send("GET", "/api/companies/none", authorization), [403: "Refusal", 404: "Refusal"])
        }
    }
}
