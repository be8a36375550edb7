import Foundation
import OpenSSL
import Testing

private func bytes(base64URL text: String) -> [UInt8] {
    var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
    base64 += String(repeating: "=", count: (4 - base64.count % 4) % 4)
    return Array(Data(base64Encoded: base64)!)
}

/// RFC 7515 appendix A.2.1: header, payload and signature of its RS256 example.
private let signingInput = Array(
    ("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
        + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ").utf8)
private let publishedSignature = bytes(
    base64URL: """
        cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdb\
        F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383\
        LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWy\
        wlVmtVrBp0igcN_IoypGlUPQGe77Rw
        """)

@Test(arguments: [PrivateKeyFixture.rfc7515, PrivateKeyFixture.rfc7515PKCS1])
func signatureIsTheOneOfRFC7515(pem: String) throws {
    let key = try RSAKey(privateKeyPEM: pem)
    #expect(try key.sign(signingInput) == publishedSignature)
    #expect(key.isValid(signature: publishedSignature, for: signingInput))
}

@Test func modulusAndExponentAreTheOnesOfRFC7515() throws {
    let key = try RSAKey(privateKeyPEM: PrivateKeyFixture.rfc7515)
    #expect(key.publicExponent == [1, 0, 1])
    #expect(key.modulus.count == 256)
    #expect(key.modulus.prefix(16) == bytes(base64URL: "ofgWCuLjybRlzo0tZWJjNg").prefix(16))
}

@Test func tamperedSignatureIsInvalid() throws {
    let key = try RSAKey(privateKeyPEM: PrivateKeyFixture.rfc7515)
    for index in publishedSignature.indices {
        var tampered = publishedSignature
        tampered[index] ^= 1 << (index % 8)
        #expect(!key.isValid(signature: tampered, for: signingInput))
    }
}

@Test func signatureOfAnotherMessageOrLengthIsInvalid() throws {
    let key = try RSAKey(privateKeyPEM: PrivateKeyFixture.rfc7515)
    #expect(!key.isValid(signature: publishedSignature, for: signingInput + [0]))
    #expect(!key.isValid(signature: publishedSignature, for: signingInput.dropLast()))
    #expect(!key.isValid(signature: publishedSignature + [0], for: signingInput))
    #expect(!key.isValid(signature: publishedSignature.dropLast(), for: signingInput))
    #expect(!key.isValid(signature: [], for: signingInput))
}

@Test func signatureOfAnotherKeyIsInvalid() throws {
    let key = try RSAKey(privateKeyPEM: PrivateKeyFixture.rfc7515)
    let other = try RSAKey.generate(bits: 2048)
    #expect(!key.isValid(signature: try other.sign(signingInput), for: signingInput))
}

@Test func emptyMessageAndMessageInPiecesAreSigned() throws {
    let key = try RSAKey(privateKeyPEM: PrivateKeyFixture.rfc7515)
    #expect(key.isValid(signature: try key.sign([]), for: []))
    let pieces = [signingInput.prefix(10), signingInput.dropFirst(10)].joined()
    #expect(try key.sign(Array(pieces)) == publishedSignature)
    #expect(try key.sign(String(decoding: signingInput, as: UTF8.self).utf8) == publishedSignature)
}

@Test func exportedKeyIsTheSameKey() throws {
    let key = try RSAKey.generate(bits: 2048)
    let copy = try RSAKey(privateKeyPEM: key.privateKeyPEM())
    #expect(copy.modulus == key.modulus)
    #expect(try copy.sign(signingInput) == key.sign(signingInput))
    #expect(try key.privateKeyPEM().hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
    #expect(try key.publicKeyPEM().hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
}

@Test func manyThreadsSignAndVerifyWithOneKey() async throws {
    let key = try RSAKey(privateKeyPEM: PrivateKeyFixture.rfc7515)
    try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
            group.addTask {
                for _ in 0..<25 {
                    guard try key.sign(signingInput) == publishedSignature,
                        key.isValid(signature: publishedSignature, for: signingInput),
                        !key.isValid(signature: publishedSignature, for: [])
                    else { return false }
                }
                return true
            }
        }
        for try await allRight in group { #expect(allRight) }
    }
}

@Test(arguments: [
    (PrivateKeyFixture.encryptedPKCS8, "it is encrypted (decrypt it with \"openssl pkey\" first)"),
    (PrivateKeyFixture.encryptedPKCS1, "it is encrypted (decrypt it with \"openssl pkey\" first)"),
    ("", "the text has no \"-----BEGIN PRIVATE KEY-----\" line"),
    ("not a key", "the text has no \"-----BEGIN PRIVATE KEY-----\" line"),
    (
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "the PEM text holds a CERTIFICATE instead of a PRIVATE KEY"
    ),
    (
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "the PEM text is damaged, cut short or of an unknown kind"
    ),
    (
        String(PrivateKeyFixture.rfc7515.dropLast(100)),
        "the PEM text is damaged, cut short or of an unknown kind"
    ),
])
func unreadableKeyIsRefused(pem: String, reason: String) {
    expectRefusal("Cannot read the RSA private key: \(reason).") { try RSAKey(privateKeyPEM: pem) }
}

@Test(arguments: [
    (PrivateKeyFixture.ec, "it is of type EC, and RS256 needs an RSA key"),
    (PrivateKeyFixture.ed25519, "it is of type ED25519, and RS256 needs an RSA key"),
    (PrivateKeyFixture.rsaPSS, "it is of type RSA-PSS, and RS256 needs an RSA key"),
    (PrivateKeyFixture.rsa1024, "it has 1024 bits, and 2048 to 8192 are allowed"),
    (PrivateKeyFixture.mismatched, "its private part does not belong to its public part"),
])
func unsuitableKeyIsRefused(pem: String, reason: String) {
    expectRefusal("Cannot use the RSA private key: \(reason).") { try RSAKey(privateKeyPEM: pem) }
}

@Test(arguments: [-1, 0, 1024, 2047, 8193, Int.max])
func keysOfOtherSizesAreNotGenerated(bits: Int) {
    let expected = "Cannot generate an RSA key of \(bits) bits: it has \(bits) bits, and 2048 to 8192 are allowed."
    expectRefusal(expected) { try RSAKey.generate(bits: bits) }
}

@Test func failureLeavesNothingForTheNextError() throws {
    _ = try? RSAKey(privateKeyPEM: PrivateKeyFixture.mismatched)
    let key = try RSAKey(privateKeyPEM: PrivateKeyFixture.rfc7515)
    #expect(!key.isValid(signature: [1], for: []))
    expectRefusal("Cannot read the RSA private key: the PEM text is damaged, cut short or of an unknown kind.") {
        try RSAKey(privateKeyPEM: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    }
    #expect(try key.sign(signingInput) == publishedSignature)
}

/// Expects an `OpenSSLError` with exactly this sentence.
func expectRefusal<Value>(
    _ sentence: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Value
) {
    do {
        _ = try body()
        Issue.record("was accepted; expected \(sentence)", sourceLocation: sourceLocation)
    } catch {
        #expect("\(error)" == sentence, sourceLocation: sourceLocation)
        #expect(error is OpenSSLError, sourceLocation: sourceLocation)
    }
}
