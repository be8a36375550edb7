import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Copies the companies of a reseller: a small client of the API, as yours may be.
public actor ResellerClient {
    /// A row of the list.
    public struct Company: Decodable, Sendable {
        /// The API's own identifier.
        public var companyResourceId: String
        /// What people call it.
        public var companyName: String
    }

    private let base: String
    private let credentials: (id: String, secret: String)
    private let session: URLSession
    private var token: String?

    /// A client of the API at an address, such as `https://api.keepnetlabs.com`.
    public init(_ base: String, id: String, secret: String, session: URLSession = .shared) {
        (self.base, self.credentials, self.session) = (base, (id, secret), session)
    }

    /// All companies that the reseller manages, page by page.
    public func companies() async throws -> [Company] {
        var rows: [Company] = []
        var (page, pages) = (1, 1)
        while page <= pages {
            let query = Query(pageNumber: page)
            let answer = try await send("/api/companies/search", JSONEncoder().encode(query))
            let data = try JSONDecoder().decode(Page.self, from: answer).data
            rows += data.results
            (page, pages) = (page + 1, data.totalNumberOfPages)
        }
        return rows
    }

    private func send(_ path: String, _ body: Data) async throws -> Data {
        for attempt in 0..<4 {
            if token == nil { token = try await authorize() }
            let headers = ["Authorization": "Bearer \(token ?? "")", "Content-Type": "application/json"]
            let (data, answer) = try await post(path, headers, body)
            switch answer.statusCode {
            case 200:
                return data
            case 401 where attempt == 0:
                token = nil
            case 429, 503:
                let told = answer.value(forHTTPHeaderField: "Retry-After").flatMap(Double.init)
                try await Task.sleep(for: .seconds(told ?? 0.1 * pow(2, Double(attempt))))
            default:
                throw Refused(status: answer.statusCode)
            }
        }
        throw ServiceDown()
    }

    private func authorize() async throws -> String {
        var form = URLComponents()
        form.queryItems = [
            URLQueryItem(name: "grant_type", value: "client_credentials"), URLQueryItem(name: "scope", value: "api1"),
            URLQueryItem(name: "client_id", value: credentials.id),
            URLQueryItem(name: "client_secret", value: credentials.secret),
        ]
        let headers = ["Content-Type": "application/x-www-form-urlencoded"]
        let (data, answer) = try await post("/connect/token", headers, Data((form.percentEncodedQuery ?? "").utf8))
        guard answer.statusCode == 200 else { throw Refused(status: answer.statusCode) }
        return try JSONDecoder().decode(Grant.self, from: data).access_token
    }

    private func post(
        _ path: String, _ headers: [String: String], _ body: Data
    ) async throws -> (Data, HTTPURLResponse) {
        guard let url = URL(string: base + path) else { throw URLError(.badURL) }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, answer) = try await session.data(for: request)
        guard let answer = answer as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        return (data, answer)
    }
}

/// The API said no, and will say so again.
public struct Refused: Error {
    /// The answer's status.
    public var status: Int
}

/// The API was still down after some attempts.
public struct ServiceDown: Error {}

private struct Query: Encodable {
    var pageNumber: Int
    var pageSize = 50
    var orderBy = "CompanyName"
    var ascending = true
}

private struct Page: Decodable {
    struct Rows: Decodable {
        var results: [ResellerClient.Company]
        var totalNumberOfPages: Int
    }
    var data: Rows
}

private struct Grant: Decodable { var access_token: String }
