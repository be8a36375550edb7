import HTTP1
import HTTPServer
import Logging
import OpenSSL
import Testing

@testable import ResellerMock

struct ConnectionLogTests {
    @Test func aHintNamesTheMend() {
        #expect(
            ConnectionLog.hint(.alertReceived(name: "unknown CA"), missingName: nil)
                == "The other side ended TLS with the alert \"unknown CA\". Give it the CA certificate to trust.")
        #expect(
            ConnectionLog.hint(.endedInHandshake, missingName: nil)
                == "The client ended the connection in the handshake, without an alert that says why. "
                + "It may not trust the CA, or use a name that is not in the certificate.")
        #expect(
            ConnectionLog.hint(.endedWithoutData, missingName: "mock")
                == "The client ended the connection after the handshake, without a request. "
                + "The certificate is not for \"mock\" (--tls-name mock adds it).")
        #expect(ConnectionLog.hint(.notTLS, missingName: nil) == "The client does not speak TLS.")
    }

    @Test func everyShortageIsToldWithItsBound() {
        let log = ConnectionLog(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, limits: Limits())
        #expect(
            Shortage.allCases.map(log.began) == [
                "10000 connections are open, the most there may be; further ones are closed",
                "no descriptors are left for further connections, which wait; raise the limit of open files (ulimit -n)",
                "answers of 256 MiB wait for clients that do not read; large ones are refused with 503",
            ])
        for shortage in Shortage.allCases { #expect(log.ended(shortage, 12).contains("12")) }
    }
}
