package import Files
public import ResellerAPI

/// Where a scenario comes from.
public enum ScenarioSource: Hashable, Sendable {
    /// One of `BundledScenarios.names`.
    case bundled(String)
    /// A path, relative to the working directory or absolute. JSON if it ends in `.json`, YAML if in `.yaml` or
    /// `.yml`; for other endings, JSON if it starts with a bracket.
    case file(String)
    /// A text and what to call it in diagnostics; the same endings count. Its `extends` can name bundled scenarios only, for it may come from
    /// someone who must not read files.
    case text(String, name: String)
    /// Standard input up to its end, JSON if it starts with a bracket and else YAML. Its `extends` can name bundled
    /// scenarios only.
    case standardInput
}

/// What became of a scenario.
public struct LoadResult: Sendable {
    /// Nil if and only if there is an error among the diagnostics.
    public var scenario: Scenario?
    /// Every problem found, in the order of files (a base after what extends it), lines and columns.
    public var diagnostics: [Diagnostic]
    /// The files it depends on, unreadable ones included: what to watch for changes.
    package var watched: [File]

    /// The paths of the files it depends on, unreadable ones included.
    public var files: [String] { watched.map(\.path) }

    /// A file as it was read.
    package struct File: Sendable {
        package var path: String
        package var version: FileVersion

        package init(path: String, version: FileVersion) {
            self.path = path
            self.version = version
        }

        /// Whether it holds what was read, where its version alone cannot tell; see `FileVersion`.
        package var hasSameBytes: Bool { version.hasBytes(of: path, limit: DocumentReader.sizeLimit) }
    }
}

/// Turns scenario files into scenarios.
public enum ScenarioLoader {
    /// Loads a scenario; never fails otherwise than by diagnostics.
    ///
    /// - Parameters:
    ///   - source: Where it comes from.
    ///   - behaviour: Another scenario, whose own `behaviour` is put over that of the first, member by member; nothing
    ///     else of it counts, what it extends included.
    ///   - now: The system's time, to which dates are relative where `clock.now` does not set another.
    public static func load(
        _ source: ScenarioSource, behaviour: ScenarioSource? = nil, now: DateTime
    ) -> LoadResult {
        let log = DiagnosticLog()
        var documents = DocumentReader(log: log)
        var roots = documents.read(source)
        if let behaviour, !roots.isEmpty {
            if let own = documents.readBehaviour(behaviour) { roots.insert(own, at: 0) }
        }
        var scenario: Scenario?
        if !roots.isEmpty {
            let interpreter = ScenarioInterpreter(
                values: ValueReader(log: log), composition: Composition(roots), checksReferences: documents.isComplete)
            // Fractions of a second in every relative date would look like nothing the vendor writes.
            scenario = interpreter.scenario(name: source.scenarioName, now: DateTime(unixSeconds: now.unixSeconds))
        }
        return LoadResult(
            scenario: log.hasErrors ? nil : scenario, diagnostics: log.diagnostics, watched: documents.files)
    }
}

extension ScenarioSource {
    /// The bundled name, or the file's name without its ending.
    var scenarioName: String {
        switch self {
        case .bundled(let name), .text(_, let name): return name
        case .standardInput: return "stdin"
        case .file(let path):
            return (path.parts(separatedBy: "/").last { !$0.isEmpty } ?? path).withoutEnding
        }
    }
}

extension String {
    /// A file's name up to its last dot; all of one that begins with that.
    var withoutEnding: String {
        guard let dot = utf8.lastIndex(of: UInt8(ascii: ".")), dot > startIndex else { return self }
        return String(decoding: utf8[..<dot], as: UTF8.self)
    }
}
