import ArgumentParser
import Foundation
import ResellerMock

/// The options of `serve` that are about HTTPS.
struct TLSOptions: ParsableArguments {
    @Flag(help: "Serve HTTPS on --port instead of HTTP. Every option --tls-... implies it.")
    var tls = false

    @Option(help: ArgumentHelp("Serve HTTPS on this port and HTTP on --port; 0 takes a free one.", valueName: "port"))
    var tlsPort: Int?

    @Option(
        help: ArgumentHelp(
            "A name or address the certificate is for besides localhost, 127.0.0.1, ::1 and --host. Repeatable.",
            valueName: "name"))
    var tlsName: [String] = []

    @Option(
        help: ArgumentHelp("Write the CA certificate for clients to trust to this file.", valueName: "path"),
        completion: .file(extensions: ["pem"]))
    var tlsCaOutput: String?

    @Option(
        help: ArgumentHelp(
            "Keep the CA in this folder (ca.pem, ca-key.pem), so that clients need trust it only once.",
            valueName: "folder"),
        completion: .directory)
    var tlsState: String?

    @Option(
        help: ArgumentHelp(
            "Serve this certificate, its issuers after it, instead of one made at start.", valueName: "pem"),
        completion: .file(extensions: ["pem", "crt"]))
    var tlsCertificate: String?

    @Option(
        help: ArgumentHelp("The private key of --tls-certificate.", valueName: "pem"),
        completion: .file(extensions: ["pem", "key"]))
    var tlsPrivateKey: String?

    @Option(
        help: ArgumentHelp("Demand of every client a certificate of one of these CAs.", valueName: "pem"),
        completion: .file(extensions: ["pem", "crt"]))
    var tlsClientCa: String?
}

/// What HTTPS was asked for, by options first and by the environment second.
struct TLSSettings {
    private enum Certificate {
        case issued(names: [String], state: String?)
        case given(certificate: String, privateKey: String)
    }

    private let certificate: Certificate
    private let clientCA: String?
    let port: UInt16?
    let caOutput: String?

    /// Nil when nobody asked for HTTPS.
    init?(_ options: LayeredOptions<Serve>) throws {
        let names = options[\.tls.tlsName]
        let state = options[\.tls.tlsState]
        let chain = options[\.tls.tlsCertificate]
        let key = options[\.tls.tlsPrivateKey]
        caOutput = options[\.tls.tlsCaOutput]
        clientCA = options[\.tls.tlsClientCa]
        port = try options[\.tls.tlsPort].map { try ServeSettings.port($0) }
        let files = [state, chain, key, caOutput, clientCA]
        guard options[\.tls.tls] || !names.isEmpty || port != nil || files.contains(where: { $0 != nil }) else {
            return nil
        }

        switch (chain, key) {
        case (let chain?, let key?):
            let useless = [
                ("--tls-name", !names.isEmpty), ("--tls-state", state != nil), ("--tls-ca-output", caOutput != nil),
            ]
            if let option = useless.first(where: \.1)?.0 {
                throw Failure.usage("\(option) is for a certificate made at start; leave it or --tls-certificate out.")
            }
            certificate = .given(certificate: chain, privateKey: key)
        case (nil, nil):
            certificate = .issued(names: names, state: state)
        case (_?, nil):
            throw Failure.usage("--tls-certificate needs --tls-private-key, the key that belongs to it.")
        case (nil, _?):
            throw Failure.usage("--tls-private-key needs --tls-certificate, the certificate it belongs to.")
        }
    }

    /// Tells which files the options name.
    func name(_ files: inout NamedFiles) {
        files.writes("--tls-ca-output", caOutput)
        files.reads("--tls-client-ca", clientCA)
        switch certificate {
        case .given(let chain, let key):
            files.reads("--tls-certificate", chain)
            files.reads("--tls-private-key", key)
        case .issued(_, let state):
            for path in state.map({ AuthorityStore(folder: $0).paths }) ?? [] { files.reads("--tls-state", path) }
        }
    }

    /// Reads and makes what is needed; every error names its files.
    func configuration(hosts: [String]) throws -> TLSConfiguration {
        let clientAuthorities = try clientCA.map { try TextFile.read($0, as: "the client CA certificates") }
        let make: (String?) throws -> TLSConfiguration
        let origin: String?
        switch certificate {
        case .given(let chain, let key):
            let credentials = TLSCredentials(
                certificateChainPEM: try TextFile.read(chain, as: "the TLS certificate"),
                privateKeyPEM: try TextFile.read(key, as: "the TLS private key"))
            make = { try TLSConfiguration(credentials: credentials, clientAuthoritiesPEM: $0) }
            origin = "\(chain) and \(key)"
        case .issued(let names, let state):
            for name in names where name.contains("_") {
                Console.warning("the TLS name \"\(name)\" has an underscore; some clients refuse such host names.")
            }
            let authority = try state.map { try AuthorityStore(folder: $0).authority() }
            make = { try TLSConfiguration(authority: authority, names: names + hosts, clientAuthoritiesPEM: $0) }
            origin = nil
        }
        // Twice, so that an error can be told to the files it is about.
        let plain = try Self.naming(origin) { try make(nil) }
        guard let clientAuthorities else { return plain }
        return try Self.naming(clientCA) { try make(clientAuthorities) }
    }

    private static func naming(
        _ files: String?, _ work: () throws -> TLSConfiguration
    ) throws -> TLSConfiguration {
        do {
            return try work()
        } catch let error as OpenSSLError {
            throw Failure.failed((files.map { "\($0): " } ?? "") + "\(error)")
        }
    }

    /// What curl needs to be told, as in `--cacert ca.pem`.
    var curlOption: String? {
        switch certificate {
        case .given: nil
        case .issued(_, let state):
            if let path = caOutput ?? state.map({ AuthorityStore(folder: $0).certificatePath }) {
                "--cacert \(StartMessage.quoted(path))"
            } else {
                "-k"
            }
        }
    }

    /// A sentence for the start message, where there is something to know.
    var note: String? {
        if let clientCA { return "Clients must show a certificate of \(clientCA) (curl: --cert, --key)." }
        return curlOption == "-k" ? "--tls-ca-output ca.pem writes the CA certificate for clients to trust." : nil
    }
}
