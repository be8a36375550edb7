import Foundation
import ResellerMock

/// A folder that keeps a certificate authority from one start to the next, so that clients need trust it once.
struct AuthorityStore {
    let folder: String

    var certificatePath: String { "\(folder)/ca.pem" }
    private var keyPath: String { "\(folder)/ca-key.pem" }

    /// The authority of the folder; a new one when there is none, or none that can be used, which is told.
    func authority(now: Date = Date()) throws -> CertificateAuthority {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw failure("create") }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open") }
        // Ends the lock too. Without it two servers that start at once would each make one file of a pair.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure("lock") }
        }
        let files = [certificatePath, keyPath]
        let present = files.filter { access($0, F_OK) == 0 }
        guard !present.isEmpty else { return try make(now) }
        do {
            if let missing = files.first(where: { !present.contains($0) }) {
                throw Unusable(reason: "\(missing) is missing")
            }
            let certificate = try TextFile.read(certificatePath, as: "the CA certificate")
            let key = try TextFile.read(keyPath, as: "the CA private key")
            do {
                let authority = try CertificateAuthority(certificatePEM: certificate, privateKeyPEM: key, now: now)
                try protectKey()
                return authority
            } catch let error as OpenSSLError {
                throw Unusable(reason: "\(error)".trimmingSuffix("."))
            }
        } catch let unusable as Unusable {
            for file in present { rename(file, file + ".old") }
            let authority = try make(now)
            Console.warning(
                "the CA in \(folder) was renewed, clients must trust the new \(certificatePath): \(unusable.reason) "
                    + "(kept as .old).")
            return authority
        }
    }

    private struct Unusable: Error {
        var reason: String
    }

    private func make(_ now: Date) throws -> CertificateAuthority {
        let authority = try CertificateAuthority.make(commonName: "reseller-mock CA", now: now)
        try AtomicFile.write(authority.privateKeyPEM(), to: keyPath, permissions: 0o600)
        try AtomicFile.write(authority.certificatePEM, to: certificatePath)
        return authority
    }

    /// Whoever can read the key can pass for any server to the clients that trust the authority.
    private func protectKey() throws {
        var status = stat()
        guard stat(keyPath, &status) == 0, status.st_mode & 0o077 != 0 else { return }
        Console.warning("\(keyPath) could be read by others; its mode is 0600 now.")
        chmod(keyPath, 0o600)
    }

    private func failure(_ action: String) -> Failure {
        .failed("Cannot \(action) the folder \(folder): \(String(cString: strerror(errno))).")
    }
}
