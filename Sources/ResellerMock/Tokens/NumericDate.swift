import ResellerAPI

extension DateTime {
    /// The instant of a NumericDate: seconds since 1970 as any number of JSON, fractions among them (RFC 7519 section 2).
    ///
    /// Beyond the calendar it is the calendar's first or last instant, so that no number is too large. What is shorter than
    /// a tick is cut off.
    ///
    /// - Parameter number: the text of a valid JSON number (RFC 8259 section 6).
    init(numericDate number: String) {
        var isNegative = false
        var digits: [UInt8] = []
        // The value is 0.DIGITS times ten to the power of this.
        var magnitude = 0
        var isFraction = false
        var bytes = number.utf8.makeIterator()
        reading: while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): break reading
            default:
                let isLeadingZero = byte == UInt8(ascii: "0") && digits.isEmpty
                if isLeadingZero, isFraction { magnitude -= 1 }
                guard !isLeadingZero else { continue }
                if !isFraction { magnitude += 1 }
                if digits.count < Self.mostDigits { digits.append(byte & 0x0F) }
            }
        }
        magnitude += Self.exponent(&bytes)
        self = digits.isEmpty ? DateTime(ticks: 0) : Self.instant(digits, magnitude: magnitude, isNegative: isNegative)
    }

    /// As many digits as the ticks of the calendar have.
    private static let mostDigits = 19

    /// What is left behind the `e` of a number. Beyond every text's number of digits it does not matter how large it is.
    private static func exponent(_ bytes: inout String.UTF8View.Iterator) -> Int {
        var exponent = 0
        var isNegative = false
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "+"): break
            default: exponent = min(exponent * 10 + Int(byte & 0x0F), 1 << 40)
            }
        }
        return isNegative ? -exponent : exponent
    }

    private static func instant(_ digits: [UInt8], magnitude: Int, isNegative: Bool) -> DateTime {
        // A second has ten million ticks.
        let places = magnitude + 7
        guard places <= mostDigits else { return isNegative ? .earliest : .latest }
        var ticks: UInt64 = 0
        for place in 0..<max(0, places) {
            ticks = ticks * 10 + UInt64(place < digits.count ? digits[place] : 0)
        }
        let distance = Int64(clamping: ticks)
        return min(max(DateTime(ticks: isNegative ? -distance : distance), .earliest), .latest)
    }
}
