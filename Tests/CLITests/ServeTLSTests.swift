import Foundation
import ResellerMock
import Testing

@Suite(.threadsOfTheirOwn)
struct ServeTLSTests {
    private func serve(
        _ arguments: String..., environment: [String: String] = [:]
    ) throws -> (command: Command.Running, urls: [String]) {
        let command = try Command.Running(["serve", "--port", "0"] + arguments, environment: environment)
        let line = command.readLine()
        let prefix = "Listening on "
        try #require(line.hasPrefix(prefix), "\(line) \(command.log)")
        return (command, line.dropFirst(prefix.count).components(separatedBy: " and "))
    }

    /// The status that curl gets, or its exit code as a negative number.
    private func curl(_ arguments: String...) throws -> Int {
        let output = Pipe()
        let words = ["curl", "-s", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}"] + arguments
        let process = try ChildProcess("/usr/bin/env", words, output: output.fileHandleForWriting)
        try output.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let code = process.wait()
        return code == 0 ? try #require(Int(text)) : -Int(code)
    }

    private func authority(_ name: String = "Test CA", now: Date = Date()) throws -> CertificateAuthority {
        try CertificateAuthority.make(commonName: name, now: now)
    }

    // MARK: Serving

    @Test(.enabled(if: Program.isThere("curl")))
    func curlTrustsTheWrittenCA() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/ca.pem"
        let (command, urls) = try serve("--tls-ca-output", file, "--tls-name", "api.keepnetlabs.com")
        try #require(urls.count == 1 && urls[0].hasPrefix("https://127.0.0.1:"))
        let port = urls[0].split(separator: ":")[2]
        #expect(try curl("--cacert", file, urls[0]) == 404)
        #expect(try curl("--cacert", file, "https://localhost:\(port)/") == 404)
        let name = "api.keepnetlabs.com:\(port)"
        #expect(try curl("--cacert", file, "--resolve", "\(name):127.0.0.1", "https://\(name)/") == 404)
        // 60: the certificate is not trusted, or not for this name.
        #expect(try curl(urls[0]) == -60)
        #expect(
            try curl("--cacert", file, "--resolve", "other.test:\(port):127.0.0.1", "https://other.test:\(port)/")
                == -60)
        #expect(try curl("http://127.0.0.1:\(port)/") == 400)
        #expect(command.waitForLog("the client sent plain HTTP"))
        let result = command.end(SIGTERM)
        #expect(result.status == 0)
        #expect(result.output.contains("curl -s --cacert \(file) \(urls[0])/connect/token"))
        #expect(result.errors.contains("Give it the CA certificate to trust."))
        #expect(result.errors.contains(#"is not for "other.test" (--tls-name other.test adds it)."#))
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func bothAreServedAtOnceAndToldInTheReadyFile() throws {
        let folder = try TemporaryFolder()
        let (ca, ready) = (folder.path + "/ca.pem", folder.path + "/ready")
        let (command, urls) = try serve("--tls-port", "0", "--tls-ca-output", ca, "--ready-file", ready)
        try #require(urls.count == 2)
        #expect(urls[0].hasPrefix("http://127.0.0.1:") && urls[1].hasPrefix("https://127.0.0.1:"))
        #expect(try String(contentsOfFile: ready, encoding: .utf8) == urls.map { $0 + "\n" }.joined())
        #expect(try curl(urls[0]) == 404)
        #expect(try curl("--cacert", ca, urls[1]) == 404)
        #expect(command.end(SIGTERM).status == 0)
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func environmentMirrorsTheOptions() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/ca.pem"
        let (command, urls) = try serve(
            environment: [
                "RESELLER_MOCK_TLS": "true", "RESELLER_MOCK_TLS_NAME": "a.test,b.test",
                "RESELLER_MOCK_TLS_CA_OUTPUT": file,
            ])
        let port = try #require(urls.first?.split(separator: ":").last)
        for name in ["a.test:\(port)", "b.test:\(port)"] {
            #expect(try curl("--cacert", file, "--resolve", "\(name):127.0.0.1", "https://\(name)/") == 404)
        }
        let result = command.end(SIGTERM)
        #expect(result.status == 0 && !result.errors.contains("unknown and has no effect"))
    }

    @Test(.enabled(if: Program.isThere("curl")))
    func givenCertificateAndClientCertificates() throws {
        let folder = try TemporaryFolder()
        let authority = try authority()
        let server = try authority.issue(names: ["127.0.0.1"], now: Date())
        let client = try authority.issueClient(commonName: "test client", now: Date())
        let ca = try folder.write(authority.certificatePEM, to: "ca.pem")
        let certificate = try folder.write(server.certificateChainPEM, to: "server.pem")
        let key = try folder.write(server.privateKeyPEM, to: "server.key")
        let clientFile = try folder.write(client.certificateChainPEM + client.privateKeyPEM, to: "client.pem")
        let (command, urls) = try serve(
            "--tls-certificate", certificate, "--tls-private-key", key, "--tls-client-ca", ca)
        #expect(try curl("--cacert", ca, "--cert", clientFile, urls[0]) == 404)
        #expect(try curl("--cacert", ca, urls[0]) < 0)
        #expect(command.waitForLog("The client sent no certificate, and one is required."))
        #expect(command.end(SIGTERM).status == 0)
    }

    @Test(arguments: ["client.py", "client.mjs"])
    func clientLibrariesTrustTheWrittenCA(_ script: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Clients/\(script)").path
        let isPython = script.hasSuffix("py")
        guard isPython ? Program.runs("python3", "-c", "import requests_oauthlib") : Program.isThere("node") else {
            return
        }
        let folder = try TemporaryFolder()
        let ca = folder.path + "/ca.pem"
        let (command, urls) = try serve("--tls-ca-output", ca)
        let trust = isPython ? "REQUESTS_CA_BUNDLE=\(ca)" : "NODE_EXTRA_CA_CERTS=\(ca)"
        #expect(Program.runs("env", trust, isPython ? "python3" : "node", file, urls[0]))
        #expect(!Program.runs(isPython ? "python3" : "node", file, urls[0]))
        #expect(command.end(SIGTERM).status == 0)
    }

    // MARK: The kept CA

    @Test func stateKeepsTheCAPrivately() throws {
        let folder = try TemporaryFolder()
        let state = folder.path + "/state"
        func start() throws -> (certificate: String, errors: String) {
            let (command, _) = try serve("--tls-state", state, "--quiet")
            let result = command.end(SIGTERM)
            #expect(result.status == 0)
            return (try String(contentsOfFile: state + "/ca.pem", encoding: .utf8), result.errors)
        }
        func mode(_ path: String) -> mode_t {
            var status = stat()
            return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
        }
        let first = try start()
        #expect(mode(state) == 0o700)
        #expect(mode(state + "/ca-key.pem") == 0o600)
        #expect(first.errors.isEmpty)
        chmod(state + "/ca-key.pem", 0o644)
        let second = try start()
        #expect(second.certificate == first.certificate)
        #expect(second.errors.contains("ca-key.pem could be read by others"))
        #expect(mode(state + "/ca-key.pem") == 0o600)
    }

    @Test func unusableStateIsToldAndRenewed() throws {
        let expired = try authority(now: Date() - 11 * 365 * 86_400)
        let current = try authority()
        let cases: [(certificate: String?, key: String?, reason: String)] = [
            (expired.certificatePEM, try expired.privateKeyPEM(), "it expired at "),
            (current.certificatePEM, try expired.privateKeyPEM(), "the private key is that of another certificate"),
            (current.certificatePEM, nil, "ca-key.pem is missing"),
            (nil, try current.privateKeyPEM(), "ca.pem is missing"),
            ("nonsense", try current.privateKeyPEM(), "-----BEGIN CERTIFICATE-----"),
            ("", "", "-----BEGIN CERTIFICATE-----"),
        ]
        for (certificate, key, reason) in cases {
            let folder = try TemporaryFolder()
            if let certificate { _ = try folder.write(certificate, to: "ca.pem") }
            if let key { _ = try folder.write(key, to: "ca-key.pem") }
            let (command, _) = try serve("--tls-state", folder.path, "--quiet")
            let result = command.end(SIGTERM)
            #expect(result.status == 0)
            #expect(result.errors.contains("warning: the CA in \(folder.path) was renewed"))
            #expect(result.errors.contains(reason))
            #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
            let renewed = try String(contentsOfFile: folder.path + "/ca.pem", encoding: .utf8)
            let renewedKey = try String(contentsOfFile: folder.path + "/ca-key.pem", encoding: .utf8)
            #expect(throws: Never.self) {
                try CertificateAuthority(certificatePEM: renewed, privateKeyPEM: renewedKey, now: Date())
            }
        }
    }

    @Test func aCAOfTheFutureIsRefusedAndKept() throws {
        let folder = try TemporaryFolder()
        let future = try authority(now: Date() + 10 * 86_400)
        let certificate = try folder.write(future.certificatePEM, to: "ca.pem")
        let key = try folder.write(try future.privateKeyPEM(), to: "ca-key.pem")
        let result = try Command.run("serve", "--port", "0", "--tls-state", folder.path)
        #expect(result.status == 1)
        #expect(
            result.errors.hasPrefix("error: \(certificate): Cannot use the CA certificate: it is not valid before "))
        #expect(try String(contentsOfFile: certificate, encoding: .utf8) == future.certificatePEM)
        #expect(try String(contentsOfFile: key, encoding: .utf8) == future.privateKeyPEM())
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }

    @Test func keysAreTheirOwnersAloneWhateverLayInWait() throws {
        let lays: [(String) -> Int32] = [{ mkfifo($0, 0o666) }, { symlink("../others", $0) }]
        for lay in lays {
            let folder = try TemporaryFolder()
            let others = try folder.write("of someone else", to: "others")
            let state = "\(folder.path)/state"
            mkdir(state, 0o700)
            #expect(lay("\(state)/ca-key.pem") == 0)
            let (command, _) = try serve("--tls-state", state, "--quiet")
            #expect(command.end(SIGTERM).status == 0)
            var status = stat()
            #expect(lstat("\(state)/ca-key.pem", &status) == 0)
            #expect(status.st_mode == S_IFREG | 0o600)
            #expect(try String(contentsOfFile: others, encoding: .utf8) == "of someone else")
        }
    }

    @Test func startsAtOnceShareOneCA() throws {
        let folder = try TemporaryFolder()
        let state = folder.path + "/state"
        let outputs = (0..<6).map { "\(folder.path)/\($0).pem" }
        let commands = try outputs.map {
            try Command.Running(["serve", "--port", "0", "--quiet", "--tls-state", state, "--tls-ca-output", $0])
        }
        for command in commands { #expect(command.readLine().hasPrefix("Listening on https://")) }
        let certificates = try outputs.map { try String(contentsOfFile: $0, encoding: .utf8) }
        #expect(Set(certificates).count == 1)
        for command in commands {
            let result = command.end(SIGTERM)
            #expect(result.status == 0 && result.errors.isEmpty)
        }
    }

    // MARK: Errors

    @Test func everyFileErrorIsOneLineThatNamesTheFile() throws {
        let folder = try TemporaryFolder()
        let authority = try authority()
        let good = try authority.issue(names: ["localhost"], now: Date())
        let old = try authority.issue(names: ["localhost"], now: Date() - 500 * 86_400)
        let certificate = try folder.write(good.certificateChainPEM, to: "server.pem")
        let key = try folder.write(good.privateKeyPEM, to: "server.key")
        let otherKey = try folder.write(old.privateKeyPEM, to: "other.key")
        let expired = try folder.write(old.certificateChainPEM, to: "expired.pem")
        let nonsense = try folder.write("nonsense", to: "nonsense.pem")
        let encrypted = try folder.write(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGb\n-----END ENCRYPTED PRIVATE KEY-----\n", to: "encrypted.key")
        let missing = folder.path + "/missing.pem"
        let cases: [(certificate: String, key: String, clientCA: String?, named: String, reason: String)] = [
            (missing, key, nil, missing, "No such file or directory"),
            (certificate, missing, nil, missing, "No such file or directory"),
            (certificate, folder.path, nil, folder.path, "Is a directory"),
            (certificate, key, missing, missing, "No such file or directory"),
            (nonsense, key, nil, nonsense, "-----BEGIN CERTIFICATE-----"),
            (certificate, nonsense, nil, nonsense, "-----BEGIN PRIVATE KEY-----"),
            (key, key, nil, key, "holds a PRIVATE KEY instead of a CERTIFICATE"),
            (certificate, otherKey, nil, otherKey, "the private key is that of another certificate; give the pair"),
            (expired, otherKey, nil, expired, "it expired at "),
            (certificate, encrypted, nil, encrypted, "encrypted"),
            (certificate, key, nonsense, nonsense, "-----BEGIN CERTIFICATE-----"),
            (certificate, key, certificate, certificate, "is not the certificate of a CA"),
            (certificate, "/dev/zero", nil, "/dev/zero", "larger than 1 MiB"),
        ]
        for item in cases {
            let arguments = ["--tls-certificate", item.certificate, "--tls-private-key", item.key]
            let result = try Command.Running(
                ["serve", "--port", "0"] + arguments + (item.clientCA.map { ["--tls-client-ca", $0] } ?? [])
            ).wait()
            #expect(result.status == 1)
            #expect(result.output.isEmpty)
            let lines = result.errors.split(separator: "\n")
            #expect(lines.count == 1, "\(result.errors)")
            #expect(result.errors.hasPrefix("error: "))
            #expect(result.errors.contains(item.named), "\(result.errors)")
            #expect(result.errors.contains(item.reason), "\(result.errors)")
        }
    }

    @Test func placesThatCannotBeWrittenAreNamed() throws {
        for option in ["--tls-ca-output", "--tls-state"] {
            let result = try Command.run("serve", "--port", "0", option, "/nonexistent/place")
            #expect(result.status == 1)
            #expect(result.errors.contains("/nonexistent/place: No such file or directory"))
            #expect(result.errors.split(separator: "\n").count == 1)
        }
    }

    @Test(arguments: [
        (["--tls-certificate", "a.pem"], "--tls-certificate needs --tls-private-key"),
        (["--tls-private-key", "a.pem"], "--tls-private-key needs --tls-certificate"),
        (
            ["--tls-certificate", "a", "--tls-private-key", "b", "--tls-name", "c"],
            "--tls-name is for a certificate made at start"
        ),
        (["--port", "8443", "--tls-port", "8443"], "--port and --tls-port are both 8443"),
        (["--tls-port", "70000"], "The port 70000 is not between 0 and 65535."),
    ])
    func combinationsWithoutSenseAreUsageErrors(_ arguments: [String], _ message: String) throws {
        let result = try Command.Running(["serve"] + arguments).wait()
        #expect(result.status == 2)
        #expect(result.errors.contains(message))
    }

    @Test func badNameIsNamed() throws {
        let result = try Command.run("serve", "--port", "0", "--tls-name", "under/score.test")
        #expect(result.status == 1)
        #expect(result.errors.contains(#""under/score""#))
    }

    @Test func namesAreTakenAsPeopleWriteThem() throws {
        let (command, urls) = try serve(environment: ["RESELLER_MOCK_TLS_NAME": "project_mock_1, api.test. ,"])
        #expect(urls.count == 1 && urls[0].hasPrefix("https://"))
        let result = command.end(SIGTERM)
        #expect(result.status == 0)
        #expect(
            result.errors.hasPrefix(
                "warning: the TLS name \"project_mock_1\" has an underscore; some clients refuse such host names.\n"))
    }
}
