import HTTP1
import ResellerAPI
import Scenarios

/// An operation that requests were for, and what they were answered.
package struct AskedOperation: Hashable, Sendable {
    /// The method, in capitals.
    package var method: String
    /// The route's template, such as `/api/companies/{resourceId}`.
    package var path: String
    /// Of each request in turn, whether its answer had rows.
    package var answersHaveRows: [Bool]
}

extension MockServer {
    /// What was asked for so far, in the order in which each operation was first asked for: the requests that a rule
    /// behind all others would be about.
    package var askedOperations: [AskedOperation] {
        var operations: [AskedOperation] = []
        for record in service.world.journal.records where record.rule == nil {
            guard let emulated = record.operation else { continue }
            let method = record.head.requestLine.method.rawValue
            let path = RouteTable.shared.endpoint(of: emulated).route.template
            // Answers of which not all is kept are long ones.
            let hasRows = record.isAnswerCut || WireScript.rows(of: record.response.body) != nil
            if let index = operations.firstIndex(where: { $0.method == method && $0.path == path }) {
                operations[index].answersHaveRows.append(hasRows)
            } else {
                operations.append(AskedOperation(method: method, path: path, answersHaveRows: [hasRows]))
            }
        }
        return operations
    }
}
