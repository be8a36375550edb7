/// Someone who signs in to the platform for a company.
package struct SystemUser: Hashable, Sendable, CompanyResource {
    package var resourceId: String
    package var firstName: String
    package var lastName: String
    package var email: String
    package var phoneNumber: String
    package var isActive = true
    /// The `resourceId` of each role.
    package var roles: [String] = []
    /// The `resourceId` of the company.
    package var company: String
    package var createTime: DateTime

    package init(
        resourceId: String, firstName: String, lastName: String, email: String, phoneNumber: String, company: String,
        createTime: DateTime
    ) {
        self.resourceId = resourceId
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.phoneNumber = phoneNumber
        self.company = company
        self.createTime = createTime
    }

    package var owner: String? { company }
}
