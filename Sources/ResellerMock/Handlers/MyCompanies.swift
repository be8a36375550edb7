import ResellerAPI
import Scenarios

/// `companies/my`: the companies that the caller can act in, as its switch of accounts shows them.
enum MyCompanies {
    /// A tree for those who manage companies, for others their own one.
    static func list(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let tree = try tree(call)
        return call.success { writer in
            writer.beginArray()
            var open: [Int] = []
            for position in tree {
                while let above = open.last, !call.directory.manages(reseller: above, company: position) {
                    end(&writer)
                    open.removeLast()
                }
                write(position, call, &writer)
                open.append(position)
            }
            for _ in open { end(&writer) }
            writer.endArray()
        }
    }

    /// The companies of the tree whose names have a text in them, one after another (assumed: the vendor's document
    /// says only what is sent).
    static func search(_ call: Call) throws(HintedResponse) -> HintedResponse {
        var body = try call.body()
        let text = body.text("text") ?? ""
        try call.finish(&body)
        let found = call.directory.named(containing: text, among: try tree(call))
        return call.success { writer in
            writer.beginArray()
            for position in found {
                write(position, call, &writer)
                end(&writer)
            }
            writer.endArray()
        }
    }

    /// What is below the caller, each company followed by those below it.
    private static func tree(_ call: Call) throws(HintedResponse) -> [Int] {
        let managesCompanies = call.token.roles.contains { call.snapshot.role(named: $0)?.managesCompanies ?? false }
        let caller = try call.caller()
        return managesCompanies ? call.directory.companies(below: caller) : [caller]
    }

    /// Writes a company up to those in it.
    private static func write(_ position: Int, _ call: Call, _ writer: inout JSONWriter) {
        let company = call.directory.company(at: position)
        writer.beginObject()
        writer.member("name", company.name)
        writer.member("resourceId", company.resourceId)
        writer.member("logoUrl", company.logoUrl)
        writer.member("privacyDurationId", company.privacyDurationId)
        writer.member("licenceExpired", company.isLicenceExpired(at: call.now))
        Privacy.writeTimes(of: company, call, &writer)
        writer.name("children")
        writer.beginArray()
    }

    private static func end(_ writer: inout JSONWriter) {
        writer.endArray()
        writer.endObject()
    }
}
