import Files
import Foundation
import ResellerMock

/// A folder that keeps a certificate authority from one start to the next, so that clients need trust it once.
struct AuthorityStore {
    let folder: String

    var certificatePath: String { "\(folder)/ca.pem" }
    private var keyPath: String { "\(folder)/ca-key.pem" }
    var paths: [String] { [certificatePath, keyPath] }

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
        let files = paths
        let present = files.filter { FileStamp($0, followingLinks: false) != nil }
        guard !present.isEmpty else { return try make(now) }
        do {
            if let missing = files.first(where: { !present.contains($0) }) {
                throw Unusable(reason: "\(missing) is missing")
            }
            let certificate = try TextFile.read(certificatePath, as: "the CA certificate")
            let key = try TextFile.read(keyPath, as: "the CA private key")
            do {
                let authority = try CertificateAuthority(certificatePEM: certificate, privateKeyPEM: key, now: now)
                protect(keyPath)
                return authority
            } catch let error as OpenSSLError where error.isNotYetValid {
                // A new one would replace a good one that clients trust, and be of the wrong time itself.
                throw Failure.failed("\(certificatePath): \(error)")
            } catch let error as OpenSSLError {
                throw Unusable(reason: "\(error)".trimmingSuffix("."))
            }
        } catch let unusable as Unusable {
            for file in present { try keepAsOld(file) }
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
        try TextFile.write(authority.privateKeyPEM(), to: keyPath, isSecret: true)
        try TextFile.write(authority.certificatePEM, to: certificatePath)
        return authority
    }

    private func keepAsOld(_ file: String) throws {
        // A key stays one, whatever it is called.
        if file == keyPath, FileStamp(file, followingLinks: false)?.kind == .file { chmod(file, 0o600) }
        guard rename(file, file + ".old") == 0 else {
            throw Failure.failed("Cannot rename \(file) to \(file).old: \(String(cString: strerror(errno))).")
        }
    }

    /// Whoever can read the key can pass for any server to the clients that trust the authority.
    private func protect(_ keyPath: String) {
        var status = stat()
        guard stat(keyPath, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 else {
            return
        }
        if chmod(keyPath, 0o600) == 0 {
            Console.warning("\(keyPath) could be read by others; its mode is 0600 now.")
        } else {
            let reason = String(cString: strerror(errno))
            Console.warning("\(keyPath) can be read by others, and its mode cannot be changed: \(reason).")
        }
    }

    private func failure(_ action: String) -> Failure {
        .failed("Cannot \(action) the folder \(folder): \(String(cString: strerror(errno))).")
    }
}
