package import ResellerAPI

extension Scenario {
    /// The scenario as a file that makes it anew, in JSON. It holds the secrets of clients.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("version")
        writer.integer(1)
        for member in settings.members {
            writer.name(escaping: member.name)
            writer.value(member.value)
        }
        writer.name("rules")
        writer.value(.array(settings.rules))
        writer.name("seed")
        writer.value(.number("\(seed)"))
        writer.name("cors")
        writer.strings(cors)
        if let now = clock.now {
            writer.name("clock")
            writer.value(
                .object([
                    .init("now", .string(DateTimeFormat.iso8601.string(now) + "Z")),
                    .init("mode", .string(clock.mode.rawValue)),
                ]))
        }
        list("roles", roles.filter { $0 != .reseller && $0 != .companyAdmin }, to: &writer) { role, writer in
            writer.name("name")
            writer.string(role.name)
            writer.name("permissions")
            writer.strings(role.permissions.map(\.description))
            optional("resourceId", role.givenResourceId, to: &writer)
            optional("description", role.description, to: &writer)
            optional("company", role.owner, to: &writer)
            list("availableFor", role.availableFor, to: &writer) { availability, writer in
                optional("type", availability.type, to: &writer)
                optional("company", availability.target, to: &writer)
            }
            optional("createTime", role.createTime.map(DateTimeFormat.iso8601.string), to: &writer)
            if !role.formerNames.isEmpty {
                writer.name("formerNames")
                writer.strings(role.formerNames)
            }
        }
        list("users", users, to: &writer) { user, writer in
            optional("resourceId", user.resourceId, to: &writer)
            optional("firstName", user.firstName, to: &writer)
            optional("lastName", user.lastName, to: &writer)
            optional("email", user.email, to: &writer)
            if !user.phoneNumber.isEmpty { optional("phoneNumber", user.phoneNumber, to: &writer) }
            optional("status", (user.isActive ? ClientStatus.active : .inactive).rawValue, to: &writer)
            writer.name("roles")
            writer.strings(user.roles.compactMap { id in roles.first { $0.resourceId.isExactly(id) }?.name })
            optional("company", user.company, to: &writer)
            optional("createTime", DateTimeFormat.iso8601.string(user.createTime), to: &writer)
        }
        list("scim", scim, to: &writer) { setting, writer in
            optional("resourceId", setting.resourceId, to: &writer)
            optional("name", setting.name, to: &writer)
            optional("company", setting.company, to: &writer)
            optional("token", setting.token, to: &writer)
            optional("groupName", setting.groupName, to: &writer)
            optional("groupByCustomFieldName", setting.groupByCustomFieldName, to: &writer)
            list("mappingDetails", setting.mappings, to: &writer) { mapping, writer in
                optional("scimPath", mapping.scimPath, to: &writer)
                optional("customFieldName", mapping.customFieldName, to: &writer)
            }
            writer.name("syncPlatformGroup")
            writer.boolean(setting.synchronizesGroups)
            optional("createTime", DateTimeFormat.iso8601.string(setting.createTime), to: &writer)
        }
        list("lookups", lookups, to: &writer) { lookup, writer in
            optional("resourceId", lookup.resourceId, to: &writer)
            writer.name("genericCodeTypeId")
            writer.integer(lookup.typeId)
            optional("genericCodeTypeName", lookup.typeName, to: &writer)
            optional("name", lookup.name, to: &writer)
            optional("code", lookup.code, to: &writer)
            optional("description", lookup.description, to: &writer)
            writer.name("orderNumber")
            writer.integer(lookup.orderNumber)
            optional("isoCode", lookup.isoCode, to: &writer)
            optional("isoFriendlyName", lookup.isoFriendlyName, to: &writer)
        }
        list("clients", clients, to: &writer) { $0.writeMembers(to: &$1) }
        list("groups", groups, to: &writer) { group, writer in
            writer.name("resourceId")
            writer.string(group.resourceId)
            writer.name("name")
            writer.string(group.name)
            writer.name("owner")
            writer.string(group.owner)
            writer.name("createTime")
            writer.date(group.createTime, .iso8601)
        }
        list("companies", companies, to: &writer) { $0.writeMembers(to: &$1) }
        writer.endObject()
        return writer.bytes
    }

    private func list<Element>(
        _ name: StaticString, _ elements: [Element], to writer: inout JSONWriter,
        _ writeMembers: (Element, inout JSONWriter) -> Void
    ) {
        writer.name(name)
        writer.beginArray()
        for element in elements {
            writer.beginObject()
            writeMembers(element, &writer)
            writer.endObject()
        }
        writer.endArray()
    }
}

private func optional(_ name: StaticString, _ text: String?, to writer: inout JSONWriter) {
    guard let text else { return }
    writer.name(name)
    writer.string(text)
}

extension JSONValue {
    /// What a function writes into an object.
    fileprivate static func object(writtenBy writeMembers: (inout JSONWriter) -> Void) -> JSONValue {
        var writer = JSONWriter()
        writer.beginObject()
        writeMembers(&writer)
        writer.endObject()
        return try! read(writer.bytes)
    }
}

extension Client {
    /// As an entry of a scenario's `clients`, with its secret.
    package var json: JSONValue { JSONValue.object(writtenBy: writeMembers) }

    fileprivate func writeMembers(to writer: inout JSONWriter) {
        writer.name("clientId")
        writer.string(clientId)
        writer.name("clientSecret")
        writer.string(clientSecret)
        writer.name("role")
        if furtherRoles.isEmpty { writer.string(role) } else { writer.strings(roles) }
        optional("resourceId", givenResourceId, to: &writer)
        optional("name", givenName, to: &writer)
        optional("createTime", createTime.map(DateTimeFormat.iso8601.string), to: &writer)
        writer.name("company")
        writer.string(company)
        writer.name("status")
        writer.string((isActive ? ClientStatus.active : .inactive).rawValue)
        if let allowedIpAddresses {
            writer.name("allowedIpAddresses")
            writer.strings(allowedIpAddresses.map(\.description))
        }
    }
}

extension Company {
    /// As an entry of a scenario's `companies`.
    package var json: JSONValue { JSONValue.object(writtenBy: writeMembers) }

    /// Writes every member that a scenario may give, nulls too, so that no default takes its place.
    fileprivate func writeMembers(to writer: inout JSONWriter) {
        var seen: Set<ExactText> = [ExactText("companyName"), ExactText("companyResourceId")]
        for member in CompanyMember.detail + CompanyMember.row where seen.insert(ExactText("\(member.name)")).inserted {
            write(member, to: &writer)
        }
        writer.name("parent")
        writer.string(parent)
        if let privacyDurationStartTime {
            writer.name("privacyDurationStartTime")
            writer.date(privacyDurationStartTime, .iso8601)
        }
        if let logo {
            writer.name("logo")
            writer.value(
                .object([
                    .init("fileName", .string(logo.fileName)), .init("fileContent", .string(logo.base64)),
                ]))
        }
        if !monthlyActiveUserCounts.isEmpty {
            writer.name("monthlyActiveUserCounts")
            let counts = monthlyActiveUserCounts.sorted { $0.key < $1.key }
            writer.value(.object(counts.map { .init("\($0.key)", .number("\($0.value)")) }))
        }
        if training != Training() {
            writer.name("training")
            writer.value(training.json)
        }
        if !extra.isEmpty {
            writer.name("extra")
            writer.value(.object(extra))
        }
    }

    private func write(_ member: CompanyMember, to writer: inout JSONWriter) {
        func named(_ isThere: Bool = true, _ write: (inout JSONWriter) -> Void) {
            guard isThere else { return }
            writer.name(member.name)
            write(&writer)
        }
        switch member.value {
        case .identifier: named { $0.string(resourceId) }
        case .name: named { $0.string(name) }
        case .text(let path), .choice(let path, _): named { $0.string(self[keyPath: path]) }
        case .boolean(let path): named { $0.boolean(self[keyPath: path]) }
        case .integer(let path, _): named { $0.integer(self[keyPath: path]) }
        case .nullableInteger(let path, _): named { $0.integer(self[keyPath: path]) }
        case .texts(let path): named { $0.strings(self[keyPath: path]) }
        case .date(let path): named { $0.date(self[keyPath: path], .iso8601) }
        case .referenceId(let kind): named { $0.string(self[keyPath: kind.path].resourceId) }
        case .referenceName(let kind): named { $0.string(self[keyPath: kind.path].name) }
        case .licenceLimit, .licenceLimitText: named { $0.integer(numberOfUsers) }
        case .usersOfMonth: named { $0.integer(monthlyActiveUserCount) }
        case .groups:
            named { writer in
                writer.value(
                    .array(
                        companyGroups.map { group in
                            .object([
                                .init("resourceId", group.resourceId.map { .string($0) } ?? .null),
                                .init("name", group.name.map { .string($0) } ?? .null),
                            ])
                        }))
            }
        // What is derived stays so unless the company has its own.
        case .parentNumber: named(parentId != nil) { $0.integer(parentId) }
        case .statusName: named(statusName != nil) { $0.string(statusName) }
        case .resellerName: named(resellerName != nil) { $0.string(resellerName) }
        case .licenceExpired: named(licenceExpired != nil) { $0.boolean(licenceExpired ?? false) }
        case .children: break
        }
    }
}

extension Company.Training {
    fileprivate var json: JSONValue {
        .object([
            .init("vendorIds", .array(vendorIds.map { .string($0) })),
            .init("enrolledMonths", .array(enrolledMonths.map { .string("\($0)") })),
            .init(
                "consumptions",
                .array(
                    consumptions.map { consumption in
                        .object([
                            .init("month", .string("\(consumption.month)")),
                            .init("status", .number("\(consumption.status)")),
                        ])
                    })),
        ])
    }
}
