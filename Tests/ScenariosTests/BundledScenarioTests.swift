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
