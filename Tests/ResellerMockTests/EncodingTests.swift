import HTTP1
import Testing

@testable import ResellerMock

struct Base64URLTests {
    /// RFC 4648 section 10, and the two characters in which the alphabets differ.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("\u{3ff}\u{3ff}", "z7_Pvw"),
        ("~~~", "fn5-"),
    ])
    func encodesAndDecodes(_ text: String, _ encoded: String) {
        #expect(Base64URL.encode(Array(text.utf8)) == encoded)
        #expect(Base64URL.decode(encoded.utf8) == Array(text.utf8))
    }

    @Test func everyByteSurvivesAtEveryPlace() {
        for padding in 0..<4 {
            let bytes = [UInt8](repeating: 0xA5, count: padding) + (UInt8.min...UInt8.max)
            #expect(Base64URL.decode(Base64URL.encode(bytes).utf8) == bytes)
        }
    }

    @Test(arguments: ["Zg==", "Zh", "Zm9", "Z", "Zm 9v", "Zm9v\n", "Zm+/", "é"])
    func refusesWhatIsNotTheOneEncoding(_ text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}

struct FormTests {
    @Test func namesFoldAndRepeatedValuesJoin() throws {
        let form = try Form(Array("A=1&a=2&b&=c&d=%31+%2B+%zz&&e=x=y%0D%0A".utf8))
        #expect(form["a"] == "1,2")
        #expect(form["b"] == "")
        #expect(form["d"] == "1 + %zz")
        #expect(form.first("a") == "1")
        #expect(form["e"] == "x=y")
        #expect(form["f"] == nil)
    }

    @Test func tooManyFieldsAreRefused() {
        let body = Array(String(repeating: "a=1&", count: Form.mostFields + 1).utf8)
        #expect {
            try Form(body)
        } throws: { error in
            if case GrantRefusal.oauth(.invalidRequest, let hint) = error {
                hint == "the form has 1025 fields, at most 1024 are read"
            } else {
                false
            }
        }
    }
}

struct MediaTypeTests {
    @Test func readsEssenceAndCharset() {
        let type = MediaType("Application/JSON ; boundary=x; Charset=\"UTF-8\"")
        #expect(type?.essence == "application/json")
        #expect(type?.charset == "utf-8")
    }

    @Test(arguments: ["", "json", "/", "application/", "a b/c", "a/b/c"])
    func refusesWhatHasNoTypeAndSubtype(_ text: String) {
        #expect(MediaType(text) == nil)
    }
}
