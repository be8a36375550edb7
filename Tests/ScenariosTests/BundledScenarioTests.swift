import ResellerAPI
import Scenarios
import Testing

struct BundledScenarioTests {
    @Test(arguments: BundledScenarios.names)
    func everyBundledScenarioLoadsWithoutDiagnostics(name: String) {
        let result = ScenarioLoader.load(.bundled(name), now: now)
        #expect(result.diagnostics.map(\.description) == [])
        #expect(result.scenario?.name == name)
    }
}

struct SchemaTests {
    /// Every member that the loader knows is in the schema, and the other way round: each of the schema's members is
    /// taken, and one beside them is refused, by the loader.
    @Test func schemaAndLoaderKnowTheSameMembers() throws {
        guard case .object(let root) = try JSONValue.read(Array(BundledScenarios.schema.utf8)) else {
            Issue.record("the schema is no object")
            return
        }
        func names(_ members: [JSONValue.Member]) -> [String] {
            guard case .object(let properties)? = members.first(where: { $0.name == "properties" })?.value else {
                return []
            }
            return properties.map(\.name)
        }
        guard case .object(let definitions)? = root.first(where: { $0.name == "$defs" })?.value else {
            Issue.record("the schema has no definitions")
            return
        }
        let places: [(definition: String?, before: String, after: String)] = [
            (nil, "{", "}"), ("behaviour", #"{"behaviour":{"#, "}}"), ("token", #"{"token":{"#, "}}"),
            ("clock", #"{"clock":{"#, "}}"), ("role", #"{"roles":[{"#, "}]}"), ("client", #"{"clients":[{"#, "}]}"),
            ("company", #"{"companies":[{"#, "}]}"), ("generate", #"{"generate":[{"#, "}]}"),
        ]
        for place in places {
            var members = names(root)
            if let definition = place.definition {
                guard case .object(let found)? = definitions.first(where: { $0.name == definition })?.value else {
                    Issue.record("the schema does not define \(definition)")
                    continue
                }
                members = names(found)
            }
            #expect(!members.isEmpty)
            for member in members {
                let result = load(#"\#(place.before)"\#(member)":null\#(place.after)"#)
                #expect(
                    !result.diagnostics.contains { $0.code == .unknownMember }, "\(place.definition ?? "") \(member)")
            }
            let unknown = load(#"\#(place.before)"noSuchMember":null\#(place.after)"#)
            #expect(unknown.diagnostics.contains { $0.code == .unknownMember }, "\(place.definition ?? "")")
        }
    }
}
