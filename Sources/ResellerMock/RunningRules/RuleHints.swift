import ResellerAPI
import Scenarios

extension Firing.Reason {
    /// What the journal says.
    var name: String {
        switch self {
        case .rule(let name): name
        case .outage: "outage"
        }
    }

    fileprivate var text: String {
        switch self {
        case .rule(let name): "the scenario's rule \"\(name)\""
        case .outage(let end): "the scenario's outage until \(DateTimeFormat.iso8601.string(end).prefix(19))"
        }
    }
}

extension RuleAction {
    /// Whether the wire sees more than a response sent at once.
    var isOnTheWire: Bool { delay != nil || fault != nil }

    /// Who is behind an answer that is not the API's, for the programmer who wonders; nil where it is the API's, or only
    /// late.
    func hint(_ reason: Firing.Reason) -> String? {
        var done: [String] = []
        if change != nil { done.append("changed companies before it") }
        if let answer {
            done.append(answer.changesRealAnswer ? "changed this answer" : "gave this answer")
        }
        if token != nil { done.append("made this token what it is") }
        if let fault { done.append("broke it with \(fault.kind.rawValue)") }
        return done.isEmpty ? nil : "\(reason.text) \(done.joined(separator: " and "))"
    }
}
