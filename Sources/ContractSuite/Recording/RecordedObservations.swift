import Foundation
import HTTPTypes

/// What recorded answers show of contested points, and where they contradict the ledger. Nothing is asked for it; what the
/// user's client did not ask is not seen.
extension Recording {
    /// Notes that a line of the ledger is not kept. `seen` has words of ours and of the API's documents alone.
    mutating func contradict(_ entry: String, _ seen: Wording) {
        let line = Contradiction(entry: entry, seen: seen.text)
        if contradictions[line] != nil || contradictions.count < Self.mostOthers {
            contradictions[line, default: 0] += 1
        }
    }

    /// Looks at an object against the members that the schema gives it.
    mutating func observe(
        _ object: JSON, _ members: [(name: String, type: MemberType)], others: Set<String>, entry: String,
        dates entryOfDates: String
    ) {
        let known = Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.type) })
        for name in object.names where known[name] == nil && !others.contains(name) {
            // The scenario has it by its name, too.
            let shown = CompanyAllowList.isName(name) ? name : Vocabulary.shown(name)
            contradict(entry, "a member \"\(own: shown)\" that the schema lacks")
        }
        for (name, type) in members {
            // Which of two names a row has is a matter of behaviour.
            if object[name] == nil, ["companyName", "companyResourceId"].contains(name) { continue }
            if let value = object[name], !type.holds(value) {
                contradict(entry, "\(own: name) is \(own: value.typeName), not \(type)")
            } else if object[name] == nil, !type.isNullable {
                contradict(entry, "no member \(own: name)")
            }
        }
        for name in ["createTime", "licenseStartDate", "licenseEndDate"] {
            guard let text = object[name]?.text else { continue }
            if DateColumn.isKnown(text) {
                if dates.count < Self.mostCompanies { dates.insert(text) }
                if name != "licenseStartDate" {
                    behaviour["dates"] = DateColumn.isISO8601(text) ? "\"iso8601\"" : "\"preferred\""
                }
            } else {
                contradict(entryOfDates, "\(own: name) in an unknown form, such as \(text)")
            }
        }
    }

    /// Looks at status and body of an answer.
    mutating func observe(_ exchange: Exchange, _ route: RecordedRoute, by caller: Caller?) {
        let json = try? JSONParser.parse(exchange.body)
        switch (route, exchange.status) {
        case (.none, _): return
        case (.token, 200):
            if json?["refresh_token"] != nil { contradict("token.no-refresh", "a member refresh_token") }
            if json?["expires_in"]?.integer == nil { contradict("token.lifetime", "no integer expires_in") }
        case (.token, let status):
            if exchange.request.headerFields[.contentType]?.lowercased().hasPrefix("application/json") == true {
                if [400, 500].contains(status) { behaviour["tokenJSONBody"] = "\(status)" }
            } else if json?["error"]?.text == "invalid_client", status != 400 {
                contradict("token.wrong-credentials", "invalid_client with status \(status)")
            }
        case (_, 401): behaviour["unauthorizedBody"] = exchange.body.isEmpty ? "\"empty\"" : "\"envelope\""
        case (_, 403): status(json, "forbiddenStatus")
        case (_, 404): if json?["status"] != nil { status(json, "notFoundStatus") }
        case (_, 200):
            if exchange.request.headerFields[.authorization] == nil {
                contradict("auth.missing", "status 200 without a token")
            }
            if let status = json?["status"]?.text, status != "SUCCESS" {
                contradict("search.status", "status \(status) of a success")
            }
        default: break
        }
        if route == .search { observeSearch(exchange, json) }
        if case .company(let id) = route, exchange.status == 403, json?["status"]?.text != "PRIVACY_ERROR",
            let caller, caller.roles.contains("Reseller"), id != caller.company, unmanaged.count < Self.mostOthers,
            !unmanaged.contains(id)
        {
            unmanaged.append(id)
        }
        if case .company(let id) = route, id == caller?.company, [200, 403].contains(exchange.status) {
            for role in caller?.roles ?? [] { ownCompanyReads[role] = exchange.status == 200 }
            let admin = ownCompanyReads["Company Admin"] ?? false
            let reseller = ownCompanyReads["Reseller"] ?? false
            behaviour["ownCompany"] =
                admin && reseller
                ? "\"both\"" : admin ? "\"companyAdmin\"" : reseller ? "\"reseller\"" : "\"deny\""
        }
    }

    private mutating func status(_ json: JSON?, _ member: String) {
        guard let status = json?["status"]?.text, status.utf8.count <= 40,
            status.wholeMatch(of: #/[A-Z]+(_[A-Z]+)*/#) != nil, !["SUCCESS", "PRIVACY_ERROR"].contains(status)
        else { return }
        behaviour[member] = JSON.string(status).serialized
    }

    private mutating func observeSearch(_ exchange: Exchange, _ json: JSON?) {
        if exchange.status == 200, let json {
            let (isWritten, isOmitted) = (json["message"] == .null, json["message"] == nil)
            if isWritten || isOmitted { behaviour["nulls"] = isWritten ? "\"write\"" : "\"omit\"" }
            if json["data"]?["results"]?.elements == nil { contradict("search.data", "no array data.results") }
        }
        let request = try? JSONParser.parse(exchange.requestBody)
        if exchange.requestBody.isEmpty || request == .object([]) {
            if [400, 500].contains(exchange.status) { behaviour["emptySearchBody"] = "\(exchange.status)" }
            return
        }
        guard let request, request["pageNumber"]?.integer ?? 0 > 0, request["pageSize"]?.integer ?? 0 > 0,
            request["ascending"]?.boolean != nil
        else { return }
        let choice = exchange.status == 200 ? true : exchange.status == 400 ? false : nil
        guard let choice else { return }
        let orderBy = request["orderBy"]?.text
        if (request["filter"] ?? .null) == .null, orderBy == "CreateTime" {
            behaviour["nullFilter"] = choice ? "\"accept\"" : "\"reject\""
        }
        if orderBy == "RenewalDate", (request["filter"] ?? .null) != .null {
            behaviour["renewalDateSort"] = choice ? "\"alias\"" : "\"reject\""
        }
    }
}
