import ResellerAPI
/// Collects the problems of one load.
final class DiagnosticLog {
    /// Problems listed before the rest is only counted: a file of a million mistakes must not become a gigabyte of
    /// prose.
    static let limit = 1000
    /// Comparisons of names for "did you mean" before it is left out, so that thousands of dangling references among
    /// thousands of companies do not take minutes.
    private static let suggestionBudget = 200_000

    private var names: [String] = []
    private var entries: [(position: Position, problem: Problem)] = []
    private var omittedCount = 0
    private var comparisonsLeft = suggestionBudget
    private(set) var hasErrors = false

    /// Registers a file and returns its number. Diagnostics are listed in the order of registration.
    func addFile(_ name: String) -> Int32 {
        names.append(name)
        return Int32(names.count - 1)
    }

    func name(ofFile file: Int32) -> String {
        names[Int(file)]
    }

    func report(_ problem: Problem, at position: Position) {
        if problem.severity == .error { hasErrors = true }
        guard entries.count < Self.limit else {
            omittedCount += 1
            return
        }
        entries.append((position, problem))
    }

    /// The nearest of `candidates`, while the budget for such searches lasts.
    func suggestion(for text: String, among candidates: some Collection<String>) -> String? {
        guard candidates.count <= comparisonsLeft else { return nil }
        comparisonsLeft -= candidates.count
        return Spelling.nearest(to: text, among: candidates)
    }

    /// Everything reported, in the order of files, lines and columns.
    var diagnostics: [Diagnostic] {
        // Swift's sort is stable, so problems of one place stay in the order of their discovery.
        var all = entries.sorted { $0.position < $1.position }
        if omittedCount > 0, let last = all.last { all.append((last.position, .tooManyProblems(omittedCount))) }
        return all.map { position, problem in
            Diagnostic(
                file: names[Int(position.file)], line: Int(position.line), column: Int(position.column),
                severity: problem.severity, code: problem.code, message: problem.message)
        }
    }
}
