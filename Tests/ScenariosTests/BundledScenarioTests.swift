import ResellerAPI
import Scenarios
import Testing

let now = DateTime.parse("2026-03-01T09:00:00")!.instant

struct BundledScenarioTests {
    @Test(arguments: BundledScenarios.names)
    func everyBundledScenarioLoadsWithoutDiagnostics(name: String) {
        let result = ScenarioLoader.load(.bundled(name), now: now)
        #expect(result.diagnostics.map(\.description) == [])
        #expect(result.scenario?.name == name)
    }
}
