internal import COpenSSL
internal import FoundationEssentials

/// What goes into a new X.509 version 3 certificate (RFC 5280), besides keys and issuer.
struct CertificateTemplate {
    /// An extension by its number and its value in the notation of x509v3_config(5). Values come from this module or
    /// from validated names: the notation has its own syntax, which foreign text could use.
    struct Extension {
        let identifier: Int32
        let value: String
    }

    var commonName: String
    var notBefore: Date
    var notAfter: Date
    var extensions: [Extension]

    /// - Parameters:
    ///   - issuer: nothing for a self-signed certificate.
    ///   - signingKey: the issuer's, or the subject's own when self-signed.
    func certificate(for key: PrivateKey, issuedBy issuer: Certificate?, signingKey: PrivateKey) throws -> Certificate {
        let operation = "issue a certificate for \"\(commonName)\""
        ErrorQueue.clear()
        let certificate = Certificate(owning: try required(operation, X509_new()))
        let pointer = certificate.pointer
        let issuerPointer = issuer?.pointer ?? pointer

        // The field holds the version number less one.
        try requireSuccess(operation, X509_set_version(pointer, 2))
        try setRandomSerial(of: pointer, operation)
        let subject = X509_get_subject_name(pointer)
        try requireSuccess(
            operation, COpenSSL_X509_NAME_add_common_name(subject, commonName, Int32(commonName.utf8.count)))
        try requireSuccess(operation, X509_set_issuer_name(pointer, X509_get_subject_name(issuerPointer)))
        let times = (Int(notBefore.timeIntervalSince1970), Int(notAfter.timeIntervalSince1970))
        _ = try required(operation, ASN1_TIME_set(X509_getm_notBefore(pointer), times.0))
        _ = try required(operation, ASN1_TIME_set(X509_getm_notAfter(pointer), times.1))
        try requireSuccess(operation, X509_set_pubkey(pointer, key.pointer))

        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuerPointer, pointer, nil, nil, 0)
        for item in extensions {
            let made = try required(operation, X509V3_EXT_conf_nid(nil, &context, item.identifier, item.value))
            defer { X509_EXTENSION_free(made) }
            try requireSuccess(operation, X509_add_ext(pointer, made, -1))
        }
        // Edwards curves have their digest built in and refuse another.
        let digest = signingKey.typeName.hasPrefix("ED") ? nil : MessageDigest.sha256.pointer
        try requireSuccess(operation, X509_sign(pointer, signingKey.pointer, digest))
        return certificate
    }

    /// 128 random bits: unique without a register of serials, and more than the 64 that the CA/Browser Forum asks for.
    private func setRandomSerial(of certificate: OpaquePointer, _ operation: String) throws {
        let number = try required(operation, BN_bin2bn(SecureRandom.bytes(16), 16, nil))
        defer { BN_free(number) }
        _ = try required(operation, BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)))
    }
}
