import ResellerAPI
import Testing

@testable import Scenarios

/// Entries of lists in scenarios that extend others.
struct MergingTests {
    private static let base = """
        {"version": 1, "clock": {"now": "2026-03-01T09:00:00Z"},
         "roles": [{"name": "Auditor", "description": "d", "permissions": ["companies/search|POST"]}],
         "clients": [{"clientId": "one", "clientSecret": "a", "name": "One", "company": "aaaaaaaaaaaa"}],
         "companies": [{"resourceId": "aaaaaaaaaaaa", "name": "A"}, {"resourceId": "bbbbbbbbbbbb", "name": "B", "parent": "aaaaaaaaaaaa"}],
         "groups": [{"name": "Pilots", "owner": "aaaaaaaaaaaa", "createTime": "2026-01-01"},
          {"resourceId": "groupgroup01", "name": "Others", "owner": "aaaaaaaaaaaa"}],
         "rules": [{"name": "r", "when": {"path": "/connect/token"}, "then": {"answer": {"status": 503}}}],
         "users": [{"resourceId": "useruser0001", "email": "a@x.example", "firstName": "Ada", "lastName": "A", "company": "aaaaaaaaaaaa"},
          {"email": "a@x.example", "firstName": "Bea", "lastName": "B", "company": "bbbbbbbbbbbb", "status": "Inactive"}],
         "scim": [{"name": "Dir", "company": "aaaaaaaaaaaa", "token": "t", "groupName": "G"},
          {"name": "Dir", "company": "bbbbbbbbbbbb", "token": "u"}],
         "lookups": [{"genericCodeTypeId": 2, "name": "Mining", "code": "M", "resourceId": "mining"},
          {"genericCodeTypeId": 40, "name": "Mining", "code": "N"}]}
        """

    private func extended(_ members: String) throws -> (scenario: Scenario?, diagnostics: [String]) {
        let folder = try TemporaryFolder([
            "base.json": Self.base, "own.json": #"{"version": 1, "extends": "base.json", \#(members)}"#,
        ])
        return (folder.load("own.json").scenario, folder.diagnostics("own.json"))
    }

    private func scenario(_ members: String) throws -> Scenario {
        let (scenario, diagnostics) = try extended(members)
        #expect(diagnostics == [])
        return try #require(scenario)
    }

    @Test func usersAreTheSameByTheirIDOrTheirAddress() throws {
        let byID = try scenario(#""users": [{"resourceId": "useruser0001", "email": "new@x.example"}]"#)
        #expect(byID.users.map(\.email) == ["new@x.example", "a@x.example"])
        #expect(byID.users.map(\.firstName) == ["Ada", "Bea"])
        let byAddress = try scenario(#""users": [{"email": "a@x.example", "lastName": "Z"}]"#)
        #expect(byAddress.users.map(\.lastName) == ["Z", "B"], "the first one")
        let ofCompany = try scenario(
            #""users": [{"email": "a@x.example", "company": "bbbbbbbbbbbb", "lastName": "Z"}]"#)
        #expect(ofCompany.users.map(\.lastName) == ["A", "Z"])
        #expect(!ofCompany.users[1].isActive && ofCompany.users[1].firstName == "Bea")
        let another = try scenario(
            #""users": [{"email": "c@x.example", "company": "bbbbbbbbbbbb", "firstName": "C", "lastName": "C"}]"#)
        #expect(another.users.map(\.firstName) == ["Ada", "Bea", "C"])
    }

    @Test func settingsOfDirectoriesAreTheSameByTheirIDOrTheirName() throws {
        let settings = try scenario(
            #""scim": [{"name": "Dir", "company": "bbbbbbbbbbbb", "groupName": "H"}, {"name": "Dir", "syncPlatformGroup": true}]"#
        ).scim
        #expect(settings.map(\.groupName) == ["G", "H"])
        #expect(settings.map(\.token) == ["t", "u"])
        #expect(settings.map(\.synchronizesGroups) == [true, false])
    }

    @Test func lookupsAreTheSameByTheirIDOrTheirListAndName() throws {
        let byName = try scenario(#""lookups": [{"genericCodeTypeId": 40, "name": "Mining", "description": "d"}]"#)
        #expect(byName.lookups.map(\.description) == [nil, "d"])
        #expect(byName.lookups.map(\.code) == ["M", "N"])
        let byID = try scenario(#""lookups": [{"resourceId": "mining", "name": "Quarrying"}]"#)
        #expect(byID.lookups.map(\.name) == ["Quarrying", "Mining"])
        #expect(byID.lookups[0].typeId == 2 && byID.lookups[0].code == "M")
    }

    @Test func groupsAreTheSameByTheirIDOrTheirName() throws {
        let groups = try scenario(
            #""groups": [{"name": "Pilots", "createTime": "2026-02-01"}, {"resourceId": "groupgroup01", "name": "New"}]"#
        ).groups
        #expect(groups.map(\.name) == ["Pilots", "New"])
        #expect(groups[0].createTime == DateTime(unixSeconds: 1_769_904_000))
        #expect(groups.map(\.owner) == ["aaaaaaaaaaaa", "aaaaaaaaaaaa"])
    }

    @Test func clientsRolesAndRulesKeepWhatIsNotNamed() throws {
        let own = try scenario(
            #""clients": [{"clientId": "one", "status": "Inactive"}], "roles": [{"name": "Auditor", "description": "e"}],"#
                + #""rules": [{"name": "r", "enabled": false}], "companies": [{"resourceId": "bbbbbbbbbbbb", "tags": ["t"]}]"#
        )
        #expect(own.clients[0].clientSecret == "a" && own.clients[0].givenName == "One" && !own.clients[0].isActive)
        #expect(own.roles[2].permissions == [.searchCompanies] && own.roles[2].description == "e")
        #expect(own.rules[0].condition.path != nil && !own.rules[0].isEnabled)
        #expect(own.companies.first { $0.resourceId == "bbbbbbbbbbbb" }?.name == "B")
    }

    @Test func anEntryReplacesTheOtherWhereItSaysSo() throws {
        let own = try scenario(
            #""users": [{"resourceId": "useruser0001", "email": "a@x.example", "firstName": "N", "lastName": "N","#
                + #""company": "bbbbbbbbbbbb", "replace": true}],"#
                + #""scim": [{"name": "Dir", "company": "aaaaaaaaaaaa", "replace": true}],"#
                + #""lookups": [{"genericCodeTypeId": 2, "name": "Mining", "replace": true}]"#)
        #expect(own.users[0].firstName == "N" && own.users[0].company == "bbbbbbbbbbbb")
        #expect(own.scim[0].groupName == nil && own.scim[0].token != "t")
        #expect(own.lookups[0].code == nil && own.lookups[0].resourceId != "mining")
        #expect(own.users.count == 2 && own.scim.count == 2 && own.lookups.count == 2)
    }

    @Test func whatIsMissingOfANewEntryIsTold() throws {
        let diagnostics = try extended(
            #""users": [{"email": "new@x.example"}], "scim": [{"name": "New"}], "clients": [{"clientId": "new"}]"#
        ).diagnostics
        #expect(diagnostics.count == 5, "\(diagnostics)")
        #expect(diagnostics.allSatisfy { $0.hasPrefix("own.json:1:") && $0.contains(" needs a \"") })
    }

    @Test func whatBelongsToAnUnknownCompanyIsTold() throws {
        let diagnostics = try extended(
            #""users": [{"email": "n@x.example", "firstName": "N", "lastName": "N", "company": "nobody"}], "#
                + #""scim": [{"name": "New", "company": "nobody"}], "roles": [{"name": "New", "company": "nobody"}]"#
        ).diagnostics
        #expect(diagnostics.count == 3, "\(diagnostics)")
        #expect(
            diagnostics.allSatisfy {
                $0.hasSuffix(#"error: "company" is "nobody", which is no company's resourceId of this scenario"#)
            })
    }

    @Test func oneAddressInTwoCompaniesIsTwoUsers() throws {
        func user(_ company: String) -> String {
            #"{"email": "n@x.example", "firstName": "N", "lastName": "N", "company": "\#(company)"}"#
        }
        let own = try scenario(#""users": [\#(user("aaaaaaaaaaaa")), \#(user("bbbbbbbbbbbb"))]"#)
        #expect(Set(own.users.map(\.resourceId)).count == 4)
    }

    @Test func twoEntriesForOneAreADuplicate() throws {
        let (_, diagnostics) = try extended(
            #""lookups": [{"genericCodeTypeId": 40, "name": "Mining"}, {"genericCodeTypeId": 40, "name": "Mining"}]"#)
        #expect(diagnostics.count == 1 && diagnostics[0].contains("already"), "\(diagnostics)")
    }
}
