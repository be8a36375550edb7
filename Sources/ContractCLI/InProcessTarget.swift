import CLI
import ContractSuite
import Foundation
import HTTPTypes
import ResellerAPI
import ResellerMock

/// The mock in this process as a target of the contract suite, with everything a check may need.
struct InProcessTarget {
    let server: MockServer
    var target: Target

    /// Serves a scenario on a free port of loopback. Its first reseller asks; the first other role, a company that this
    /// reseller does not manage and a token of last year serve the checks that need them.
    static func start(_ scenario: Scenario) throws -> InProcessTarget {
        let server = try MockServer.start(scenario: scenario)
        let credentials: Credentials
        do {
            credentials = try self.credentials(scenario)
        } catch {
            server.stop(grace: .zero)
            throw error
        }
        guard let url = URL(string: server.baseURL) else { throw Failure.failed("\(server.baseURL) is no URL.") }
        var target = Target(baseURL: url, credentials: credentials)
        // It is our own, nobody else is to be spared.
        target.rate = nil
        return InProcessTarget(server: server, target: target)
    }

    private static func credentials(_ scenario: Scenario) throws -> Credentials {
        let active = scenario.clients.filter(\.isActive)
        guard let reseller = active.first(where: { $0.role == Role.reseller.name }) else {
            throw Failure.failed("The scenario \(scenario.name) has no active client with the role Reseller.")
        }
        let admin = active.first { $0.role == Role.companyAdmin.name }
        return Credentials(
            reseller: .init(id: reseller.clientId, secret: reseller.clientSecret),
            companyAdmin: admin.map { .init(id: $0.clientId, secret: $0.clientSecret) },
            unmanagedCompany: unmanagedCompany(scenario, by: reseller.company),
            expiredToken: try expiredToken(scenario, reseller))
    }

    private static func unmanagedCompany(_ scenario: Scenario, by reseller: String) -> String? {
        let parents = Dictionary(scenario.companies.map { ($0.resourceId, $0.parent) }) { first, _ in first }
        return scenario.companies.lazy.map(\.resourceId).first { id in
            var ancestor: String? = id
            while let current = ancestor, current != reseller { ancestor = parents[current] ?? nil }
            return ancestor == nil
        }
    }

    /// Instances accept each other's tokens, so one whose clock stands still long ago makes an expired one.
    private static func expiredToken(_ scenario: Scenario, _ client: ResellerAPI.Client) throws -> String? {
        var past = scenario
        past.clock.now = DateTime(unixSeconds: WorldClock.systemNow().unixSeconds - 365 * 86400)
        past.clock.mode = .frozen
        let server = try MockServer.start(scenario: past)
        defer { server.stop(grace: .zero) }
        let form = [
            "grant_type": "client_credentials", "client_id": client.clientId, "client_secret": client.clientSecret,
        ]
        let body = form.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }
        let request = HTTPRequest(
            method: .post, scheme: "http", authority: "localhost", path: "/connect/token",
            headerFields: [.contentType: "application/x-www-form-urlencoded"])
        let (_, answer) = try server.respond(to: request, body: Array(body.joined(separator: "&").utf8))
        struct Token: Decodable {
            var access_token: String
        }
        return try? JSONDecoder().decode(Token.self, from: Data(answer)).access_token
    }
}
