package import Foundation

/// What a target was seen to do where the API's documents leave a choice, each in the terms of a scenario's `behaviour`.
package struct Calibration: Hashable, Sendable {
    /// A choice that was seen.
    package struct Choice: Hashable, Sendable {
        /// The member of `behaviour`.
        package var name: String
        /// Its value as YAML writes it, a word or a number.
        package var value: String
        /// The id of the check that looks at the same point.
        package var check: String
    }

    /// A member of `behaviour` that nothing was seen of.
    package struct Gap: Hashable, Sendable {
        /// The member of `behaviour`.
        package var name: String
        /// Why it could not be told.
        package var reason: String
    }

    /// What was told.
    package var choices: [Choice]
    /// What could not be told.
    package var gaps: [Gap]

    /// The choices as a scenario file in YAML that extends the default one and has nothing of its own but `behaviour`, each
    /// with the check that shows it; at the end, as a comment, what could not be seen.
    package func scenario(of baseURL: String, at date: Date) -> String {
        let day = ISO8601DateFormatter().string(from: date)
        var lines = [
            "# What \(baseURL) was seen to do, on \(day), where the API's documents leave a choice.",
            "# reseller-mock serve --scenario FILE serves the scenario that it extends so;",
            "# reseller-mock serve --scenario YOURS --behaviour FILE any other.",
            "version: 1", "extends: default", "",
            choices.isEmpty ? "behaviour: {}" : "behaviour:",
        ]
        for choice in choices { lines += ["  # \(choice.check)", "  \(choice.name): \(choice.value)"] }
        if !gaps.isEmpty {
            lines += ["", "# Not seen, and so left as the scenario has it:"]
            lines += gaps.map { "# - \($0.name): \($0.reason)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What there is to say to whoever looks on.
    package var text: String {
        let seen = choices.map { "  \($0.name): \($0.value) (\($0.check))" }
        let gaps = gaps.map { "  \($0.name): not seen, \($0.reason)" }
        return (["Behaviour of the target:"] + seen + gaps).joined(separator: "\n") + "\n"
    }

    /// Looks at every choice.
    static func observe(_ context: Context) async -> Calibration {
        var calibration = Calibration(choices: [], gaps: [])
        for point in Switch.all {
            do {
                let value = try await point.observe(context)
                calibration.choices.append(Choice(name: point.name, value: value, check: point.check))
            } catch let skip as Skip {
                calibration.gaps.append(Gap(name: point.name, reason: skip.reason.text))
            } catch let deviation as Deviation {
                let seen = await context.redactor.redact(deviation.actual.text)
                calibration.gaps.append(Gap(name: point.name, reason: "what was seen is none of the choices: \(seen)"))
            } catch {
                calibration.gaps.append(Gap(name: point.name, reason: "there was no answer"))
            }
        }
        return calibration
    }
}
