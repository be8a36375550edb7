import Foundation
import ResellerAPI
import Testing

@testable import Scenarios

struct ScenarioSchemaTests {
    private let schema: [String: Any]

    init() throws {
        let parsed = try JSONSerialization.jsonObject(with: Data(BundledScenarios.schema.utf8))
        schema = try #require(parsed as? [String: Any])
    }

    /// The names of the members that the schema knows at a path of its own members.
    private func members(_ path: String...) throws -> Set<String> {
        var place: Any = schema
        for step in path { place = try #require((place as? [String: Any])?[step], "\(path)") }
        let properties = try #require((place as? [String: Any])?["properties"] as? [String: Any])
        return Set(properties.keys)
    }

    private func names<Name: RawRepresentable<String> & CaseIterable>(_ type: Name.Type) -> Set<String> {
        Set(type.allCases.map(\.rawValue))
    }

    @Test func schemaAndLoaderKnowTheSameMembers() throws {
        #expect(try members() == names(ScenarioMember.self))
        #expect(try members("$defs", "behaviour") == names(BehaviourMember.self))
        #expect(try members("$defs", "token") == names(TokenMember.self))
        #expect(try members("$defs", "clock") == names(ClockMember.self))
        #expect(try members("$defs", "role") == names(RoleMember.self))
        #expect(try members("$defs", "companyGroup") == names(CompanyGroupMember.self))
        #expect(
            try members("$defs", "role", "properties", "availableFor", "items") == names(RoleAvailabilityMember.self))
        #expect(try members("$defs", "client") == names(ClientMember.self))
        #expect(try members("$defs", "user") == names(UserMember.self))
        #expect(try members("$defs", "scim") == names(SCIMMember.self))
        #expect(
            try members("$defs", "scim", "properties", "mappingDetails", "items") == names(SCIMMappingMember.self))
        #expect(try members("$defs", "lookup") == names(LookupMember.self))
        #expect(try members("$defs", "generate") == names(GenerateMember.self))
        #expect(try members("$defs", "rule") == names(RuleMember.self))
        #expect(try members("$defs", "ruleCondition") == names(ConditionMember.self))
        #expect(try members("$defs", "ruleOutcome") == names(OutcomeMember.self))
        #expect(try members("$defs", "ruleStep") == names(StepMember.self))
        #expect(try members("$defs", "ruleChange") == names(ChangeMember.self))
        #expect(try members("$defs", "ruleAnswer") == names(AnswerMember.self))
        #expect(try members("$defs", "rateLimit") == names(RateLimitMember.self))
        #expect(try members("$defs", "outage") == names(OutageMember.self))
        #expect(try members("$defs", "bodyCondition") == names(BodyTestMember.self))
        #expect(try members("$defs", "company") == Set(ScenarioCompanyMember.names))
        #expect(
            try members("$defs", "company", "properties", "companyGroups", "items")
                == names(CompanyReader.GroupMember.self))
        #expect(
            try members("$defs", "company", "properties", "training") == names(CompanyReader.TrainingMember.self))
        #expect(
            try members("$defs", "company", "properties", "training", "properties", "consumptions", "items")
                == names(CompanyReader.ConsumptionMember.self))
    }

    @Test func everyMemberIsDescribed() throws {
        func check(_ place: Any, _ path: String) {
            guard let object = place as? [String: Any] else { return }
            if let properties = object["properties"] as? [String: Any] {
                for (name, value) in properties {
                    let member = value as? [String: Any]
                    #expect(member?["description"] != nil || member?["$ref"] != nil, "\(path)/\(name)")
                    check(value, "\(path)/\(name)")
                }
            }
            if let items = object["items"] { check(items, path + "/items") }
        }
        check(schema, "")
        for (name, definition) in try #require(schema["$defs"] as? [String: Any]) { check(definition, name) }
    }

    @Test func choicesAndDefaultsAreTheLoaders() throws {
        let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
        let behaviour = try #require(definitions["behaviour"]?["properties"] as? [String: [String: Any]])
        func choices(_ name: String) -> [String]? { (behaviour[name]?["enum"] as? [Any])?.map { "\($0)" } }
        #expect(choices("searchItemNames") == Behaviour.SearchItemNames.allCases.map(\.rawValue))
        #expect(choices("nullFilter") == Behaviour.NullFilter.allCases.map(\.rawValue))
        #expect(choices("emptySearchBody") == Behaviour.EmptySearchBody.allCases.map { "\($0.rawValue)" })
        #expect(choices("tokenJSONBody") == Behaviour.TokenJSONBody.allCases.map { "\($0.rawValue)" })
        #expect(choices("unauthorizedBody") == Behaviour.UnauthorizedBody.allCases.map(\.rawValue))
        #expect(choices("ownCompany") == Behaviour.OwnCompany.allCases.map(\.rawValue))
        #expect(choices("scopeHeader") == Behaviour.ScopeHeader.allCases.map(\.rawValue))
        #expect(choices("duplicateNames") == Behaviour.DuplicateNames.allCases.map(\.rawValue))
        #expect(choices("letterCase") == Behaviour.LetterCase.allCases.map(\.rawValue))
        #expect(choices("jsonBodies") == Behaviour.JSONBodies.allCases.map(\.rawValue))
        #expect(choices("nulls") == Behaviour.Nulls.allCases.map(\.rawValue))
        #expect(choices("dates") == Behaviour.Dates.allCases.map(\.rawValue))
        #expect(choices("renewalDateSort") == Behaviour.RenewalDateSort.allCases.map(\.rawValue))
        #expect(choices("claimTypes") == Behaviour.ClaimTypes.allCases.map(\.rawValue))
        #expect(choices("endedClients") == Behaviour.EndedClients.allCases.map(\.rawValue))
        #expect(choices("addressRefusal") == Behaviour.AddressRefusal.allCases.map(\.rawValue))
        let fault = (definitions["ruleFault"]?["anyOf"] as? [[String: Any]])?.first?["enum"] as? [String]
        #expect(fault == WireFault.Kind.allCases.map(\.rawValue))
        let flaw = (definitions["tokenFate"]?["anyOf"] as? [[String: Any]])?.first?["enum"] as? [String]
        #expect(flaw == TokenFate.Flaw.allCases.map(\.rawValue))
        let condition = try #require(definitions["ruleCondition"]?["properties"] as? [String: [String: Any]])
        #expect(condition["method"]?["enum"] as? [String] == RuleCondition.methods)
        // Writing every default out must change nothing.
        var defaults: [String: Any] = [:]
        for (name, member) in behaviour { defaults[name] = member["default"] }
        let company = try #require(definitions["company"]?["properties"] as? [String: [String: Any]])
        var written: [String: Any] = ["name": "a"]
        for (name, member) in company where member["default"] != nil { written[name] = member["default"] }
        written["isNumberOfUsersLimited"] = false
        let document: [String: Any] = [
            "version": 1, "behaviour": defaults, "companies": [written],
            "token": [
                "lifetime": "1h", "issuer": "https://api.keepnetlabs.com", "audience": "api1", "clockSkew": "0s",
                "type": "at+jwt",
            ],
        ]
        let text = String(decoding: try JSONSerialization.data(withJSONObject: document), as: UTF8.self)
        let plain = try scenario("{\"version\":1,\"companies\":[{\"name\":\"a\"}]}")
        #expect(try scenario(text) == plain)
    }

    @Test(arguments: BundledScenarios.all)
    func bundledScenariosFollowTheSchema(entry: BundledScenarios.Entry) throws {
        let document = try JSONSerialization.jsonObject(with: Data(entry.text.utf8))
        let validator = SchemaValidator(root: schema)
        #expect(validator.problems(document, schema, at: "") == [])
    }

    @Test(arguments: ["100", "100.0", "1e2", "1.0E+2", "100.5", "1e-2", "\"100\"", "1e400"])
    func loaderAndSchemaAgreeOnWhatIsAnInteger(number: String) throws {
        let text = """
            {"version": 1, "seed": \(number), "behaviour": {"emptySearchBody": 400.0},
             "companies": [{"name": "a", "targetUserCount": \(number)}]}
            """
        let problems = diagnostics(text)
        let document = try? JSONSerialization.jsonObject(with: Data(text.utf8))
        let isValid = document.map { SchemaValidator(root: schema).problems($0, schema, at: "").isEmpty }
        #expect(problems.isEmpty == (isValid ?? false), "\(problems)")
        #expect(problems.isEmpty == (Double(number) == 100))
    }

    /// The problems of a document with some members.
    private func problems(_ members: String) throws -> [String] {
        let text = #"{"version": 1, \#(members)}"#
        return SchemaValidator(root: schema).problems(
            try JSONSerialization.jsonObject(with: Data(text.utf8)), schema, at: "")
    }

    @Test(arguments: [
        (#""clients": [{"clientId": "a", "status": "Inactive"}]"#, "/clients/0: required"),
        (#""companies": [{"resourceId": "xC5kfGz7w2Nz", "tags": []}]"#, "/companies/0: anyOf"),
        (
            #""companies": [{"name": "a", "children": [{"companyResourceId": "xC5kfGz7w2Nz"}]}]"#,
            "/companies/0/children/0: anyOf"
        ),
        (#""groups": [{"resourceId": "xC5kfGz7w2Nz", "owner": "h3VnQ6tYc8Ws"}]"#, "/groups/0: required"),
        (#""rules": [{"name": "a", "enabled": false}]"#, "/rules/0: required"),
        (#""users": [{"email": "a", "status": "Inactive"}]"#, "/users/0: required"),
        (#""scim": [{"name": "a", "groupName": "b"}]"#, "/scim/0: required"),
        (#""lookups": [{"resourceId": "a", "code": "b"}]"#, "/lookups/0: required"),
    ])
    func entriesMayLackMembersWhereAnotherScenarioHasThem(_ members: String, _ problem: String) throws {
        #expect(try problems(members) == [problem])
        #expect(try problems(#""extends": "default", "# + members) == [])
    }

    @Test func theKeyOfAnEntryIsNeverLeftOut() throws {
        for members in [#""clients": [{"status": "Inactive"}]"#, #""rules": [{}]"#, #""companies": [{"tags": []}]"#] {
            #expect(try problems(#""extends": "default", "# + members).count == 1)
        }
    }

    @Test func theValidatorFindsMistakes() throws {
        let text = """
            {"version": 2, "clients": [{"clientId": ""}], "generate": [{"companies": 0}], "x": 1,
             "companies": [{"resourceId": "short", "tags": "a", "dateFormat": "d"}]}
            """
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8))
        #expect(SchemaValidator(root: schema).problems(document, schema, at: "").count >= 8)
    }
}

/// As much of JSON Schema 2020-12 as the scenario schema uses.
private struct SchemaValidator {
    let root: [String: Any]

    func problems(_ value: Any, _ schema: [String: Any], at path: String) -> [String] {
        var found: [String] = []
        for (keyword, rule) in schema where !holds(keyword, rule, value, schema, path, &found) {
            found.append("\(path): \(keyword)")
        }
        return found
    }

    private func holds(
        _ keyword: String, _ rule: Any, _ value: Any, _ schema: [String: Any], _ path: String, _ found: inout [String]
    ) -> Bool {
        let object = value as? [String: Any]
        let number = (value as? NSNumber)?.doubleValue
        let text = value as? String
        switch (keyword, rule) {
        case ("$ref", let reference as String):
            var target: Any = root
            for step in reference.dropFirst(2).split(separator: "/") {
                target = (target as? [String: Any])?[String(step)] ?? [:]
            }
            found += problems(value, target as? [String: Any] ?? ["not": [:]], at: path)
        case ("type", let type): return (type as? [String] ?? [type as? String ?? ""]).contains { isType($0, value) }
        case ("const", let wanted): return isEqual(wanted, value)
        case ("enum", let wanted as [Any]): return wanted.contains { isEqual($0, value) }
        case ("required", let names as [String]): return object.map { names.allSatisfy($0.keys.contains) } ?? true
        case ("properties", let members as [String: [String: Any]]):
            for (name, member) in members {
                if let value = object?[name] { found += problems(value, member, at: "\(path)/\(name)") }
            }
        case ("additionalProperties", let rule):
            let known = (schema["properties"] as? [String: Any])?.keys.map { $0 } ?? []
            for (name, value) in object ?? [:] where !known.contains(name) {
                guard let member = rule as? [String: Any] else { return false }
                found += problems(value, member, at: "\(path)/\(name)")
            }
        case ("propertyNames", let rule as [String: Any]):
            for name in object?.keys.map({ $0 }) ?? [] { found += problems(name, rule, at: "\(path)/\(name)") }
        case ("items", let rule as [String: Any]):
            for (index, element) in (value as? [Any] ?? []).enumerated() {
                found += problems(element, rule, at: "\(path)/\(index)")
            }
        case ("minItems", let limit as NSNumber): return (value as? [Any]).map { $0.count >= limit.intValue } ?? true
        case ("maxItems", let limit as NSNumber): return (value as? [Any]).map { $0.count <= limit.intValue } ?? true
        case ("minProperties", let limit as NSNumber): return object.map { $0.count >= limit.intValue } ?? true
        case ("maxProperties", let limit as NSNumber): return object.map { $0.count <= limit.intValue } ?? true
        case ("anyOf", let rules as [[String: Any]]): return rules.contains { problems(value, $0, at: path).isEmpty }
        case ("if", let condition as [String: Any]):
            if problems(value, condition, at: path).isEmpty {
                found += problems(value, schema["then"] as? [String: Any] ?? [:], at: path)
            }
        case ("then", _): break
        case ("not", let rule as [String: Any]): return !problems(value, rule, at: path).isEmpty
        case ("minimum", let bound as NSNumber): return number.map { $0 >= bound.doubleValue } ?? true
        case ("maximum", let bound as NSNumber): return number.map { $0 <= bound.doubleValue } ?? true
        case ("minLength", let bound as NSNumber): return text.map { $0.count >= bound.intValue } ?? true
        case ("maxLength", let bound as NSNumber): return text.map { $0.count <= bound.intValue } ?? true
        case ("pattern", let pattern as String):
            return text.map { $0.range(of: pattern, options: .regularExpression) != nil } ?? true
        case ("$schema", _), ("$defs", _), ("title", _), ("description", _), ("default", _), ("examples", _): break
        default: return false
        }
        return true
    }

    private func isEqual(_ left: Any, _ right: Any) -> Bool {
        (left as? NSObject) == (right as? NSObject)
    }

    private func isType(_ name: String, _ value: Any) -> Bool {
        let isBoolean = value is Bool && !(value is String) && "\(type(of: value))".contains("Bool")
        switch name {
        case "null": return value is NSNull
        case "boolean": return isBoolean
        case "integer":
            return !isBoolean && (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
        case "number": return value is NSNumber && !isBoolean
        case "string": return value is String
        case "array": return value is [Any]
        case "object": return value is [String: Any]
        default: return false
        }
    }
}
