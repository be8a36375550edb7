/// What is said about a client, scenario by scenario.
package struct ConductReport: Hashable, Sendable {
    /// In the order of the runs.
    package var scenarios: [ScenarioVerdict]

    /// A report of some verdicts, in their order.
    package init(_ scenarios: [ScenarioVerdict]) {
        self.scenarios = scenarios
    }

    /// Whether a criterion that counts was bad, or a program hung.
    package var isBad: Bool { scenarios.contains(where: \.isBad) }

    /// What the command ends with: 4 for bad conduct, otherwise 1 when a program did not end as it should, otherwise 0.
    package var exitCode: Int32 {
        if isBad { return 4 }
        return scenarios.contains { $0.run?.isAsExpected == false } ? 1 : 0
    }
}

/// What is said about a client in one scenario.
package struct ScenarioVerdict: Hashable, Sendable {
    /// The scenario's name.
    package var scenario: String
    /// In the order of the criteria.
    package var judgements: [Judgement]
    /// How the program ended; nil for a server that nobody ran a program against.
    package var run: ProgramRun?

    /// The judgements of one scenario, and how the program under test ended if it was run.
    package init(scenario: String, judgements: [Judgement], run: ProgramRun? = nil) {
        self.scenario = scenario
        self.judgements = judgements
        self.run = run
    }

    /// Judges a trace by criteria, with what is required and allowed.
    package init(
        scenario: String, trace: Trace, criteria: [Criterion] = Criterion.all, requirements: Requirements = .none,
        run: ProgramRun? = nil
    ) {
        self.init(scenario: scenario, judgements: requirements.applied(to: trace.judged(by: criteria)), run: run)
    }

    /// Whether a criterion that counts was bad, or the program hung.
    package var isBad: Bool { run?.isHung == true || judgements.contains(where: \.counts) }

    func count(_ verdict: Judgement.Verdict) -> Int { judgements.count { $0.verdict == verdict } }

    /// Such as `1 bad, 12 good, 13 not observed`, with the allowed ones apart.
    var summary: String {
        let allowed = judgements.count(where: \.isAllowed)
        let parts = [
            "\(count(.bad) - allowed) bad", allowed == 0 ? nil : "\(allowed) bad and allowed", "\(count(.good)) good",
            "\(count(.notObserved)) not observed",
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}

/// How a judged program ended, and how a good one would.
package struct ProgramRun: Hashable, Sendable {
    /// How a good client ends in a scenario.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case success
        /// As where nothing but an operator helps.
        case failure
        case either
    }

    /// How it ended.
    package enum End: Hashable, Sendable {
        case succeeded
        /// With what, such as `exit code 3` or `signal 11`.
        case failed(String)
        /// It was ended after this time.
        case hung(Duration)
    }

    /// How the scenario says that a good client ends.
    package var expected: Outcome
    /// How the program ended.
    package var end: End

    /// A run of the program under test.
    package init(expected: Outcome, end: End) {
        self.expected = expected
        self.end = end
    }

    /// Whether it did not end in time, which is bad conduct.
    package var isHung: Bool {
        if case .hung = end { true } else { false }
    }

    /// Whether it ended as a good client does.
    package var isAsExpected: Bool {
        switch (end, expected) {
        case (.succeeded, .success), (.succeeded, .either), (.failed, .failure), (.failed, .either): true
        case (.succeeded, .failure), (.failed, .success), (.hung, _): false
        }
    }

    /// A plain sentence.
    var sentence: String {
        let should =
            switch expected {
            case .success: "a good client succeeds here"
            case .failure: "a good client fails here and says why"
            case .either: "a good client may do either"
            }
        switch end {
        case .succeeded: return isAsExpected ? "The program succeeded." : "The program succeeded; \(should)."
        case .failed(let how):
            return isAsExpected
                ? "The program failed, as it should (\(how))." : "The program failed (\(how)); \(should)."
        case .hung(let time): return "The program hung: it was ended after \(time.text)."
        }
    }
}
