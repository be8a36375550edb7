import ResellerAPI

/// `companies/privacy`: for how long a company lets its reseller act in it.
enum Privacy {
    static func get(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = call.directory.company(at: try call.scope(isPrivacyExempt: true))
        return call.success { writer in
            writer.beginObject()
            writer.name("privacyDurationId")
            writer.integer(company.privacyDurationId)
            writeTimes(of: company, call, &writer)
            writer.endObject()
        }
    }

    static func set(_ call: inout Call) throws(HintedResponse) -> HintedResponse {
        var company = call.directory.company(at: try call.scope(isPrivacyExempt: true))
        var body = try call.body()
        let duration = body.integer("privacyDurationId", in: 0...5, isRequired: true)
        try call.finish(&body)
        company.privacyDurationId = duration ?? 0
        company.privacyDurationStartTime = call.now
        try call.change([.replace(company)])
        return call.done("The account privacy has been changed", company.resourceId)
    }

    /// Writes when the duration began and when it ends; null for one without end.
    static func writeTimes(of company: Company, _ call: Call, _ writer: inout JSONWriter) {
        let end = company.privacyDurationEndTime
        writer.name("privacyDurationStartTime")
        writer.date(end.flatMap { _ in company.privacyDurationStartTime ?? company.createTime }, call.dates)
        writer.name("privacyDurationEndTime")
        writer.date(end, call.dates)
    }
}
