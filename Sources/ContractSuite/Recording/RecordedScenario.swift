import Foundation

/// A scenario made of a recording, with nothing in it that tells who anybody is.
package struct RecordedScenario: Sendable {
    /// How a recording is written.
    package struct Options: Hashable, Sendable {
        /// Whether the API's identifiers stay as they are.
        package var keepsIDs: Bool
        /// Makes the same pseudonyms each time; whoever knows it can find out names by trying. Nil for a key that nobody
        /// knows.
        package var seed: UInt64?

        /// Other identifiers and a key that nobody knows, unless said otherwise.
        package init(keepsIDs: Bool = false, seed: UInt64? = nil) {
            self.keepsIDs = keepsIDs
            self.seed = seed
        }
    }

    /// The scenario file, in JSON.
    package var text: String
    /// What is in it, and what a reader should know, in a line each.
    package var notes: [String]
    /// Lines of the fidelity ledger that the recording contradicts, with what was seen.
    package var contradictions: [String]

    /// The members of a file by name, in their order.
    fileprivate static func pretty(_ members: [JSON.Member]) -> String {
        let lines = members.map { member -> String in
            let name = JSON.string(member.name).serialized
            guard case .array(let elements) = member.value, !elements.isEmpty else {
                return "  \(name): \(member.value.serialized)"
            }
            return "  \(name): [\n" + elements.map { "    \($0.serialized)" }.joined(separator: ",\n") + "\n  ]"
        }
        return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    }
}

/// Why there is no scenario.
package enum RecordingError: Error, Hashable, CustomStringConvertible {
    /// No exchange told of a company.
    case nothing(exchanges: Int)
    /// Something that may not be written would have been; a fault of this program.
    case leak(String)

    /// One plain sentence.
    package var description: String {
        switch self {
        case .nothing(let count):
            "Of \(count) exchanges none tells of a company or of a token; expected answers of POST /connect/token, "
                + "POST /api/companies/search or GET /api/companies/{resourceId}"
        case .leak(let what):
            "\(what) would be in the scenario, which is a fault of this program; nothing is written"
        }
    }
}

extension Recording {
    /// The scenario, with `choices` seen in other ways in its `behaviour` and `further` lines about the ledger.
    ///
    /// Throws `RecordingError`.
    package func scenario(
        _ options: RecordedScenario.Options = .init(), choices: [Calibration.Choice] = [], further: [String] = []
    ) throws(RecordingError) -> RecordedScenario {
        guard !companies.isEmpty || !callers.isEmpty else { throw .nothing(exchanges: exchangeCount) }
        var maker = ScenarioMaker(self, options)
        let members = maker.members(behaviour: behaviourMembers(choices))
        try maker.check(.object(members))
        var lines = further
        for (line, count) in contradictions.sorted(by: { ($0.key.entry, $0.key.seen) < ($1.key.entry, $1.key.seen) })
        where !further.contains(where: { $0.hasPrefix("\(line.entry): ") }) {
            lines.append("\(line.entry): \(line.seen) (in \(count) \(count == 1 ? "answer" : "answers"))")
        }
        return RecordedScenario(
            text: RecordedScenario.pretty(members), notes: maker.notes, contradictions: lines.sorted())
    }

    private func behaviourMembers(_ choices: [Calibration.Choice]) -> [JSON.Member] {
        var values = behaviour.compactMapValues { try? JSONParser.parse(Array($0.utf8)) }
        for choice in choices {
            values[choice.name] = JSON.integer(choice.value).map { .number(String($0)) } ?? .string(choice.value)
        }
        return values.sorted { $0.key < $1.key }.map { JSON.Member(name: $0.key, value: $0.value) }
    }
}

/// Puts a scenario together.
private struct ScenarioMaker {
    private let recording: Recording
    private var pseudonyms: Pseudonyms
    private let dates: RecordedDates
    /// What was recorded, and what is other than it was.
    private(set) var notes: [String] = []
    /// Who asks first; made up where no token was seen.
    private let own: Recording.Caller
    private var detailCount = 0

    init(_ recording: Recording, _ options: RecordedScenario.Options) {
        self.recording = recording
        pseudonyms = Pseudonyms(KeyedHash(seed: options.seed), keepsIDs: options.keepsIDs)
        dates = RecordedDates(recording.dates)
        own =
            recording.callers.first { $0.roles.contains("Reseller") } ?? recording.callers.first
            ?? Recording.Caller(company: "the recording's own company", roles: ["Reseller"])
        // Names come first, so that they are replaced as names wherever else they stand.
        for caller in recording.callers {
            for name in [caller.name, caller.parentName].compactMap(\.self) { _ = pseudonyms.text(name, .company) }
        }
        for company in recording.order.compactMap({ recording.companies[$0] }) {
            if let name = company.name { _ = pseudonyms.text(name, .company) }
            if let name = company.row?["resellerName"]?.text { _ = pseudonyms.text(name, .company) }
        }
        for group in recording.groupOrder.compactMap({ recording.groups[$0] }) {
            _ = pseudonyms.text(group.name, .group)
        }
    }

    mutating func members(behaviour: [JSON.Member]) -> [JSON.Member] {
        var members: [JSON.Member] = [
            .init(name: "version", value: 1),
            .init(name: "description", value: "Recorded from an API, with other names."),
        ]
        func add(_ name: String, _ value: JSON) {
            if value != .array([]), value != .object([]) { members.append(.init(name: name, value: value)) }
        }
        add("behaviour", .object(behaviour))
        if let lifetime = recording.lifetime { add("token", ["lifetime": .string("\(lifetime)s")]) }
        if let date = recording.firstDate, let now = RecordedDates.utc(date) {
            add("clock", ["now": .string(now), "mode": "running"])
        }
        let companies = companies()
        add("roles", .array(roles()))
        add("clients", .array(clients()))
        add("groups", .array(groups()))
        add("lookups", .array(recording.lookups.map { lookup($0) }))
        add("companies", .array(companies))
        func count(_ number: Int, _ one: String, _ many: String) -> String { "\(number) \(number == 1 ? one : many)" }
        notes.insert(
            [
                count(companies.count, "company", "companies") + " (\(detailCount) with all members)",
                count(recording.roles.count, "role", "roles"), count(recording.groups.count, "group", "groups"),
                count(recording.lookups.count, "row of lists", "rows of lists"),
            ].joined(separator: ", ") + ".", at: 0)
        if recording.isCut { notes.append("More than \(Recording.mostCompanies) companies; the others are left out.") }
        return members
    }

    // MARK: - Companies

    /// The company above each; those above the callers' are nobody's.
    private func parents() -> [String: String] {
        var byName: [String: String] = [:]
        for caller in recording.callers { if let name = caller.name { byName[name] = caller.company } }
        var ambiguous: Set<String> = []
        for (id, company) in recording.companies {
            guard let name = company.name else { continue }
            if let other = byName[name], other != id { ambiguous.insert(name) } else { byName[name] = id }
        }
        var parents: [String: String] = [:]
        for caller in recording.callers { parents[caller.company] = caller.parent }
        for (id, company) in recording.companies where id != own.company && parents[id] == nil {
            let reseller = company.row?["resellerName"]?.text
            let named = reseller.flatMap { ambiguous.contains($0) ? nil : byName[$0] }
            parents[id] = company.parent ?? named ?? own.company
        }
        // A target may say anything; a company is never above itself.
        for id in parents.keys.sorted() {
            var seen: Set<String> = [id]
            var current = id
            while let next = parents[current] {
                if !seen.insert(next).inserted {
                    parents[current] = nil
                    break
                }
                current = next
            }
        }
        return parents
    }

    private mutating func companies() -> [JSON] {
        let parents = parents()
        var written: Set<String> = []
        var result: [JSON] = []
        let recording = recording
        func name(of id: String) -> String? {
            recording.companies[id]?.name ?? recording.callers.first { $0.company == id }?.name
                ?? recording.callers.first { $0.parent == id }?.parentName
        }
        let callers = recording.callers.isEmpty ? [own] : recording.callers
        let tree = recording.treeOrder.filter { recording.companies[$0] != nil }
        let isInTree = Set(tree)
        let outside = callers.flatMap { [$0.parent, $0.company].compactMap(\.self) }.filter { !isInTree.contains($0) }
        let known = outside + tree + recording.order + recording.unmanaged
        let isWritten = Set(known)
        for id in known where written.insert(id).inserted {
            let parent = parents[id].flatMap { isWritten.contains($0) ? $0 : nil }
            var members: [JSON.Member] = [
                .init(name: "resourceId", value: .string(pseudonyms.id(id))),
                .init(name: "name", value: .string(pseudonyms.text(name(of: id) ?? "company \(id)", .company))),
                .init(name: "parent", value: parent.map { .string(pseudonyms.id($0)) } ?? .null),
            ]
            if let company = recording.companies[id] {
                members += self.members(of: company, parentName: parent.flatMap { name(of: $0) })
            }
            if let caller = callers.first(where: { $0.company == id }) { addFormats(of: caller, to: &members) }
            result.append(.object(members))
        }
        return result
    }

    /// Dates are shown in the form of the caller's own company, which nobody may be able to read.
    private mutating func addFormats(of caller: Recording.Caller, to members: inout [JSON.Member]) {
        func add(_ name: String, _ value: JSON) {
            if !members.contains(where: { $0.name == name && $0.value != .null }) {
                members.removeAll { $0.name == name }
                members.append(.init(name: name, value: value))
            }
        }
        if let format = dates.dateFormat {
            add("dateFormat", .string(format))
            add("timeFormat", recording.dates.contains { $0.hasSuffix("M") } ? "12h" : "24h")
        }
        for member in caller.industry {
            guard let treatment = CompanyAllowList.members.first(where: { $0.name == member.name })?.treatment,
                let value = CompanyAllowList.value(member.value, treatment, &pseudonyms, dates: dates)
            else { continue }
            add(member.name, value)
        }
    }

    private mutating func members(of company: Recording.SeenCompany, parentName: String?) -> [JSON.Member] {
        var members: [JSON.Member] = []
        let (row, detail) = (company.row ?? .object([]), company.detail ?? .object([]))
        if company.detail != nil { detailCount += 1 }
        for (name, treatment) in CompanyAllowList.members {
            guard let value = detail[name] ?? row[name], value != .null else {
                // What a whole answer does not have is null there.
                let isInDetail = DetailChecks.members.contains { $0.name == name }
                let isKnownToLack = isInDetail ? company.detail != nil : company.row != nil
                if isKnownToLack, CompanyAllowList.nullable.contains(name) {
                    members.append(.init(name: name, value: .null))
                }
                continue
            }
            if let kept = CompanyAllowList.value(value, treatment, &pseudonyms, dates: dates) {
                members.append(.init(name: name, value: kept))
            } else {
                note("\(name) of some companies is left out: a scenario does not take such a value.")
            }
        }
        if let status = detail["statusName"]?.text, detail["statusId"]?.integer != (status == "Active" ? 1 : 0),
            let listed = CompanyAllowList.listed(status, &pseudonyms)
        {
            members.append(.init(name: "statusName", value: .string(listed)))
        }
        if let reseller = row["resellerName"]?.text, reseller != parentName {
            members.append(.init(name: "resellerName", value: .string(pseudonyms.text(reseller, .company))))
        }
        if let expired = row["licenceExpired"]?.boolean, let now = recording.firstDate {
            let isPast = row["licenseEndDate"]?.text.flatMap(dates.seconds).map { $0 < Double(now) } ?? false
            if isPast != expired { members.append(.init(name: "licenceExpired", value: .boolean(expired))) }
        }
        let extra = extra(detail, row)
        if !extra.isEmpty { members.append(.init(name: "extra", value: .object(extra))) }
        return members
    }

    /// Members that the schema lacks: their names, and other values.
    private mutating func extra(_ objects: JSON...) -> [JSON.Member] {
        let known = CompanyAllowList.derived.union(CompanyAllowList.members.map(\.name))
        var extra: [JSON.Member] = []
        for case .object(let members) in objects {
            for member in members
            where !known.contains(member.name) && !extra.contains(where: { $0.name == member.name }) {
                guard CompanyAllowList.isName(member.name), !pseudonyms.isReplaced(member.name)
                else { continue }
                extra.append(.init(name: member.name, value: pseudonyms.unknown(member.value)))
            }
        }
        return extra
    }

    private mutating func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }

    // MARK: - The rest

    private static let vendorRoles = ["Reseller", "Company Admin"]

    /// The vendor's names of roles stay, for clients look for them.
    private mutating func roleName(_ name: String) -> String {
        Self.vendorRoles.contains(name) ? name : pseudonyms.text(name, .role)
    }

    private mutating func roles() -> [JSON] {
        var result: [JSON] = []
        var names: Set<String> = Set(Self.vendorRoles)
        for id in recording.roleOrder {
            guard let role = recording.roles[id], names.insert(role.name).inserted else { continue }
            let listed = role.permissionIDs?.compactMap { recording.permissionNames[$0] }
            result.append(
                self.role(role.name, id: id, recording.permissions[role.name] ?? listed ?? [], role.description))
        }
        for name in recording.callers.flatMap(\.roles) where names.insert(name).inserted {
            result.append(role(name, id: nil, recording.permissions[name] ?? [], nil))
        }
        return result
    }

    private mutating func role(_ name: String, id: String?, _ permissions: [String], _ description: String?) -> JSON {
        var members: [JSON.Member] = [.init(name: "name", value: .string(roleName(name)))]
        if let id { members.append(.init(name: "resourceId", value: .string(pseudonyms.id(id)))) }
        if let description, !description.isEmpty {
            members.append(.init(name: "description", value: .string(pseudonyms.text(description, .text))))
        }
        // Paths of the API with their verbs.
        let kept = permissions.filter {
            $0.utf8.count <= 200
                && $0.wholeMatch(of: #/[a-zA-Z][a-zA-Z-]*(\/([a-zA-Z-]+|\{[a-zA-Z]+\}))*\|(GET|POST|PUT|DELETE|PATCH)/#)
                    != nil
        }
        members.append(.init(name: "permissions", value: .array(kept.map { .string($0) })))
        return .object(members)
    }

    /// Clients with made-up secrets, one for each that asked.
    private mutating func clients() -> [JSON] {
        var result: [JSON] = []
        let callers = recording.callers.isEmpty ? [own] : recording.callers
        var ids: Set<String> = []
        for (index, caller) in callers.enumerated() {
            let roles = caller.roles.isEmpty ? ["Reseller"] : caller.roles.map { roleName($0) }
            let base = roles[0] == "Reseller" ? "reseller" : roles[0] == "Company Admin" ? "company-admin" : "recorded"
            let name = ids.insert(base).inserted ? base : "\(base)-\(index + 1)"
            var (client, secret) = ("\(name)-client", "\(name)-secret")
            if recording.hasSecret(in: client) || recording.hasSecret(in: secret) {
                (client, secret) = ("made-up-id-\(index + 1)", "made-up-word-\(index + 1)")
            }
            result.append([
                "clientId": .string(client), "clientSecret": .string(secret),
                "role": roles.count == 1 ? .string(roles[0]) : .array(roles.map { .string($0) }),
                "company": .string(pseudonyms.id(caller.company)),
            ])
            note("Credentials, made up: \(client) / \(secret) (\(roles.joined(separator: ", "))).")
        }
        return result
    }

    private mutating func groups() -> [JSON] {
        recording.groupOrder.compactMap { id in
            guard let group = recording.groups[id] else { return nil }
            var members: [JSON.Member] = [
                .init(name: "resourceId", value: .string(pseudonyms.id(id))),
                .init(name: "name", value: .string(pseudonyms.text(group.name, .group))),
                .init(name: "owner", value: .string(pseudonyms.id(own.company))),
            ]
            if let time = group.createTime.flatMap(dates.iso8601) {
                members.append(.init(name: "createTime", value: .string(time)))
            }
            return .object(members)
        }
    }

    /// The lists that every tenant has keep their names; those of other lists may be anybody's.
    private static let commonLists: Set<Int> = [1, 2, 3, 4, 5, 6, 7, 21]

    private mutating func lookup(_ row: JSON) -> JSON {
        let isCommon = row["genericCodeTypeId"]?.integer.map { Self.commonLists.contains($0) } ?? false
        var members: [JSON.Member] = []
        for name in [
            "resourceId", "genericCodeTypeId", "genericCodeTypeName", "name", "code", "description",
            "orderNumber", "isoCode", "isoFriendlyName",
        ] {
            guard let value = row[name] else { continue }
            switch name {
            case "resourceId":
                if value.text.map(Pseudonyms.isIdentifier) == true { members.append(.init(name: name, value: value)) }
            case "genericCodeTypeId", "orderNumber":
                if let number = value.integer, abs(number) <= Int(Int32.max) {
                    members.append(.init(name: name, value: value))
                }
            default:
                guard let text = value.text else { continue }
                let kept = isCommon ? CompanyAllowList.listed(text, &pseudonyms) : pseudonyms.text(text, .text)
                if let kept { members.append(.init(name: name, value: .string(kept))) }
            }
        }
        return .object(members)
    }

    // MARK: - The last net

    /// Throws when a text of the scenario is one that was to be replaced, or has a secret in it.
    func check(_ json: JSON) throws(RecordingError) {
        switch json {
        case .null, .boolean, .number: break
        case .string(let text):
            if pseudonyms.isLeak(text), !Self.vendorRoles.contains(text) { throw .leak("a name as it was") }
            if recording.hasSecret(in: text) { throw .leak("a secret") }
        case .array(let elements): for element in elements { try check(element) }
        case .object(let members):
            for member in members {
                try check(.string(member.name))
                try check(member.value)
            }
        }
    }
}

extension RecordedDates {
    /// Seconds since 1970 in ISO 8601 with the zone of UTC; nil outside of four-digit years.
    static func utc(_ seconds: Int64) -> String? {
        guard (0..<253_402_300_800).contains(seconds) else { return nil }
        let days = Int(seconds) / 86400
        let rest = Int(seconds) % 86400
        let (year, month, day) = HTTPDate.date(days: days)
        return String(
            format: "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, rest / 3600, rest / 60 % 60, rest % 60)
    }
}
