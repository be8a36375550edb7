import Foundation
import ResellerAPI
import Testing

@Suite struct CompanyDetailTests {
    /// The members of the schema's `CompanyDto`, in its order.
    static let members = [
        "resourceId", "name", "description", "industryResourceId", "industryName", "countryResourceId", "countryName",
        "countryCode", "address", "websiteUrl", "logoUrl", "licenseTypeResourceId", "licenseTypeName",
        "licensePeriodTypeResourceId", "licensePeriodTypeName", "licenseStartDate", "licenseEndDate",
        "isNumberOfUsersLimited", "numberOfUsers", "notificationTemplateTypeResourceId",
        "notificationTemplateTypeName", "trainingContentTypeResourceId", "trainingContentTypeName",
        "smtpConfigurationTypeResourceId", "smtpConfigurationTypeName", "preferredLanguageTypeResourceId",
        "preferredLanguageTypeName", "isVersionVisible", "isReleaseNotesVisible", "releaseNotesUrl", "companyGroups",
        "parentId", "baseManHourCost", "baseManHour", "statusId", "statusName", "licenseModules", "targetUserCount",
        "timeZoneId", "callBackNumberBookingCount", "dateFormat", "timeFormat", "tags", "hasAgenticAILicense",
    ]

    static var full: Company {
        var company = Company(resourceId: "xC5kfGz7w2Nz", name: "ACME LLC", parent: "h3VnQ6tYc8Ws")
        company.description = "A \"customer\""
        company.industry = Company.Reference(resourceId: "i", name: "Technology")
        company.country = Company.Reference(resourceId: "c", name: "Turkey")
        company.countryCode = "TR"
        company.address = "Street 1\nAnkara"
        company.websiteUrl = "https://acme.example/"
        company.logoUrl = "https://acme.example/logo.png"
        company.licenseType = Company.Reference(resourceId: "l", name: "Custom")
        company.licensePeriodType = Company.Reference(resourceId: "HTHpWWXGJshG", name: "1 Year")
        company.licenseStartDate = DateTime("2026-03-01")
        company.licenseEndDate = DateTime("2027-03-01T09:15:00.5")
        company.isNumberOfUsersLimited = true
        company.numberOfUsers = 500
        company.notificationTemplateType = Company.Reference(resourceId: "n", name: "All")
        company.trainingContentType = Company.Reference(resourceId: "t", name: "Only system")
        company.smtpConfigurationType = Company.Reference(resourceId: "s", name: "All of them")
        company.preferredLanguageType = Company.Reference(resourceId: "", name: "Turkish")
        company.isVersionVisible = true
        company.isReleaseNotesVisible = true
        company.releaseNotesUrl = "https://acme.example/notes"
        company.companyGroups = [Company.Reference(resourceId: "g", name: "Group")]
        company.baseManHourCost = 40
        company.baseManHour = 2
        company.licenseModules = ["AYAPp3vt3SvS"]
        company.targetUserCount = 112
        company.timeZoneId = "Turkey Standard Time"
        company.callBackNumberBookingCount = 3
        company.dateFormat = "dd/MM/yyyy"
        company.timeFormat = "24h"
        company.tags = ["emea", "pilot"]
        company.hasAgenticAILicense = true
        return company
    }

    private func body(
        _ company: Company, dates: DateTimeFormat = .iso8601, nulls: Behaviour.Nulls = .write
    ) -> String {
        var behaviour = Behaviour()
        behaviour.nulls = nulls
        let directory = CompanyDirectory(
            companies: [
                Company(resourceId: "other", name: "Other"), Company(resourceId: "h3VnQ6tYc8Ws", name: "Example MSSP"),
                company,
            ], behaviour: behaviour)
        return text(directory.detailBody(at: 2, dates: dates))
    }

    private func data(_ company: Company) throws -> [JSONValue.Member] {
        guard case .object(let envelope) = try JSONValue.read(Array(body(company).utf8)),
            case .object(let data) = envelope[0].value
        else {
            Issue.record("no envelope")
            return []
        }
        #expect(envelope.map(\.name) == ["data", "status", "message", "validationMessages"])
        return data
    }

    private func value(_ member: String, _ company: Company) throws -> JSONValue? {
        try data(company).first { $0.name == member }?.value
    }

    @Test func wholeBodyHasTheSchemasMembersInOrder() {
        #expect(
            body(Self.full)
                == [
                    #"{"data":{"resourceId":"xC5kfGz7w2Nz","name":"ACME LLC","description":"A \"customer\"","#,
                    #""industryResourceId":"i","industryName":"Technology","countryResourceId":"c","#,
                    #""countryName":"Turkey","countryCode":"TR","address":"Street 1\nAnkara","#,
                    #""websiteUrl":"https://acme.example/","logoUrl":"https://acme.example/logo.png","#,
                    #""licenseTypeResourceId":"l","licenseTypeName":"Custom","#,
                    #""licensePeriodTypeResourceId":"HTHpWWXGJshG","licensePeriodTypeName":"1 Year","#,
                    #""licenseStartDate":"2026-03-01T00:00:00","licenseEndDate":"2027-03-01T09:15:00.5","#,
                    #""isNumberOfUsersLimited":true,"numberOfUsers":500,"notificationTemplateTypeResourceId":"n","#,
                    #""notificationTemplateTypeName":"All","trainingContentTypeResourceId":"t","#,
                    #""trainingContentTypeName":"Only system","smtpConfigurationTypeResourceId":"s","#,
                    #""smtpConfigurationTypeName":"All of them","preferredLanguageTypeResourceId":"","#,
                    #""preferredLanguageTypeName":"Turkish","isVersionVisible":true,"isReleaseNotesVisible":true,"#,
                    #""releaseNotesUrl":"https://acme.example/notes","#,
                    #""companyGroups":[{"resourceId":"g","name":"Group"}],"parentId":2,"baseManHourCost":40,"#,
                    #""baseManHour":2,"statusId":1,"statusName":"Active","licenseModules":["AYAPp3vt3SvS"],"#,
                    #""targetUserCount":112,"timeZoneId":"Turkey Standard Time","callBackNumberBookingCount":3,"#,
                    #""dateFormat":"dd/MM/yyyy","timeFormat":"24h","tags":["emea","pilot"],"#,
                    #""hasAgenticAILicense":true},"status":"SUCCESS","message":null,"validationMessages":null}"#,
                ].joined())
    }

    @Test func aBareCompanyHasEveryMemberToo() throws {
        var bare = Company(resourceId: "xC5kfGz7w2Nz", name: "ACME LLC")
        #expect(try data(bare).map(\.name) == Self.members)
        #expect(try value("parentId", bare) == .null)
        #expect(try value("companyGroups", bare) == .array([]))
        #expect(try value("licenseStartDate", bare) == .null)
        bare.extra = [JSONValue.Member("regionCode", .string("canadacentral"))]
        #expect(try data(bare).map(\.name) == Self.members + ["regionCode"])
    }

    @Test func nullsAreLeftOut() {
        #expect(!body(Self.full, nulls: .omit).contains("null"))
        #expect(body(Self.full).hasPrefix(body(Self.full, nulls: .omit).dropLast()))
        let bare = body(Company(resourceId: "xC5kfGz7w2Nz", name: "ACME LLC"), nulls: .omit)
        #expect(
            bare.hasPrefix(#"{"data":{"resourceId":"xC5kfGz7w2Nz","name":"ACME LLC","isNumberOfUsersLimited":false,"#))
        #expect(bare.hasSuffix(#""hasAgenticAILicense":false},"status":"SUCCESS"}"#))
        #expect(!bare.contains("null"))
    }

    @Test func typesAreTheSchemasForOtherReadersToo() throws {
        let object = try JSONSerialization.jsonObject(with: Data(body(Self.full).utf8)) as? [String: Any]
        let data = try #require(object?["data"] as? [String: Any])
        #expect(data.count == 44)
        for member in ["numberOfUsers", "parentId", "baseManHourCost", "baseManHour", "statusId", "targetUserCount"] {
            #expect(data[member] is Int)
        }
        for member in ["isNumberOfUsersLimited", "isVersionVisible", "isReleaseNotesVisible", "hasAgenticAILicense"] {
            #expect(data[member] as? Bool == true)
        }
        #expect(data["tags"] as? [String] == ["emea", "pilot"])
        #expect(data["address"] as? String == "Street 1\nAnkara")
    }

    @Test func statusNameFollowsTheStatusUnlessGiven() throws {
        var company = Self.full
        company.statusId = 0
        #expect(try value("statusName", company) == .string("Inactive"))
        company.statusId = nil
        #expect(try value("statusName", company) == .null)
        company.statusId = 7
        #expect(try value("statusName", company) == .null)
        company.statusName = "Suspended"
        #expect(try value("statusName", company) == .string("Suspended"))
    }

    @Test func givenParentNumberWins() throws {
        var company = Self.full
        company.parentId = 4711
        #expect(try value("parentId", company) == .number("4711"))
    }

    @Test func eachDateFormHasABodyOfItsOwn() {
        let directory = CompanyDirectory(companies: [Company(resourceId: "h3VnQ6tYc8Ws", name: "R"), Self.full])
        let iso = text(directory.detailBody(at: 1, dates: .iso8601))
        let preferred = text(directory.detailBody(at: 1, dates: .preferred(.dayMonthYear, .hours24)))
        #expect(iso.contains(#""licenseEndDate":"2027-03-01T09:15:00.5""#))
        #expect(preferred.contains(#""licenseEndDate":"01/03/2027 09:15""#))
        #expect(text(directory.detailBody(at: 1, dates: .iso8601)) == iso)
    }
}

@Suite struct CompanyDirectoryTests {
    @Test func positionsAreFoundByExactIdentifier() {
        let directory = CompanyDirectory(companies: [
            Company(resourceId: "h3VnQ6tYc8Ws", name: "R"),
            Company(resourceId: "a rather long identifier é", name: "L"),
        ])
        #expect(directory.position(of: "h3VnQ6tYc8Ws") == 0)
        #expect(directory.position(of: "h3vnq6tyc8ws") == nil)
        #expect(directory.position(of: "") == nil)
        #expect(directory.position(of: "a rather long identifier é") == 1)
        #expect(directory.company(at: 1).name == "L")
        #expect(directory.number(at: 1) == 2)
        #expect(directory.count == 2)
    }

    @Test func anEmptyDirectoryIsPossible() {
        let directory = CompanyDirectory(companies: [])
        #expect(directory.count == 0)
        #expect(directory.position(of: "h3VnQ6tYc8Ws") == nil)
    }

    @Test func childrenMayBeListedBeforeTheirParents() {
        let directory = CompanyDirectory(companies: [
            Company(resourceId: "c", name: "C", parent: "b"), Company(resourceId: "b", name: "B", parent: "a"),
            Company(resourceId: "a", name: "A"),
        ])
        #expect(directory.manages(reseller: 2, company: 0))
        #expect(directory.manages(reseller: 1, company: 0))
        #expect(!directory.manages(reseller: 0, company: 2))
        #expect(!directory.manages(reseller: 2, company: 2))
    }

    @Test(arguments: ["unknown parent", "cycle", "own parent", "duplicate"])
    func aBrokenTreeIsAProgrammingError(kind: String) async {
        switch kind {
        case "unknown parent":
            await #expect(processExitsWith: .failure) {
                _ = CompanyDirectory(companies: [Company(resourceId: "a", name: "A", parent: "b")])
            }
        case "cycle":
            await #expect(processExitsWith: .failure) {
                _ = CompanyDirectory(companies: [
                    Company(resourceId: "a", name: "A", parent: "b"), Company(resourceId: "b", name: "B", parent: "a"),
                ])
            }
        case "own parent":
            await #expect(processExitsWith: .failure) {
                _ = CompanyDirectory(companies: [Company(resourceId: "a", name: "A", parent: "a")])
            }
        default:
            await #expect(processExitsWith: .failure) {
                _ = CompanyDirectory(companies: [
                    Company(resourceId: "a", name: "A"), Company(resourceId: "a", name: "B"),
                ])
            }
        }
    }
}
