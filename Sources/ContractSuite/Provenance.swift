/// How a behaviour of the API is known, from the strongest source to none.
package enum Provenance: String, Hashable, Sendable, CaseIterable {
    /// The vendor's page "Get a company", the authority where sources disagree.
    case page
    /// Answers of the vendor's API to operations beside these, captured by the vendor.
    case capture
    /// Other vendor documentation: guides, release notes, scripts.
    case vendorDocs = "vendor docs"
    /// The vendor's OpenAPI document.
    case schema
    /// The source of the vendor's own clients: what they send and read.
    case vendorClientCode = "vendor client code"
    /// The documented or published behaviour of the platform the vendor builds on, taken for unchanged.
    case platform
    /// Nobody says; the choice is ours.
    case assumed
}

/// Where a promise stands.
package struct Source: Hashable, Sendable {
    /// What kind of source it is.
    package var provenance: Provenance
    /// The document, or why it is assumed.
    package var text: String

    static let page = Source(provenance: .page, text: "vendor page \"Get a company\"")
    static let pageErrors = Source(provenance: .page, text: "vendor page \"Get a company\", Common errors")
    static let capture = Source(provenance: .capture, text: "answers of the API to other operations, March 2026")
    static let quickstart = Source(provenance: .vendorDocs, text: "vendor documentation, API quickstart")
    static let restAPI = Source(provenance: .vendorDocs, text: "vendor documentation, Company Settings, REST API")
    static let listGuide = Source(
        provenance: .vendorDocs, text: "vendor documentation, List companies with license details")
    static let webClient = Source(provenance: .vendorClientCode, text: "vendor's web client, companies list")
    static let agent = Source(provenance: .vendorClientCode, text: "vendor's back-office agent, company search")
    static let identityServer = Source(provenance: .platform, text: "IdentityServer, token endpoint")
    static let bearerHandler = Source(provenance: .platform, text: "ASP.NET Core, JWT bearer handler")
    static let routing = Source(provenance: .platform, text: "ASP.NET Core, endpoint routing")
    static let binding = Source(provenance: .platform, text: "ASP.NET Core, JSON model binding")

    static func docs(_ text: String) -> Source {
        Source(provenance: .vendorDocs, text: "vendor documentation, \(text)")
    }
    static func schema(_ text: String) -> Source {
        Source(provenance: .schema, text: "vendor OpenAPI document, \(text)")
    }
    static func platform(_ text: String) -> Source { Source(provenance: .platform, text: text) }
    static func assumed(_ text: String) -> Source { Source(provenance: .assumed, text: text) }
}
