import ResellerAPI
import Scenarios

/// A world's rules, made ready so that a request passes by those it does not meet at next to no cost.
///
/// For each route there is a list of gates, one for each rule that a request there may meet, in the rules' order. A gate
/// compares numbers; what gets through is looked at in full.
///
/// Gates lie in memory that the table allocates and frees itself and that nobody writes after `init`, hence unchecked:
/// arrays and references would be counted by every request, for which the event loops take turns.
final class RuleTable: @unchecked Sendable {
    /// What can be told of a rule by numbers.
    private struct Gate {
        /// What the rule wants a request to have.
        let wanted: Features
        /// That of the one path the rule is about; nil where the route tells all or a pattern has to be looked at.
        let path: PathHash?
        let from: Int64
        let until: Int64
        /// Not counted; `rules` keeps it.
        let rule: Unmanaged<CompiledRule>
        let looksAtPath: Bool

        @inline(__always)
        func lets(_ request: borrowing RuleRequest, _ features: Features) -> Bool {
            wanted.mayBeAmong(features) && from <= request.now.ticks && request.now.ticks < until
                && (path == nil || path == request.pathHash)
        }
    }

    /// The gates of a route, and what of a request they ask for.
    private struct Lane {
        let gates: UnsafeMutableBufferPointer<Gate>
        /// The digest of what each gate wants, side by side: most rules are ruled out without a look at their gates.
        let digests: UnsafeMutableBufferPointer<UInt64>
        let aspects: RuleRequest.Aspects
        /// The names of header fields that its rules have conditions on.
        let names: Features

        init(_ draft: LaneDraft) {
            gates = .allocate(capacity: draft.gates.count)
            _ = gates.initialize(fromContentsOf: draft.gates)
            digests = .allocate(capacity: draft.gates.count)
            _ = digests.initialize(fromContentsOf: draft.gates.map(\.wanted.digest))
            aspects = draft.aspects
            names = draft.names
        }

        /// What is in them has nothing to free.
        func deallocate() {
            gates.deallocate()
            digests.deallocate()
        }
    }

    private struct LaneDraft {
        var gates: [Gate] = []
        var aspects = RuleRequest.Aspects()
        var names = Features()
    }

    let rules: [CompiledRule]
    private let bodies: BodyConditions
    /// By route as `VendorRoutes` numbers them; the last is for paths that are none.
    private let lanes: UnsafeMutableBufferPointer<Lane>

    init(_ rules: [Rule], seed: UInt64, start: DateTime) {
        var lanes = [LaneDraft](repeating: LaneDraft(), count: VendorRoutes.all.count + 1)
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
                        wanted: wanted, path: path, from: made.from, until: made.until, rule: .passUnretained(made),
                        looksAtPath: test == .path))
                lanes[route].aspects.formUnion(aspects)
                for header in condition.headers { lanes[route].names.insert(fieldName: header.name) }
            }
        }
        self.rules = compiled
        self.lanes = .allocate(capacity: lanes.count)
        _ = self.lanes.initialize(fromContentsOf: lanes.map(Lane.init))
    }

    deinit {
        for lane in lanes { lane.deallocate() }
        lanes.deallocate()
    }

    /// The first rule in order that a request meets and that fires for it, with what it does.
    func firing(_ request: inout RuleRequest) -> Firing? {
        let lane = lanes[request.route ?? VendorRoutes.all.count]
        if lane.gates.isEmpty { return nil }
        let features = request.features(lane.aspects, names: lane.names, bodies: bodies)
        let missing = ~features.digest
        for index in lane.digests.indices
        where lane.digests[index] & missing == 0 && lane.gates[index].lets(request, features) {
            let gate = lane.gates[index]
            let firing = gate.rule._withUnsafeGuaranteedRef { rule in
                request.meets(rule, looksAtPath: gate.looksAtPath, bodies: bodies) ? rule.fire() : nil
            }
            if let firing { return firing }
        }
        return nil
    }
}
