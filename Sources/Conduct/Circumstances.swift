/// What a verdict has to know beside the requests.
package struct Circumstances: Hashable, Sendable {
    /// How the judged program ended.
    package enum ProgramEnd: Hashable, Sendable {
        /// It runs still, or nobody watched it: a server that is asked for its verdict.
        case unknown
        /// With exit code 0.
        case succeeded
        /// With another exit code, by a signal, or not in time.
        case failed
    }

    /// The longest delay that the scenario can give an answer; nil where it gives none or has no bound.
    package var longestDelay: Duration?
    /// How the program ended. One that failed has not taken anything for good.
    package var programEnd = ProgramEnd.unknown
    /// Whether the program's result was the expected one; nil where nothing is expected.
    package var isResultRight: Bool?

    /// Whether earlier requests are not among the observed ones, for the journal keeps only so many.
    package var isBeginningLost = false

    /// The circumstances of a run.
    package init(
        longestDelay: Duration? = nil, programEnd: ProgramEnd = .unknown, isResultRight: Bool? = nil,
        isBeginningLost: Bool = false
    ) {
        self.isBeginningLost = isBeginningLost
        self.longestDelay = longestDelay
        self.programEnd = programEnd
        self.isResultRight = isResultRight
    }
}
