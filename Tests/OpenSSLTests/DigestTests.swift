import OpenSSL
import Testing

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }.joined()
}

@Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
])
func digestIsThePublishedOne(message: String, digest: String) {
    #expect(hexadecimal(Digest.sha256(message.utf8)) == digest)
    #expect(hexadecimal(Digest.sha256(Array(message.utf8))) == digest)
}

@Test func randomBytesHaveTheLengthAskedForAndDiffer() {
    #expect(SecureRandom.bytes(0).isEmpty)
    let first = SecureRandom.bytes(32)
    #expect(first.count == 32)
    #expect(first != SecureRandom.bytes(32))
}

@Test func constantTimeComparisonAgreesWithEquality() {
    let samples: [[UInt8]] = [[], [0], [1], [0, 0], [1, 2, 3], [1, 2, 4], [9, 2, 3]]
    for first in samples {
        for second in samples {
            #expect(constantTimeEquals(first, second) == (first == second))
        }
    }
    #expect(constantTimeEquals("secret".utf8, Array("secret".utf8)))
}
