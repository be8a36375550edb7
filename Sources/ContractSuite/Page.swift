/// A row of the search.
struct Item: Sendable {
    let json: JSON
    /// Under the page's name or the schema's, whichever is there.
    let id: String

    init(_ json: JSON, in exchange: Exchange) throws {
        self.json = json
        guard let id = json["companyResourceId"]?.text ?? json["resourceId"]?.text, !id.isEmpty else {
            throw Deviation(
                "every item has its id as companyResourceId or resourceId", "an item has neither as a string", exchange)
        }
        self.id = id
    }

    var name: String? { (json["companyName"] ?? json["name"])?.text }

    func text(_ member: String) -> String? { json[member]?.text }

    /// An integer, or a text that holds one, as `numberOfUsers` does.
    func number(_ member: String) -> Int? { json[member]?.integer ?? json[member]?.text.flatMap { Int($0) } }

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
        try exchange.expect(status: 200)
        let json = try exchange.json()
        guard let data = json["data"], data.isObject else {
            throw Deviation(
                "a member \"data\" that is an object", json["data"].map { "\(own: $0.typeName)" } ?? "there is none",
                exchange)
        }
        self.exchange = exchange
        self.data = data
        pageNumber = try exchange.integer(data, "pageNumber")
        pageSize = try exchange.integer(data, "pageSize")
        totalPages = try exchange.integer(data, "totalNumberOfPages")
        totalRecords = try exchange.integer(data, "totalNumberOfRecords")
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
