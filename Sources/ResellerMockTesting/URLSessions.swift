import CURLTrust
import Foundation
public import ResellerMock
import Synchronization

#if canImport(FoundationNetworking)
    public import FoundationNetworking
#endif

extension MockServer {
    private static let trusted = Mutex<[String]>([])
    private static let testAuthority = Mutex<CertificateAuthority?>(nil)

    /// A session without caches, cookies and proxies that trusts the mock's HTTPS, beside what this machine trusts.
    ///
    /// Foundation on Linux hands requests to libcurl and has no way of its own to trust a certificate, so the trust is this
    /// process's: other sessions of it trust the mock too from then on.
    public var urlSession: URLSession {
        if let certificate = caCertificatePEM {
            Self.trusted.withLock { trusted in
                guard !trusted.contains(certificate) else { return }
                trusted.append(certificate)
                curl_trust_set(trusted.joined(separator: "\n"), 1)
            }
        }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.connectionProxyDictionary = [:]
        return URLSession(configuration: configuration)
    }

    /// HTTPS with one authority for all tests of the process.
    static func tlsForTests() throws -> TLSConfiguration {
        let authority = try testAuthority.withLock { authority in
            let known = try authority ?? .make(commonName: "reseller-mock CA for tests", now: Date())
            authority = known
            return known
        }
        return try TLSConfiguration(authority: authority)
    }
}
