/// A row of the search.
struct Item: Sendable {
    let json: JSON
    /// Under the page's name or the schema's, whichever is there.
    let id: String

    /// No name or tag of a company is longer, and comparing many long texts takes minutes.
    private static let longestText = 2048

    init(_ json: JSON, in exchange: Exchange) throws {
        self.json = json
        guard Self.texts(json).allSatisfy({ $0.utf8.count <= Self.longestText }) else {
            throw Skip("a company has a text of more than \(Self.longestText) bytes", .target)
        }
        guard let id = json["companyResourceId"]?.text ?? json["resourceId"]?.text, !id.isEmpty else {
            throw Deviation(
                "every item has its id as companyResourceId or resourceId", "an item has neither as a string", exchange)
        }
        self.id = id
    }

    private static func texts(_ json: JSON) -> [String] {
        guard case .object(let members) = json else { return [] }
        return members.flatMap { member in
            member.value.text.map { [$0] } ?? member.value.elements?.compactMap(\.text) ?? []
        }
    }

    /// The id as a segment of a path.
    var path: String { Context.percentEncoded(id) }

    var name: String? { (json["companyName"] ?? json["name"])?.text }

    func text(_ member: String) -> String? { json[member]?.text }

    /// An integer, or a text that holds one, as `numberOfUsers` does.
    func number(_ member: String) -> Int? { json[member]?.integer ?? json[member]?.text.flatMap(JSON.integer) }

    var tags: [String] { json["tags"]?.elements?.compactMap(\.text) ?? [] }

    /// Over the licence limit as the vendor's client computes it; nil when a number is missing.
    var isOverLimit: Bool? {
        guard let limited = json["isNumberOfUsersLimited"]?.boolean else { return nil }
        if !limited { return false }
        guard let count = number("targetUserCount"), let limit = number("numberOfUsers") else { return nil }
        return count > limit
    }
}

/// An answer of the search, read.
struct Page: Sendable {
    let exchange: Exchange
    let data: JSON
    let pageNumber: Int
    let pageSize: Int
    let totalPages: Int
    let totalRecords: Int
    let items: [Item]

    init(_ exchange: Exchange) throws {
        let data = try successData(exchange)
        self.exchange = exchange
        self.data = data
        func count(_ name: String) throws -> Int {
            // The schema's int32, and nothing counts below zero.
            try exchange.member(data, name, "an integer between 0 and \(Int32.max)") { value in
                value.integer.flatMap { (0...Int(Int32.max)).contains($0) ? $0 : nil }
            }
        }
        pageNumber = try count("pageNumber")
        pageSize = try count("pageSize")
        totalPages = try count("totalNumberOfPages")
        totalRecords = try count("totalNumberOfRecords")
        let rows = try exchange.member(data, "results", "an array") { $0.elements }
        items = try rows.map { try Item($0, in: exchange) }
    }

    var ids: [String] { items.map(\.id) }

    func expect(
        _ condition: Bool, _ expected: @autoclosure () -> Wording, _ actual: @autoclosure () -> Wording
    ) throws {
        try exchange.expect(condition, expected(), actual())
    }
}
