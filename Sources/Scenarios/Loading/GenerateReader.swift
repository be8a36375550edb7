import ResellerAPI

enum GenerateMember: String, CaseIterable {
    case companies
    case seed
    case parent
    case namePrefix
}

/// One entry of a scenario's `generate`.
struct GenerateRequest {
    var companies: Int
    var seed: UInt64 = 1
    var parent: String?
    var parentPosition: Position?
    /// Names become this and a number.
    var namePrefix: String?
}

/// Reads a scenario's `generate`.
struct GenerateReader {
    let values: ValueReader

    /// Twice the largest directory that the project's benchmarks use; a company takes about a kilobyte.
    static let limit = 200_000

    func requests(_ node: Node) -> [GenerateRequest] {
        var requests: [GenerateRequest] = []
        var total = 0
        for element in values.elements(node, .member("generate")) ?? [] {
            guard let request = request(element) else { continue }
            total += request.companies
            guard total <= Self.limit else {
                values.report(.tooManyCompanies(limit: Self.limit), at: element)
                return []
            }
            requests.append(request)
        }
        return requests
    }

    private func request(_ node: Node) -> GenerateRequest? {
        var request = GenerateRequest(companies: 0)
        let owner = Subject.element("generate")
        let isObject = values.members(of: node, owner, as: GenerateMember.self) { member, node in
            let subject = Subject.member(member.rawValue)
            switch member {
            case .companies: request.companies = values.integer(node, subject, in: 1...Self.limit) ?? 0
            case .seed:
                request.seed = values.integer(node, subject, in: 0...Scenario.greatestSeed).map(UInt64.init) ?? 1
            case .parent:
                if let parent = values.string(node, subject, expected: "the resourceId of a company") {
                    request.parent = parent
                    request.parentPosition = node.position
                }
            case .namePrefix: request.namePrefix = values.string(node, subject, lengths: 1...50)
            }
        }
        guard isObject else { return nil }
        if node["companies"] == nil { values.report(.missingMember("companies", of: owner.text), at: node) }
        return request.companies > 0 ? request : nil
    }
}
