import ResellerAPI
import Scenarios

/// A world's rules about requests, in the order in which they are tried.
final class RuleList: Sendable {
    private struct Entry: Sendable {
        let test: RequestTest
        let rule: RunningRule
    }

    /// Those that a request for an operation may meet, by operation.
    private let lanes: [[Entry]]
    /// All, for the requests that reach nothing the mock emulates.
    private let elsewhere: [Entry]

    /// Rules in a world whose clock starts at `start`.
    init(_ running: [RunningRule], start: DateTime) {
        // Once for each rule and not for each operation: it is a walk through the whole table.
        let rules = running.map { (rule: $0, routes: $0.rule.condition.path?.overlappingRoutes ?? []) }
        func lane(_ endpoint: Endpoint?) -> [Entry] {
            rules.compactMap { rule, routes in
                RequestTest(rule.rule, with: routes, on: endpoint, start: start).map { Entry(test: $0, rule: rule) }
            }
        }
        lanes = EmulatedOperation.allCases.map { lane(RouteTable.shared.endpoint(of: $0)) }
        elsewhere = lane(nil)
    }

    /// The first rule that a request meets and that fires for it, with what it does.
    func firing(for event: ServeEvent) -> Firing? {
        let lane = event.endpoint?.operation.map { lanes[Int($0.rawValue)] } ?? elsewhere
        let fields = event.headers
        for index in lane.indices where lane[index].test.holds(for: event, fields) && lane[index].rule.isEnabled {
            if let firing = lane[index].rule.fire() { return firing }
        }
        return nil
    }
}
