/// A setting by which people of a company come from a directory elsewhere (SCIM, RFC 7644).
package struct SCIMSetting: Hashable, Sendable, CompanyResource {
    package var resourceId: String
    /// At most 30 UTF-16 units.
    package var name: String
    /// The `resourceId` of the company.
    package var company: String
    /// The bearer token of the directory; a new one takes its place when it is revoked.
    package var token: String
    /// The target group that people come into.
    package var groupName: String?
    package var groupByCustomFieldName: String?
    package var mappings: [Mapping] = []
    package var synchronizesGroups = false
    package var createTime: DateTime

    package init(resourceId: String, name: String, company: String, token: String, createTime: DateTime) {
        self.resourceId = resourceId
        self.name = name
        self.company = company
        self.token = token
        self.createTime = createTime
    }

    /// What of a person goes where.
    package struct Mapping: Hashable, Sendable {
        package var scimPath: String?
        package var customFieldName: String?

        package init(scimPath: String?, customFieldName: String?) {
            self.scimPath = scimPath
            self.customFieldName = customFieldName
        }
    }

    package var owner: String? { company }

    /// The attributes that can be mapped (assumed: those of RFC 7643 that its example of a full user has).
    package static let paths = [
        "userName", "name.givenName", "name.familyName", "displayName", "title", "preferredLanguage", "locale",
        "timezone", "active", "emails[type eq \"work\"].value", "phoneNumbers[type eq \"work\"].value",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager",
    ]

    package static func fieldId(_ path: String) -> String { ResourceID.derived(from: "scimField:\(path)") }
}
