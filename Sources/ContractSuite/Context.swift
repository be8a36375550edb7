import Foundation
import HTTPTypes

/// What the checks of one run share: one token, one list of companies, a few details; so a run needs few requests.
actor Context {
    nonisolated let target: Target
    private let client: Client
    private var cache: [String: Task<any Sendable, any Error>] = [:]
    private var secrets: [String: String] = [:]

    /// Companies whose details are looked at.
    static let sampleSize = 5

    init(_ target: Target, client: Client) {
        self.target = target
        self.client = client
        let credentials = target.credentials
        for (name, client) in [("reseller", credentials.reseller), ("company-admin", credentials.companyAdmin)] {
            guard let client else { continue }
            secrets[client.id] = "<\(name) client_id>"
            secrets[client.secret] = "<\(name) client_secret>"
        }
        if let token = credentials.expiredToken { secrets[token] = "<expired token>" }
        if let id = credentials.unmanagedCompany { secrets[id] = "<unmanaged company>" }
    }

    /// What reports must not show, as far as it is known by now.
    var redactor: Redactor { Redactor(secrets.map { ($0.key, $0.value) }) }

    var requestCount: Int { get async { await client.requestCount } }

    /// Runs work once for the whole run, its failure included unless the target had enough of requests for the moment.
    private func once<Value: Sendable>(
        _ key: String, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let task = cache[key] ?? Task { try await work() }
        cache[key] = task
        do {
            return try await task.value as! Value
        } catch let error as RateLimited {
            cache[key] = nil
            throw error
        }
    }

    // MARK: - Requests

    nonisolated func send(
        _ method: HTTPRequest.Method, _ path: String, fields: HTTPFields = [:], body: [UInt8] = []
    ) async throws -> Exchange {
        let request = HTTPRequest(
            method: method, scheme: target.baseURL.scheme?.lowercased(), authority: target.baseURL.host, path: path,
            headerFields: fields)
        return try await client.exchange(request, body: body)
    }

    /// A token request with a form.
    nonisolated func requestToken(
        _ form: [(String, String)], fields: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    ) async throws -> Exchange {
        let body = form.map { "\(Self.formEncoded($0.0))=\(Self.formEncoded($0.1))" }.joined(separator: "&")
        let exchange = try await send(.post, "/connect/token", fields: fields, body: Array(body.utf8))
        if let token = try? JSONParser.parse(exchange.body)["access_token"]?.text { await remember(token) }
        return exchange
    }

    private func remember(_ token: String) {
        secrets[token] = "<token>"
        // A tampered token keeps most of the text of the true one.
        for part in token.split(separator: ".") where part.count > 8 { secrets[String(part)] = "<token part>" }
    }

    /// A text as one segment of a path, whatever is in it.
    static func percentEncoded(_ text: String) -> String { formEncoded(text) }

    static func formEncoded(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? text
    }

    /// The form of a good token request of a client.
    nonisolated func form(_ client: Credentials.Client? = nil) -> [(String, String)] {
        let client = client ?? target.credentials.reseller
        return [
            ("grant_type", "client_credentials"), ("client_id", client.id), ("client_secret", client.secret),
            ("scope", "api1"),
        ]
    }

    /// The answer that brought the run's token.
    func tokenAnswer() async throws -> Exchange {
        try await once("token") { try await self.requestToken(self.form()) }
    }

    /// The run's one token of the reseller.
    func token() async throws -> String {
        let answer = try await tokenAnswer()
        try answer.expect(status: 200)
        return try answer.string(answer.json(), "access_token")
    }

    /// The answer that brought the token of the client that is not a reseller's.
    func companyAdminTokenAnswer() async throws -> Exchange {
        guard let client = target.credentials.companyAdmin else { throw Skip("no company admin", .input) }
        return try await once("company-admin-token") { try await self.requestToken(self.form(client)) }
    }

    func companyAdminToken() async throws -> String {
        let answer = try await companyAdminTokenAnswer()
        try answer.expect(status: 200)
        return try answer.string(answer.json(), "access_token")
    }

    /// A search, with the run's token unless `authorization` says otherwise (`.some(nil)` for no header).
    func search(
        _ body: [UInt8], authorization: String?? = nil, contentType: String? = "application/json"
    ) async throws -> Exchange {
        var fields = try await self.fields(authorization)
        fields[.contentType] = contentType
        return try await send(.post, "/api/companies/search", fields: fields, body: body)
    }

    func search(_ body: JSON, authorization: String?? = nil) async throws -> Exchange {
        try await search(Array(body.serialized.utf8), authorization: authorization)
    }

    /// A search that has to succeed.
    func page(_ query: SearchQuery = SearchQuery()) async throws -> Page {
        try Page(try await search(query.json))
    }

    func page(_ body: JSON) async throws -> Page {
        try Page(try await search(body))
    }

    /// The answer for a company; `id` goes into the path as it is.
    func detail(_ id: String, authorization: String?? = nil) async throws -> Exchange {
        try await send(.get, "/api/companies/\(id)", fields: self.fields(authorization))
    }

    /// A read of any path with the run's token.
    func get(_ path: String) async throws -> Exchange { try await send(.get, path, fields: self.fields()) }

    /// JSON to any path with the run's token.
    func post(_ path: String, _ body: JSON) async throws -> Exchange {
        var fields = try await fields()
        fields[.contentType] = "application/json"
        return try await send(.post, path, fields: fields, body: Array(body.serialized.utf8))
    }

    func fields(_ authorization: String?? = nil) async throws -> HTTPFields {
        switch authorization {
        case .none: [.authorization: "Bearer \(try await token())"]
        case .some(.none): [:]
        case .some(.some(let value)): [.authorization: value]
        }
    }

    // MARK: - The target's own data

    /// The first page as the vendor's page shows it.
    func firstPage() async throws -> Page {
        try await once("first-page-read") { try Page(try await self.firstAnswer()) }
    }

    private func firstAnswer() async throws -> Exchange {
        try await once("first-page") { try await self.search(SearchQuery().json) }
    }

    /// Throws `Skip` where a good search is not answered: then the refusal of a bad one shows nothing.
    func requireGoodSearch() async throws {
        let status = try await firstAnswer().status
        guard status == 200 else { throw Skip("a good search gets status \(status) too", .target) }
    }

    /// Throws `Skip` where a company that is listed cannot be read: then the refusal of another shows nothing.
    func requireGoodDetail() async throws {
        try await requireGoodSearch()
        guard let item = try await firstPage().items.first else { return }
        let status = try await once("detail \(item.id)") { try await self.detail(item.path) }.status
        guard status == 200 else { throw Skip("a company that is listed gets status \(status) too", .target) }
    }

    /// A search that has to be refused; see `requireGoodSearch`.
    func badSearch(
        _ body: [UInt8], authorization: String?? = nil, contentType: String? = "application/json"
    ) async throws -> Exchange {
        try await requireGoodSearch()
        return try await search(body, authorization: authorization, contentType: contentType)
    }

    func badSearch(_ body: JSON, authorization: String?? = nil) async throws -> Exchange {
        try await badSearch(Array(body.serialized.utf8), authorization: authorization)
    }

    /// A request for a company that has to be refused; see `requireGoodDetail`.
    func badDetail(_ id: String, authorization: String?? = nil) async throws -> Exchange {
        try await requireGoodDetail()
        return try await detail(id, authorization: authorization)
    }

    /// A request for a managed company with the header that names the company it is to be carried out for.
    func detail(inScopeOf company: String) async throws -> Exchange {
        try await requireGoodDetail()
        let id = try await companies(atLeast: 1)[0].id
        let name = HTTPField.Name("X-KEEPNET-Company-Id")!
        var fields = try await fields()
        fields[name] = company
        return try await send(.get, "/api/companies/\(Self.percentEncoded(id))", fields: fields)
    }

    /// Every company the reseller manages, by creation time.
    func companies() async throws -> [Item] {
        try await once("companies") { try await self.allCompanies() }
    }

    /// More companies than these are not compared one by one: it would take hours, and a target whose pages never end
    /// must not take all memory.
    static let mostCompanies = 20_000
    static let mostBytesOfCompanies = 64 << 20

    private func allCompanies() async throws -> [Item] {
        var items: [Item] = []
        var known: Set<String> = []
        var bytes = 0
        var number = 1
        while true {
            let page = try await page(SearchQuery(pageNumber: number, pageSize: SearchQuery.largePage))
            let count = known.count
            known.formUnion(page.ids)
            items += page.items
            bytes += page.exchange.body.count
            if items.count >= page.totalRecords { return items }
            // Without this a target that pages wrongly would look like one without companies, and checks would skip.
            try page.expect(
                known.count > count, "\(page.totalRecords) companies on all pages",
                "\(known.count), page \(number) has no others")
            guard items.count <= Self.mostCompanies, bytes <= Self.mostBytesOfCompanies else {
                throw Skip("the reseller manages too many companies to compare them one by one", .target)
            }
            number += 1
        }
    }

    /// The companies, at least so many of them.
    func companies(atLeast count: Int) async throws -> [Item] {
        let items = try await companies()
        guard items.count >= count else {
            throw Skip("the reseller manages \(items.count) companies, this needs \(count)")
        }
        return items
    }

    /// Some companies spread over the whole list, with their details.
    func sample() async throws -> [(item: Item, detail: Exchange)] {
        let items = try await companies(atLeast: 1)
        let count = min(Self.sampleSize, items.count)
        var sample: [(Item, Exchange)] = []
        for index in 0..<count {
            let item = items[count == 1 ? 0 : index * (items.count - 1) / (count - 1)]
            sample.append((item, try await once("detail \(item.id)") { try await self.detail(item.path) }))
        }
        return sample
    }

    /// Any company the reseller manages.
    func company() async throws -> Item {
        guard let item = try await firstPage().items.first else { throw Skip("the reseller manages no company") }
        return item
    }
}

/// The `data` of a good answer.
func successData(_ exchange: Exchange) throws -> JSON {
    try exchange.expect(status: 200)
    let json = try exchange.json()
    guard let data = json["data"], data.isObject else {
        throw Deviation(
            "a member \"data\" that is an object", json["data"].map { "\(own: $0.typeName)" } ?? "there is none",
            exchange)
    }
    return data
}
