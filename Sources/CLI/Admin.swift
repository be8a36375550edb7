import ArgumentParser
import Foundation
import ResellerAPI
import ResellerMock

/// `reseller-mock admin`: the door of a running mock from a shell.
struct Admin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin",
        abstract: "Ask and change a mock that runs.",
        discussion: """
            Answers are JSON on standard output. The address comes from --url or RESELLER_MOCK_URL, a token from --token or
            RESELLER_MOCK_ADMIN_TOKEN. Exit codes: 0 done, 1 refused or not verified, 2 usage, 3 nothing answers.

            Examples:
              reseller-mock admin requests --unmatched
              reseller-mock admin clock advance 1h
              reseller-mock admin rules enable "token endpoint down"
              reseller-mock admin verify --operation getCompany --exactly 3 --within 5s
              reseller-mock admin scenario over-limit
              reseller-mock admin call POST worlds
              reseller-mock admin reset
            """.helpText,
        subcommands: [
            Requests.self, ClockCommand.self, Rules.self, Verify.self, ScenarioCommand.self, Reset.self, Call.self,
        ])

    struct Door: ParsableArguments {
        @Option(help: ArgumentHelp("The mock's address (default: http://127.0.0.1:8080).", valueName: "url"))
        var url: String?

        @Option(help: ArgumentHelp("What serve --admin-token says.", valueName: "token"))
        var token: String?

        @Option(help: ArgumentHelp("Ask about this world instead of the main one.", valueName: "id"))
        var world: String?

        func send(_ method: String, _ path: String, _ body: JSONValue? = nil, timeout: TimeInterval = 30) throws
            -> DoorAnswer
        {
            let tree = world.map { "worlds/\($0)/" } ?? ""
            return try DoorClient(url: url, token: token, timeout: timeout).send(method, tree + path, body)
        }

        /// Prints the answer; a refusal is exit code 1.
        func show(_ method: String, _ path: String, _ body: JSONValue? = nil, timeout: TimeInterval = 30) throws {
            let answer = try send(method, path, body, timeout: timeout)
            Console.document(answer.text)
            guard answer.isGood else { throw Failure.failed("\(method) /__admin/\(path): \(answer.status).") }
        }
    }

    struct Requests: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The requests of the journal, the newest first.")

        @OptionGroup var door: Door
        @Flag(help: "Those alone that no operation is for.") var unmatched = false
        @Option(help: "At most so many.") var limit: Int?

        func run() throws {
            var query: [String] = []
            if unmatched { query.append("unmatched=true") }
            if let limit { query.append("limit=\(limit)") }
            try door.show("GET", "requests" + (query.isEmpty ? "" : "?" + query.joined(separator: "&")))
        }
    }

    struct ClockCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "clock", abstract: "Show or turn the clock: advance DURATION, set TIME, freeze, resume.")

        @OptionGroup var door: Door
        @Argument(help: "advance, set, freeze or resume.") var action: String?
        @Argument(help: "A duration such as 1h, or a time.") var value: String?

        func run() throws {
            switch (action, value) {
            case (nil, nil): try door.show("GET", "clock")
            case ("advance", let value?): try door.show("PUT", "clock", .object([.init("advance", .string(value))]))
            case ("set", let value?): try door.show("PUT", "clock", .object([.init("now", .string(value))]))
            case ("freeze", nil): try door.show("PUT", "clock", .object([.init("mode", .string("frozen"))]))
            case ("resume", nil): try door.show("PUT", "clock", .object([.init("mode", .string("running"))]))
            default:
                throw Failure.usage(
                    "The clock takes: advance 1h, set 2026-03-01T09:00:00Z, freeze, resume, or nothing.")
            }
        }
    }

    struct Rules: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show rules, or switch one: enable NAME, disable NAME.")

        @OptionGroup var door: Door
        @Argument(help: "enable or disable.") var action: String?
        @Argument(help: "The rule.") var name: String?

        func run() throws {
            switch (action, name) {
            case (nil, nil): try door.show("GET", "rules")
            case ("enable", let name?), ("disable", let name?):
                let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
                try door.show("POST", "rules/\(escaped)/\(action ?? "")")
            default: throw Failure.usage("The rules take: enable NAME, disable NAME, or nothing.")
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whether the journal is as expected; waits for it with --within.")

        @OptionGroup var door: Door
        @Option(help: ArgumentHelp("An operation, such as searchCompanies.", valueName: "name")) var operation: String?
        @Option(help: ArgumentHelp("A client's id.", valueName: "id")) var client: String?
        @Option(help: "A method.") var method: String?
        @Option(help: ArgumentHelp("A path.", valueName: "path")) var path: String?
        @Option(help: "A status.") var status: Int?
        @Option(help: ArgumentHelp("How many there must be.", valueName: "n")) var exactly: Int?
        @Option(help: ArgumentHelp("How many there must be at least (default: 1).", valueName: "n")) var atLeast: Int?
        @Option(help: ArgumentHelp("How many there may be at most.", valueName: "n")) var atMost: Int?
        @Option(help: ArgumentHelp("How long it may take, such as 5s.", valueName: "duration")) var within: String?

        func run() throws {
            var request: [JSONValue.Member] = []
            if let operation { request.append(.init("operation", .string(operation))) }
            if let client { request.append(.init("client", .string(client))) }
            if let method { request.append(.init("method", .string(method))) }
            if let path { request.append(.init("urlPath", .string(path))) }
            if let status { request.append(.init("status", .number("\(status)"))) }
            var pattern: [JSONValue.Member] = [.init("request", .object(request))]
            for (name, number) in [("exactly", exactly), ("atLeast", atLeast), ("atMost", atMost)] {
                if let number { pattern.append(.init(name, .number("\(number)"))) }
            }
            var body: [JSONValue.Member] = [.init("patterns", .array([.object(pattern)]))]
            if let within { body.append(.init("within", .string(within))) }
            try door.show("POST", "verify", .object(body), timeout: 610)
        }
    }

    struct ScenarioCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "scenario", abstract: "Show what is served, or serve another bundled scenario or JSON file.")

        @OptionGroup var door: Door
        @Argument(help: "A bundled scenario or a JSON file.") var scenario: String?
        @Flag(help: "Go on with clock, journal, revoked tokens and counts.") var keep = false

        func run() throws {
            guard let scenario else { return try door.show("GET", "scenario") }
            var value = JSONValue.string(scenario)
            if scenario.contains("/") || scenario.hasSuffix(".json") {
                let text = try TextFile.read(scenario, as: "the scenario")
                do {
                    value = try JSONValue.read(Array(text.utf8))
                } catch {
                    throw Failure.usage("\(scenario) is no JSON: \(error)")
                }
            }
            try door.show("PUT", "scenario", .object([.init("scenario", value), .init("keep", .boolean(keep))]))
        }
    }

    struct Reset: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Empty the journal and put rules back to the start; --all: data, clock and tokens too.")

        @OptionGroup var door: Door
        @Flag(help: "The scenario from its start.") var all = false

        func run() throws { try door.show("POST", all ? "scenario/reset" : "reset") }
    }

    struct Call: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Any other request: METHOD PATH [BODY]; GET openapi.json lists all.")

        @OptionGroup var door: Door
        @Argument(help: "Such as POST.") var method: String
        @Argument(help: "Below /__admin, such as worlds.") var path: String
        @Argument(help: "A body of JSON.") var body: String?

        func run() throws {
            var value: JSONValue?
            if let body {
                do {
                    value = try JSONValue.read(Array(body.utf8))
                } catch {
                    throw Failure.usage("The body is no JSON: \(error)")
                }
            }
            try door.show(method.uppercased(), path, value)
        }
    }
}

/// `reseller-mock healthcheck`: for images without curl.
struct Healthcheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck", abstract: "Exit 0 when a mock serves, 1 when none does.",
        discussion: """
            The address comes from --url or RESELLER_MOCK_URL. Without them the mock of the same container is asked,
            which serves as the variables of serve say: at 127.0.0.1 on RESELLER_MOCK_ADMIN_PORT, else
            RESELLER_MOCK_PORT, else 8080. With RESELLER_MOCK_TLS or RESELLER_MOCK_NO_ADMIN any answer is good.
            """.helpText)

    @Option(help: ArgumentHelp("The mock's address.", valueName: "url")) var url: String?
    @Option(help: ArgumentHelp("How long it may take, in seconds (default: 5).", valueName: "seconds")) var timeout:
        Double?

    func run() throws {
        let answer: DoorAnswer
        do {
            answer = try DoorClient(url: url, token: nil, timeout: timeout ?? 5).send("GET", "health", nil)
        } catch let failure as Failure where failure.exitCode == Failure.unreachable {
            throw Failure.failed(failure.message)
        }
        // Neither has a door for plain HTTP on that port; whatever answers there is the mock.
        let variables = ProcessInfo.processInfo.environment
        let isOwn = url == nil && variables["RESELLER_MOCK_URL"] == nil
        let hasDoor = variables["RESELLER_MOCK_TLS"] == nil && variables["RESELLER_MOCK_NO_ADMIN"] == nil
        guard answer.isGood || isOwn && !hasDoor else { throw Failure.failed("The mock answers \(answer.status).") }
    }
}
