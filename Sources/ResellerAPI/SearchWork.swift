/// The work that a search may still take.
///
/// Other requests wait while one is worked on, so a search has a bound. It is counted in steps of about a nanosecond, not
/// measured, so that a request has the same answer on every machine and under every load.
package struct SearchWork {
    /// Steps for each company of the directory: with 10,000 of them, some 30 ms of the machine this was measured on, to
    /// which the reading of the request and a first sorting come.
    static let stepsPerCompany = 4000
    /// Small directories take any filter that may be sent.
    static let fewestSteps = 40_000_000
    /// What writing a byte of the answer takes.
    static let stepsPerByte = 3

    private(set) var left: Int

    /// The request takes more.
    package struct Exceeded: Error {}

    init(companies: Int) {
        self.init(steps: max(Self.fewestSteps, companies * Self.stepsPerCompany))
    }

    init(steps: Int) {
        left = steps
    }

    mutating func spend(_ steps: Int) throws(Exceeded) {
        left -= steps
        if left < 0 { throw Exceeded() }
    }
}
