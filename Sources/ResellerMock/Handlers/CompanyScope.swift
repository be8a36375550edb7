import HTTP1
import ResellerAPI

/// The company that a request names in a header to be carried out for. The three operations judge it and do not follow it
/// (assumed: what it does to them is not known).
enum CompanyScope {
    /// The vendor's documents name the first, its user interface sends the second; which of two wins is assumed.
    private static let headers = ["x-keepnet-company-id", "x-ir-company-id"]

    static func identifier(_ event: ServeEvent) -> String? {
        for name in headers {
            if let identifier = event.headers.first(name), !identifier.isEmpty { return identifier }
        }
        return nil
    }

    /// The answer to a request that names a company that is not there or that its caller does not manage; nil for another.
    static func refusal(_ event: ServeEvent, by token: AccessToken) -> HintedResponse? {
        let operation = event.endpoint?.operation
        guard operation == .searchCompanies || operation == .getCompany,
            event.world.scenario.behaviour.scopeHeader == .check, let identifier = identifier(event),
            !identifier.isExactly(token.company)
        else { return nil }
        let directory = event.snapshot.directory
        guard let company = directory.position(of: identifier) else {
            return .companyNotFound(
                in: event.world, hint: "the scope header names \(identifier.excerpt), which the scenario does not have")
        }
        let manages = directory.position(of: token.company).map { directory.manages(reseller: $0, company: company) }
        guard manages != true else { return nil }
        return .forbidden(
            in: event.world, hint: "the scope header names \(identifier.excerpt), which the caller does not manage")
    }
}
