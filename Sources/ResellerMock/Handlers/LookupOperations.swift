import HTTP1
import ResellerAPI
import Scenarios

/// The lists that companies refer to. They are everybody's, whatever a scope header says.
enum LookupOperations {
    /// `POST /api/lookups`: lists by their numbers and by their name; all where neither is given (assumed).
    static func search(_ call: Call) throws(HintedResponse) -> HintedResponse {
        var body = try call.body()
        let name = body.text("typeName").flatMap { $0.isEmpty ? nil : $0 }
        let types = body.integers("typeIdList")
        try call.finish(&body)
        return answer(call) { lookup in
            let isNamed = name.map(lookup.typeName.isExactlyIgnoringCase) ?? false
            return name == nil && types == nil || isNamed || types?.contains(lookup.typeId) ?? false
        }
    }

    /// `GET /api/lookups/{typeId}`: nothing for a list that is not there (assumed).
    static func get(_ call: Call) throws(HintedResponse) -> HintedResponse {
        guard let type = Int32(call.identifier) else { throw .invalidInput(["typeId must be an integer"]) }
        return answer(call) { $0.typeId == Int(type) }
    }

    private static func answer(_ call: Call, _ isIncluded: (Lookup) -> Bool) -> HintedResponse {
        expiring(
            call.success { writer in
                writer.objects(call.world.lookups.lookups.filter(isIncluded)) { lookup, writer in
                    writer.member("resourceId", lookup.resourceId)
                    writer.member("genericCodeTypeId", lookup.typeId)
                    writer.member("genericCodeTypeName", lookup.typeName)
                    writer.member("name", lookup.name)
                    writer.member("code", lookup.code)
                    writer.member("description", lookup.description)
                    writer.member("orderNumber", lookup.orderNumber)
                    writer.member("isoCode", lookup.isoCode)
                    writer.member("isoFriendlyName", lookup.isoFriendlyName)
                }
            })
    }

    static func licenses(_ call: Call) throws(HintedResponse) -> HintedResponse {
        let catalogue = call.world.lookups
        let licences = catalogue.lookups.filter { $0.typeId == LookupType.licenseType.rawValue }
        func write(_ module: Company.Reference, _ writer: inout JSONWriter) {
            writer.member("resourceId", module.resourceId)
            writer.member("name", module.name)
            writer.member("isAvailable", true)
        }
        return expiring(
            call.success { writer in
                writer.object { writer in
                    writer.name("licenses")
                    writer.objects(licences) { licence, writer in
                        writer.member("resourceId", licence.resourceId)
                        writer.member("name", licence.name)
                        writer.name("licenseModules")
                        writer.objects(catalogue.licenseModules, write)
                    }
                    writer.name("allLicenseModules")
                    writer.objects(catalogue.licenseModules, write)
                }
            })
    }

    static func codeTypes(_ call: Call) throws(HintedResponse) -> HintedResponse {
        var known: Set<Int> = []
        let types = call.world.lookups.lookups.filter { known.insert($0.typeId).inserted }
        return expiring(
            call.success { writer in
                writer.objects(types) { type, writer in
                    writer.member("id", type.typeId)
                    writer.member("name", type.typeName)
                    writer.member("description", type.typeName)
                }
            })
    }

    static func countryTimeZones(_ call: Call) throws(HintedResponse) -> HintedResponse {
        expiring(
            call.success { writer in
                writer.objects(call.world.lookups.countryFormats) { country, writer in
                    writer.member("countryCode", country.countryCode)
                    writer.member("dateFormat", country.dateFormat)
                    writer.member("timeFormat", country.timeFormat)
                    writer.member("clockFormat", country.timeFormat)
                    writer.member("phoneNumberCode", country.phoneNumberCode)
                    writer.member("languageCode", country.languageCode)
                    writer.member("languageName", country.language?.name)
                    writer.member("timezone", country.timeZoneId)
                    writer.member("languageResourceId", country.language?.resourceId)
                }
            })
    }

    static func timeZones(_ call: Call) throws(HintedResponse) -> HintedResponse {
        expiring(
            call.success { writer in
                writer.object { writer in
                    writer.name("timeZoneList")
                    writer.objects(call.world.lookups.timeZones) { timeZone, writer in
                        writer.member("displayName", timeZone)
                        writer.member("id", timeZone)
                    }
                    writer.member("dateFormatList", DateTimeFormat.DateOrder.allCases.map(\.rawValue))
                    writer.member("timeFormatList", DateTimeFormat.HourClock.allCases.map(\.rawValue))
                }
            })
    }

    /// With the time until which clients may keep it, of the system's clock, for browsers compare it with theirs. How long
    /// is assumed.
    private static func expiring(_ answer: HintedResponse) -> HintedResponse {
        var answer = answer
        let end = WorldClock.systemNow().unixSeconds + 3600
        answer.response.fields = answer.response.fields.adding("lookup-expire", "\(end)")
        return answer
    }
}
