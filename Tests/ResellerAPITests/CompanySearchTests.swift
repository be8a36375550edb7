import ResellerAPI
import Testing

@Suite struct CompanySearchTests {
    static let now = DateTime(year: 2026, month: 3, day: 1, hour: 9)!

    static func directory(_ behaviour: Behaviour = Behaviour()) -> CompanyDirectory {
        var reseller = Company(resourceId: "h3VnQ6tYc8Ws", name: "Example MSSP")
        reseller.targetUserCount = 3
        var company = Company(resourceId: "xC5kfGz7w2Nz", name: "ACME LLC", parent: "h3VnQ6tYc8Ws")
        company.industry = Company.Reference(resourceId: "q7RtB2mKx9Lp", name: "Technology")
        company.licenseType = Company.Reference(resourceId: "Zk3vN8sWd1Ye", name: "Custom")
        company.isNumberOfUsersLimited = true
        company.numberOfUsers = 100
        company.licenseEndDate = DateTime(year: 2027, month: 3, day: 31)
        company.createTime = DateTime(year: 2026, month: 3, day: 1, hour: 9, minute: 15)
        company.targetUserCount = 112
        company.tags = ["pilot"]
        company.deletedTargetUserCount = 3
        company.inactiveTargetUserCount = 5
        company.monthlyActiveUserCount = 9
        return CompanyDirectory(companies: [reseller, company], behaviour: behaviour)
    }

    @Test func rowHasTheMembersOfTheSchemaInOrderAndThePagesNames() throws {
        let body = Array(#"{"pageNumber":1,"pageSize":10,"orderBy":"CreateTime","ascending":false}"#.utf8)
        let outcome = Self.directory().search(body: body, caller: 0, now: Self.now, dates: .iso8601)
        guard case .found(let answer) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(
            String(decoding: answer, as: UTF8.self)
                == #"{"data":{"limitExceededCompanyCount":1,"pageNumber":1,"pageSize":10,"totalNumberOfPages":1,"#
                + #""totalNumberOfRecords":1,"results":[{"companyName":"ACME LLC","companyResourceId":"xC5kfGz7w2Nz","#
                + #""resellerName":"Example MSSP","industryName":"Technology","industryResourceId":"q7RtB2mKx9Lp","#
                + #""licenseTypeName":"Custom","licenseTypeResourceId":"Zk3vN8sWd1Ye","isNumberOfUsersLimited":true,"#
                + #""numberOfUsers":"100","privacyDurationId":1,"licenceExpired":false,"#
                + #""licenseEndDate":"2027-03-31T00:00:00","createTime":"2026-03-01T09:15:00","targetUserCount":112,"#
                + #""children":null,"tags":["pilot"],"deletedTargetUserCount":3,"inactiveTargetUserCount":5,"#
                + #""monthlyActiveUserCount":9,"resourceId":"xC5kfGz7w2Nz","name":"ACME LLC"}]},"#
                + #""status":"SUCCESS","message":null,"validationMessages":null}"#)
    }
}
