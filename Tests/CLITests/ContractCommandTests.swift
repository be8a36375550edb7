import Foundation
import Testing

@Suite(.threadsOfTheirOwn)
struct ContractCommandTests {
    private static let credentials = [
        "RESELLER_CLIENT_ID": "reseller-client", "RESELLER_CLIENT_SECRET": "reseller-secret",
    ]

    @Test func withoutAnAddressTheMockInProcessPassesEverything() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run("contract", "--no-skips", "--json", "\(folder.path)/report.json")
        #expect(result.status == 0, "\(result.output)")
        #expect(result.errors.isEmpty)
        #expect(result.output.contains(" passed, 0 failed, 0 advisory, 0 skipped in "))
        let json = try Data(contentsOf: URL(filePath: "\(folder.path)/report.json"))
        let report = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        #expect(report["version"] as? Int == 1)
    }

    /// The suite is a program of its own, which the command becomes; where that is missing the mend is told.
    @Test func theSuiteLiesBesideTheCommand() throws {
        for arguments in [["contract", "--help"], ["help", "contract"]] {
            let help = try Command.run(arguments)
            #expect(help.status == 0 && help.output.contains("--allow-writes"))
        }
        let folder = try TemporaryFolder()
        let alone = "\(folder.path)/reseller-mock"
        // A copy might still be open for writing in a child that another test has just forked ("Text file busy").
        do {
            try FileManager.default.linkItem(atPath: Command.path, toPath: alone)
        } catch {
            try FileManager.default.copyItem(atPath: Command.path, toPath: alone)
        }
        let result = try Command.Running(["contract"], program: alone).wait()
        #expect(result.status == 2)
        #expect(result.errors.contains("reseller-mock-contract, which cannot be started as \(folder.path)/"))
        #expect(try Command.Running(["--version"], program: alone).wait().status == 0)
    }

    @Test func aMockInAnotherProcessPasses() throws {
        let folder = try TemporaryFolder()
        let server = try Command.Running(["serve", "--port", "0"])
        let url = server.readLine().replacing("Listening on ", with: "")
        let file = try folder.write(
            """
            RESELLER_CLIENT_ID=reseller-client
            RESELLER_CLIENT_SECRET=reseller-secret
            COMPANY_ADMIN_CLIENT_ID=company-admin-client
            COMPANY_ADMIN_CLIENT_SECRET=company-admin-secret
            UNMANAGED_COMPANY_ID=Ty4pLw9sGe3K
            """, to: "secrets.env")
        let result = try Command.run(
            "contract", "--base-url", url, "--credentials", file, "--rate", "1000", "--junit",
            "\(folder.path)/junit.xml",
            "--markdown", "\(folder.path)/report.md")
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains(" 0 failed, 0 advisory, 3 skipped in "))
        #expect(result.output.contains("EXPIRED_TOKEN not given"))
        for name in ["junit.xml", "report.md"] {
            #expect(FileManager.default.fileExists(atPath: "\(folder.path)/\(name)"))
        }
    }

    @Test func aMockOverHTTPSPassesWhereItsCertificateIsTrusted() throws {
        let folder = try TemporaryFolder()
        let ca = "\(folder.path)/ca.pem"
        let server = try Command.Running(["serve", "--port", "0", "--quiet", "--tls", "--tls-ca-output", ca])
        let url = server.readLine().replacing("Listening on ", with: "")
        try #require(url.hasPrefix("https://"))
        let arguments = ["contract", "--base-url", url, "--rate", "1000"]
        // That every check passes over the wire is for the test above.
        for trust in [["--ca-file", ca, "--only", "http."], ["--insecure", "--only", "token."]] {
            let result = try Command.Running(arguments + trust, environment: Self.credentials).wait()
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            #expect(result.output.contains(" 0 failed, 0 advisory, "))
        }
        let untrusted = try Command.Running(arguments, environment: Self.credentials).wait()
        #expect(untrusted.status == 3)
        #expect(untrusted.errors.contains("could not be reached: SSL certificate problem"))
    }

    @Test func aTargetWithAnotherLifetimeFails() throws {
        let folder = try TemporaryFolder()
        let scenario = try folder.write(
            #"{ "version": 1, "token": { "lifetime": "60s" }, "companies": [ { "name": "ACME LLC" } ] }"#,
            to: "short.json")
        let server = try Command.Running(["serve", "--port", "0", "--scenario", scenario])
        let url = server.readLine().replacing("Listening on ", with: "")
        let result = try Command.run(
            "contract", "--base-url", url, "--only", "token.lifetime", environment: Self.credentials)
        #expect(result.status == 1)
        #expect(result.output.contains("failed: token.lifetime\n"))
        #expect(result.output.contains("expected: expires_in 3600\n  actual:   60\n"))
        #expect(!result.output.contains("reseller-secret"))
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func theAddressMayHaveASchemeInCapitalsAndAnIPv6Literal(_ host: String) throws {
        let server = try Command.Running(["serve", "--port", "0", "--host", host])
        let url = server.readLine().replacing("Listening on ", with: "")
        // A machine without IPv6 has no ::1 to listen on.
        if host == "::1", url.isEmpty { return }
        let result = try Command.run(
            "contract", "--base-url", url.replacing("http", with: "HTTP") + "/", "--only", "token.lifetime",
            environment: Self.credentials)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
    }

    @Test func skipsFailWhereTheyAreForbidden() throws {
        let server = try Command.Running(["serve", "--port", "0"])
        let url = server.readLine().replacing("Listening on ", with: "")
        let arguments = ["contract", "--base-url", url, "--rate", "1000", "--only", "authz.unmanaged-company"]
        let allowed = try Command.Running(arguments, environment: Self.credentials).wait()
        let forbidden = try Command.Running(arguments + ["--no-skips"], environment: Self.credentials).wait()
        #expect(allowed.status == 0)
        #expect(forbidden.status == 1)
    }

    @Test func aTargetThatGivesNoTokenEndsWithThree() throws {
        let server = try Command.Running(["serve", "--port", "0"])
        let url = server.readLine().replacing("Listening on ", with: "")
        let refused = try Command.run(
            "contract", "--base-url", url,
            environment: ["RESELLER_CLIENT_ID": "nobody", "RESELLER_CLIENT_SECRET": "nothing"])
        #expect(refused.status == 3)
        #expect(
            refused.errors
                == "error: \(url) gave no token: HTTP 400 invalid_client; check RESELLER_CLIENT_ID and RESELLER_CLIENT_SECRET.\n"
        )
        _ = server.end(SIGTERM)
        let gone = try Command.run("contract", "--base-url", url, environment: Self.credentials)
        #expect(gone.status == 3)
        #expect(gone.errors.hasPrefix("error: \(url) could not be reached: "))
    }

    @Test(arguments: [
        (
            ["--base-url", "api.keepnetlabs.com"],
            "api.keepnetlabs.com is no address; expected one such as https://api.keepnetlabs.com."
        ),
        (
            ["--base-url", "http://u:p@h"],
            "--base-url takes scheme, host, port and path alone; credentials go into the environment."
        ),
        (["--timeout", "30"], "--timeout 30 is no duration up to an hour; write it as 30s, 500ms or 2m."),
        (["--rate", "0"], "--rate 0.0 is not between 0 and 1000."),
        (["--insecure"], "--insecure needs --base-url; without it the mock in this process is checked."),
        (
            ["--base-url", "http://127.0.0.1:1"],
            "RESELLER_CLIENT_ID and RESELLER_CLIENT_SECRET not set; expected in the environment or in a file for --credentials."
        ),
        (
            ["--only", "sarch"],
            "No check's id begins with \"sarch\"; the areas are auth, authz, clients, companies, detail, export, groups, http, lookups, my, permissions, roles, scim, scope, search, token, users, and --list prints all ids."
        ),
    ])
    func wrongUsageIsNamed(_ arguments: [String], _ message: String) throws {
        let result = try Command.Running(["contract"] + arguments).wait()
        #expect(result.status == 2)
        #expect(result.errors == "error: \(message)\n")
    }

    /// The target is a mock with `serve`'s options, over HTTPS.
    @Test func aTargetThatChangedEndsWithSix() throws {
        let folder = try TemporaryFolder()
        func report(_ serve: [String], _ arguments: [String]) throws -> (status: Int32, output: String) {
            let server = try Command.Running(["serve", "--port", "0", "--tls"] + serve)
            let url = server.readLine().replacing("Listening on ", with: "")
            let result = try Command.Running(
                ["contract", "--base-url", url, "--insecure", "--rate", "1000", "--only", "token."] + arguments,
                environment: Self.credentials
            ).wait()
            return (result.status, result.output + result.errors)
        }
        let other = try folder.write(
            #"{ "version": 1, "extends": "default", "behaviour": { "nullFilter": "reject" } }"#, to: "other.json")
        let last = "\(folder.path)/last.json"
        let next = "\(folder.path)/next.json"
        #expect(try report([], ["--json", last]).status == 0)
        let tenant = "\(folder.path)/tenant.yaml"
        let changed = try report(
            ["--scenario", other],
            [
                "--against", last, "--json", next, "--write-behaviour", tenant, "--write-shape",
                "\(folder.path)/shape.json",
            ])
        #expect(changed.status == 6)
        #expect(changed.output.contains("\nbehaviour:\n  changed: nullFilter: accept -> reject\n"), "\(changed.output)")
        #expect(try String(contentsOfFile: tenant, encoding: .utf8).contains("\n  nullFilter: reject\n"))
        // The file is a scenario.
        #expect(try Command.run("check", tenant).status == 0)
        // A mock that behaves so is the target.
        let same = try report(["--behaviour", tenant], ["--against", next])
        #expect(same.status == 0 && same.output.contains("Nothing changed."), "\(same.output)")
        let offline = try Command.run("drift", last, next)
        #expect(offline.status == 6)
        #expect(offline.output == "behaviour:\n  changed: nullFilter: accept -> reject\n1 changed.\n")
        let wrong = try Command.run("drift", last, tenant)
        #expect(wrong.status == 2)
        #expect(
            wrong.errors
                == "error: \(tenant): this is no report of contract --json: no JSON: a value expected at byte 0.\n")
    }

    @Test func theTargetIsComparedWithAMockOfItsBehaviour() throws {
        let result = try Command.run("contract", "--only", "token.", "--compare")
        #expect(result.status == 0)
        #expect(result.output.contains("From the mock to the target:\n"))
        #expect(result.output.contains("Nothing changed."), "\(result.output)")
    }

    @Test func theListHasSentencesAndSources() throws {
        let result = try Command.run("contract", "--list", "--only", "authz.unmanaged-company")
        #expect(
            result.output == """
                authz.unmanaged-company
                  A company that exists and is not managed is 403.
                  required; page: vendor page "Get a company", Common errors; needs UNMANAGED_COMPANY_ID

                """)
    }

    @Test func theLedgerIsPrinted() throws {
        let text = try Command.run("fidelity")
        #expect(text.output.hasPrefix("token.success\n"))
        let markdown = try Command.run("fidelity", "--markdown")
        #expect(markdown.output.hasPrefix("# What the mock is faithful to\n"))
    }
}
