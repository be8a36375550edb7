/// Such as `1 token` and `3 tokens`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}

extension Duration {
    /// In seconds with at most three digits after the point, such as `0.25 s`.
    var text: String {
        let half = Duration.microseconds(self < .zero ? -500 : 500)
        let (seconds, attoseconds) = (bounded + half).components
        let milliseconds = abs(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        let (whole, rest) = (milliseconds / 1000, milliseconds % 1000)
        var digits = rest == 0 ? "" : "." + String(rest + 1000).dropFirst()
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(self < .zero && milliseconds > 0 ? "-" : "")\(whole)\(digits) s"
    }

    /// Itself, brought near when it is far beyond the length of any run, so that sums cannot overflow.
    var bounded: Duration {
        let bound = Duration.seconds(1_000_000_000_000)
        return min(max(self, .zero - bound), bound)
    }
}

extension ObservedRequest {
    /// Such as `GET /api/companies/xC5kfGz7w2Nz`.
    var line: String { "\(method) \(path)" }
}
