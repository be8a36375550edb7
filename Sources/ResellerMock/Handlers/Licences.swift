import ResellerAPI

/// What a company's licence allows, and until when one may be granted.
enum Licences {
    /// Users of every status but deleted ones are counted as all (assumed); an unlimited licence has no limit.
    static func check(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let company = call.directory.company(at: try call.company(call.identifier, orOwn: true))
        return call.success { writer in
            writer.beginObject()
            writer.name("isLimited")
            writer.boolean(company.isNumberOfUsersLimited)
            writer.name("licenseLimit")
            writer.integer(company.isNumberOfUsersLimited ? company.numberOfUsers : nil)
            writer.name("activeUserCount")
            writer.integer(company.targetUserCount)
            writer.name("totalUserCount")
            writer.integer(company.targetUserCount + company.inactiveTargetUserCount)
            writer.name("isLicenseExceeded")
            writer.boolean(company.isOverLimit)
            writer.endObject()
        }
    }

    /// Restricted resellers may grant 90 days; for others the answer is an empty object.
    static func expiryDate(_ call: Call) throws(HintedResponse) -> HintedResponse {
        var body = try call.body()
        let start = body.date("licenseStartDate", order: call.dates.order)
        if !body.has("licenseStartDate") { body.refuse("licenseStartDate", "must be a date") }
        try call.finish(&body)
        let isRestricted = call.world.scenario.restrictedResellers.containsExactly(call.token.company)
        return call.success { writer in
            writer.beginObject()
            if isRestricted, let start {
                writer.name("licenseExpiryDate")
                writer.date(start.advanced(by: 90 * DateTime.ticksPerDay), call.dates)
            }
            writer.endObject()
        }
    }
}
