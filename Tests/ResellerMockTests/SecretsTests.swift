import Testing

@testable import ResellerMock

struct SecretsTests {
    /// `@` stands for a secret, and in what is kept for its fingerprint.
    @Test(arguments: [
        (#"{"client_secret":"@","name":"secret"}"#, "application/json"),
        (#" [{"A" : {"Client-Secret" :  "@", "TOKEN": "@", "tokens": "x", "to_ken":"@"}}]"#, nil),
        (#"{"password":7,"secret":null,"token":"","code":"@","codes":"x:y"}"#, nil),
        (#"{"access_token":"@","x":{"bearerToken":"@"},"assertion":["x"],"clientAssertion":"@"}"#, nil),
        (#"{"text":"a \"tokens\":\"x","_token_":"@"}"#, nil), (#"{"token":"@"#, nil),
        (#"{":":":","token"}"#, nil), (#"{" token":"x","":"x"}"#, nil), (#"":"#, nil), ("::", nil), (" ", nil),
        ("", nil),
        // As a form, too, when the type says so.
        (#"{"client_secret":"@"}"#, "application/x-www-form-urlencoded"),
        ("{&Client-Secret=@", "APPLICATION/X-WWW-FORM-URLENCODED"),
        ("client_id=x&client_secret=@&scope=token", "application/x-www-form-urlencoded; charset=utf-8"),
        ("client%5Fsecret=@&secret=&token&tokens=x", "application/x-www-form-urlencoded"),
        ("client_secret=x", "text/plain"), ("client_secret=x", nil), ("", "application/x-www-form-urlencoded"),
    ])
    func fingerprintsStandForSecretsAndNothingElse(_ body: String, type: String?) {
        let (secret, type) = (#"S3\"cret"#, type.map { Array($0.utf8)[...] })
        let kept = Secrets.redacted(Array(body.replacing("@", with: secret).utf8), contentType: type)
        let fingerprint = String(decoding: Secrets.fingerprint(Array(secret.utf8)), as: UTF8.self)
        #expect(String(decoding: kept, as: UTF8.self) == body.replacing("@", with: fingerprint))
        #expect(fingerprint.wholeMatch(of: /sha256:[0-9a-f]{16}/) != nil)
    }
}
