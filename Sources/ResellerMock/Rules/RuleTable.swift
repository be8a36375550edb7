import ResellerAPI
import Scenarios

/// A world's rules, made ready so that a request passes by those it does not meet at next to no cost.
///
/// For each route there is a list of gates, one for each rule that a request there may meet, in the rules' order. A gate
/// compares numbers; what gets through is looked at in full.
final class RuleTable: Sendable {
    /// What can be told of a rule by numbers.
    ///
    /// Unchecked, for the reference to the rule is not counted, which the table does: counting takes turns among the
    /// event loops, and most gates are passed by.
    private struct Gate: @unchecked Sendable {
        /// What the rule wants a request to have.
        let wanted: Features
        /// That of the one path the rule is about; nil where the route tells all or a pattern has to be looked at.
        let path: PathHash?
        /// That of the first header field whose whole value the rule asks for.
        let field: UInt64?
        let from: Int64
        let until: Int64
        let rule: Unmanaged<CompiledRule>
        let looksAtPath: Bool

        @inline(__always)
        func lets(_ request: borrowing RuleRequest, _ features: Features) -> Bool {
            wanted.mayBeAmong(features) && from <= request.now.ticks && request.now.ticks < until
                && (path == nil || path == request.pathHash)
                && (field.map(request.fieldHashes.contains) ?? true)
        }
    }

    /// The gates of a route, and what of a request they ask for.
    private struct Lane: Sendable {
        var gates: [Gate] = []
        /// The digest of what each gate wants, side by side: most rules are ruled out without a look at their gates.
        var digests: [UInt64] = []
        var aspects = RuleRequest.Aspects()
        /// The names of header fields that its rules have conditions on.
        var names = Features()
    }

    let rules: [CompiledRule]
    private let bodies: BodyConditions
    /// By route as `VendorRoutes` numbers them; the last is for paths that are none.
    private let lanes: [Lane]

    init(_ rules: [Rule], seed: UInt64, start: DateTime) {
        var lanes = [Lane](repeating: Lane(), count: VendorRoutes.all.count + 1)
        var compiled: [CompiledRule] = []
        bodies = BodyConditions(rules)
        let counts = RuleCounts(rules: rules.count)
        // Rules that count without firing are counted by many requests, so their counts come first and close together.
        let busy = rules.indices.filter { !rules[$0].condition.firesAlways }
        let others = rules.indices.filter { rules[$0].condition.firesAlways }
        var places = [Int](repeating: 0, count: rules.count)
        for (place, index) in (busy + others).enumerated() { places[index] = place }
        for (index, rule) in rules.enumerated() {
            let condition = rule.condition
            let made = CompiledRule(rule, counts: counts, index: places[index], seed: seed, start: start)
            compiled.append(made)
            for route in lanes.indices {
                let test = condition.path?.test(onRoute: route < VendorRoutes.all.count ? route : nil) ?? .always
                if test == .never { continue }
                var (wanted, aspects) = made.wanted(bodies)
                let path = test == .path ? condition.path?.literals.map { PathHash(segments: $0) } : nil
                if let path {
                    wanted.insert(path: path)
                    aspects.insert(.path)
                }
                lanes[route].gates.append(
                    Gate(
                        wanted: wanted, path: path, field: made.fieldHash, from: made.from, until: made.until,
                        rule: .passUnretained(made),
                        looksAtPath: test == .path))
                lanes[route].digests.append(wanted.digest)
                lanes[route].aspects.formUnion(aspects)
                for header in condition.headers { lanes[route].names.insert(fieldName: header.name) }
            }
        }
        self.rules = compiled
        self.lanes = lanes
    }

    /// The first rule in order that a request meets and that fires for it, with what it does.
    func firing(_ request: inout RuleRequest) -> Firing? {
        let route = request.route ?? VendorRoutes.all.count
        if lanes[route].gates.isEmpty { return nil }
        let features = request.features(lanes[route].aspects, names: lanes[route].names, bodies: bodies)
        let missing = ~features.digest
        return lanes[route].digests.withUnsafeBufferPointer { digests in
            lanes[route].gates.withUnsafeBufferPointer { gates in
                for index in digests.indices
                where digests[index] & missing == 0 && gates[index].lets(request, features) {
                    let firing = gates[index].rule._withUnsafeGuaranteedRef { rule in
                        request.meets(rule, looksAtPath: gates[index].looksAtPath, bodies: bodies) ? rule.fire() : nil
                    }
                    if let firing { return firing }
                }
                return nil
            }
        }
    }
}
