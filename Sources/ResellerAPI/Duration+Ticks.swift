extension Duration {
    /// The duration in 100-nanosecond units; the nearest number there is to one beyond 29,000 years.
    package var ticks: Int64 {
        let (seconds, attoseconds) = components
        let (whole, isBeyond) = seconds.multipliedReportingOverflow(by: DateTime.ticksPerSecond)
        return isBeyond ? (seconds < 0 ? .min : .max) : whole.addingClamped(attoseconds / 100_000_000_000)
    }
}

extension DateTime {
    /// The instant so many ticks later, or earlier; the calendar ends at the years 1 and 9999.
    package func advanced(by ticks: Int64) -> DateTime {
        min(max(DateTime(ticks: self.ticks.addingClamped(ticks)), .earliest), .latest)
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, isBeyond) = addingReportingOverflow(other)
        return isBeyond ? (other < 0 ? .min : .max) : sum
    }
}
