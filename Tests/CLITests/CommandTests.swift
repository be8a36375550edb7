import Foundation
import Testing

@Suite(.threadsOfTheirOwn)
struct CommandTests {
    @Test func helpHasExamplesAndExitCodes() throws {
        let result = try Command.run("--help")
        #expect(result.status == 0)
        #expect(result.output.contains("Examples:"))
        #expect(result.output.contains("Exit codes:"))
        #expect(result.errors.isEmpty)
        for subcommand in ["serve", "check", "scenarios", "schema"] {
            let help = try Command.run(subcommand, "--help")
            #expect(help.status == 0)
            #expect(help.output.contains("Example"))
        }
    }

    @Test func versionIsPrinted() throws {
        let result = try Command.run("--version")
        #expect(result.status == 0)
        #expect(result.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionScriptsAreThere(_ shell: String) throws {
        let result = try Command.run("--generate-completion-script", shell)
        #expect(result.status == 0)
        #expect(result.output.contains("scenario"))
        // An option of a command that the other program carries out.
        #expect(result.output.contains("write-behaviour"))
        #expect(try Command.run("--generate-completion-script=\(shell)").output == result.output)
        #expect(try Command.run("--generate-completion-script", "tcsh").status == 2)
    }

    @Test(arguments: [
        ("reseller-mock contract --write-b", "--write-behaviour"), ("reseller-mock record --keep-", "--keep-ids"),
        ("reseller-mock serve --allow-", "--allow-shutdown"), ("reseller-mock admin verify --at-l", "--at-least"),
        ("reseller-mock dri", "drift"), ("reseller-mock-contract dri", "drift"),
        ("reseller-mock-contract contract --write-b", "--write-behaviour"),
    ])
    func bashCompletes(_ line: String, _ word: String) throws {
        let script = #"""
            source <("$0" --generate-completion-script bash)
            COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            function=$(complete -p "$1" | sed 's/.*-F \([^ ]*\).*/\1/')
            "$function" "$1" "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$COMP_CWORD - 1]}"
            echo "${COMPREPLY[*]}"
            """#
        let words = line.split(separator: " ").map(String.init)
        let program = URL(filePath: Command.path).deletingLastPathComponent().appending(path: words[0]).path
        let bash = try Command.Running(["-c", script, program] + words, program: "/bin/bash").wait()
        let found = bash.output.split(whereSeparator: \.isWhitespace)
        #expect(found.contains { $0 == word }, "\(bash.output)\(bash.errors)")
    }

    @Test func wrongOptionIsAUsageErrorWithTheNearestOne() throws {
        let result = try Command.run("serve", "--scenari", "default")
        #expect(result.status == 2)
        #expect(result.errors.contains("--scenario"))
        #expect(result.output.isEmpty)
    }

    @Test func unknownCommandIsAUsageErrorWithTheNearestOne() throws {
        let result = try Command.run("chek", "x.json")
        #expect(result.status == 2)
        #expect(result.errors.contains(#"There is no command "chek" (did you mean "check"?)."#))
    }

    @Test func aScenarioWithoutItsOptionIsAUsageErrorThatNamesTheOption() throws {
        // The port is wrong too, so that nothing is served, and waited for, where the stray argument is overlooked.
        let result = try Command.run("serve", "flaky", "--port", "70000")
        #expect(result.status == 2)
        #expect(
            result.errors == #"error: "serve" takes options only, not "flaky"; "#
                + "a scenario is named by --scenario, a port by --port.\n")
    }

    @Test func bundledScenariosAreListedAndShown() throws {
        let list = try Command.run("scenarios")
        #expect(list.status == 0)
        for name in ["default", "empty", "large", "over-limit", "expired-licences", "pagination"] {
            #expect(list.output.contains("\(name) "))
            let shown = try Command.run("scenarios", "show", name)
            #expect(shown.status == 0)
            let object = try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any]
            #expect(object?["version"] as? Int == 1)
        }
    }

    @Test func unknownScenarioNameIsAUsageErrorWithTheNearestOne() throws {
        for result in [try Command.run("scenarios", "show", "defualt"), try Command.run("--scenario", "defualt")] {
            #expect(result.status == 2)
            #expect(result.errors.contains(#"There is no bundled scenario "defualt" (did you mean "default"?)."#))
        }
    }

    @Test func schemaIsJSON() throws {
        let result = try Command.run("schema")
        #expect(result.status == 0)
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        #expect(object?["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    }
}

@Suite(.threadsOfTheirOwn)
struct CheckTests {
    @Test func goodFileIsOk() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(#"{ "version": 1, "companies": [ { "name": "ACME LLC" } ] }"#, to: "good.json")
        let result = try Command.run("check", file)
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("\(file): ok, "))
    }

    @Test func everyDiagnosticOfEveryFileIsPrinted() throws {
        let folder = try TemporaryFolder()
        let first = try folder.write(#"{ "version": 2, "companys": [] }"#, to: "first.json")
        let second = try folder.write("{ \"version\": 1,\n  \"clients\": 3 }", to: "second.json")
        let result = try Command.run("check", first, second)
        #expect(result.status == 1)
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("\(first):1:") } == 2)
        #expect(lines.count { $0.hasPrefix("\(second):2:14: error: ") } == 1)
        #expect(result.errors.contains(#"did you mean "companies""#))
        #expect(!result.errors.contains("\u{1B}"))
    }

    @Test func jsonFormatGoesToStandardOutput() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(#"{ "version": 1, "companys": [] }"#, to: "bad.json")
        let result = try Command.run("check", "--format", "json", file)
        #expect(result.status == 1)
        let list = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
        #expect(list?.count == 1)
        #expect(list?.first?["file"] as? String == file)
        #expect(list?.first?["line"] as? Int == 1)
        #expect(list?.first?["severity"] as? String == "error")
        #expect(result.errors.isEmpty)
    }

    @Test func missingFileIsOneClearLine() throws {
        let result = try Command.run("check", "/nonexistent/scenario.json")
        #expect(result.status == 1)
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(result.errors.contains("/nonexistent/scenario.json"))
    }
}
