/// A behaviour the mock commits to.
package struct LedgerEntry: Hashable, Sendable {
    /// Dotted, area first.
    package let id: String
    /// The behaviour, in a sentence.
    package let sentence: String
    /// Where that comes from.
    package let source: Source
    /// Ids of the checks that would see it change; empty where it cannot be seen from outside.
    package let checks: [String]

    /// `checks` are ids; one that ends with `*` stands for all that begin so.
    init(_ id: String, _ sentence: String, _ source: Source, _ checks: [String]) {
        self.id = id
        self.sentence = sentence
        self.source = source
        self.checks = checks.flatMap { pattern -> [String] in
            guard pattern.hasSuffix("*") else { return [pattern] }
            return Catalogue.checks.map(\.id).filter { $0.hasPrefix(pattern.dropLast()) }
        }
    }

    /// What a run says about an entry.
    package enum Observation: String, Hashable, Sendable {
        /// A check of it passed and none found otherwise.
        case confirmed
        /// A check of it, required or advisory, found otherwise.
        case contradicted
        case notObserved = "not observed"
    }

    /// What a run says about it.
    package func observation(in report: Report) -> Observation {
        let verdicts = report.outcomes.filter { checks.contains($0.check.id) }.map(\.verdict)
        if verdicts.contains(where: { $0.finding != nil }) { return .contradicted }
        return verdicts.contains(.passed) ? .confirmed : .notObserved
    }
}

/// Every behaviour the mock commits to, where it is known from, and what checks it.
package enum FidelityLedger {
    /// Every entry, by subject.
    package static let entries: [LedgerEntry] =
        LedgerTokenEntries.all + LedgerAccessEntries.all + LedgerSearchEntries.all + LedgerDetailEntries.all
        + LedgerNeighbourEntries.all + LedgerResourceEntries.all

    /// The ledger as plain text.
    package static var text: String {
        entries.map { entry in
            let checks = entry.checks.isEmpty ? "no check from outside" : entry.checks.joined(separator: ", ")
            return """
                \(entry.id)
                  \(entry.sentence)
                  \(entry.source.provenance.rawValue): \(entry.source.text)
                  checks: \(checks)
                """
        }.joined(separator: "\n") + "\n"
    }

    /// The ledger as a Markdown document, that of `docs/fidelity.md`.
    package static var markdown: String {
        var lines = [
            "# What the mock is faithful to", "",
            "Every behaviour `reseller-mock` commits to, how it is known, and the checks of `reseller-mock contract` that see "
                + "it.", "",
            "This file is made by `reseller-mock fidelity --markdown`; edit the ledger in "
                + "`Sources/ContractSuite`, not here.", "", "| provenance | meaning | behaviours |",
            "| --- | --- | --- |",
        ]
        for provenance in Provenance.allCases {
            let count = entries.count { $0.source.provenance == provenance }
            lines.append("| \(provenance.rawValue) | \(provenance.meaning) | \(count) |")
        }
        var area = ""
        for entry in entries {
            let current = String(entry.id.prefix { $0 != "." })
            if current != area {
                area = current
                lines += ["", "## \(area)", "", "| behaviour | how it is known | checks |", "| --- | --- | --- |"]
            }
            let checks =
                entry.checks.isEmpty ? "none from outside" : entry.checks.map { "`\($0)`" }.joined(separator: ", ")
            lines.append(
                "| **\(entry.id)**: \(MarkdownReport.cell(entry.sentence)) | \(entry.source.provenance.rawValue): "
                    + "\(MarkdownReport.cell(entry.source.text)) | \(checks) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Provenance {
    /// What it means, in a phrase.
    package var meaning: String {
        switch self {
        case .page: "the vendor's page \"Get a company\", the authority where sources disagree"
        case .capture: "captured answers of the vendor's API to other operations"
        case .vendorDocs: "other vendor documentation"
        case .schema: "the vendor's OpenAPI document"
        case .vendorClientCode: "what the vendor's own clients send and read"
        case .platform: "what the platform underneath does unless changed"
        case .assumed: "nobody says; the choice is ours"
        }
    }
}
