import Foundation
import ResellerAPI
import ResellerMock
package import Scenarios

/// Scenarios as the command line names them.
package enum ScenarioArgument {
    /// A bundled name, `-` for standard input, or a path: anything with a slash or a dot, and any file that exists.
    static func source(_ argument: String) throws -> ScenarioSource {
        if argument == "-" { return .standardInput }
        if BundledScenarios.names.contains(argument) { return .bundled(argument) }
        if argument.contains("/") || argument.contains(".") || FileManager.default.fileExists(atPath: argument) {
            return .file(argument)
        }
        throw unknown(argument)
    }

    static func unknown(_ name: String) -> Failure {
        let suggestion =
            Spelling.nearest(to: name, among: BundledScenarios.names).map { " (did you mean \"\($0)\"?)" } ?? ""
        return .usage(
            "There is no bundled scenario \"\(name)\"\(suggestion). Bundled are "
                + BundledScenarios.names.joined(separator: ", ")
                + "; a file is named by its path, such as ./\(name).json.")
    }

    /// Loads a scenario and prints its diagnostics; throws when there are errors.
    package static func load(
        _ source: ScenarioSource, behaviour: ScenarioSource? = nil
    ) throws -> (scenario: Scenario, files: [LoadResult.File]) {
        let result = Console.withProgress("Loading the scenario") {
            ScenarioLoader.load(source, behaviour: behaviour, now: WorldClock.systemNow())
        }
        for diagnostic in result.diagnostics { Console.diagnostic(diagnostic) }
        guard let scenario = result.scenario else {
            throw Failure.failed("The scenario cannot be served; mend what is listed above.")
        }
        return (scenario, result.watched)
    }
}
