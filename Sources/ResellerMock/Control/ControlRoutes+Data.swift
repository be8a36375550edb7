import HTTP1
import HTTPServer
import ResellerAPI
import Scenarios

/// The data of a world, past the API's own checks: a company appears between two pages.
extension ControlRoutes {
    static let data: [Route] = [
        Route(
            method: "GET", template: "scenario/current",
            summary: "The world as it stands, as a scenario that can be put back; with its secrets."
        ) { call in
            .response(Response(status: 200, fields: .json, body: call.world.saved.json))
        },
        Route(method: "GET", template: "companies", summary: "The companies, in the form that scenarios have.") {
            call in
            .json(.members(["companies": .array(documents(call))]))
        },
        Route(method: "GET", template: "companies/{id}", summary: "One company.") { call throws(ControlError) in
            .json(try document(call))
        },
        Route(method: "POST", template: "companies", summary: "Adds a company, in the form that scenarios have.") {
            call throws(ControlError) in
            let company = try company(try call.body().members, call)
            try change(call, .insert(company))
            return .json(try document(call, company.resourceId), status: 201)
        },
        Route(
            method: "PATCH", template: "companies/{id}",
            summary: "Changes the members of a company that the body names; null takes one away."
        ) {
            call throws(ControlError) in
            guard case .object(var members) = try document(call) else { throw noCompany(call) }
            for member in try call.body().members {
                members.removeAll { $0.name.isExactly(member.name) }
                if member.value != .null { members.append(member) }
            }
            let company = try company(members, call)
            guard company.resourceId.isExactly(call.parameter) else {
                throw .invalid("/resourceId", "the id of a company does not change")
            }
            try change(call, .replace(company))
            return .json(try document(call))
        },
        Route(method: "DELETE", template: "companies/{id}", summary: "Takes a company away.") {
            call throws(ControlError) in
            _ = try document(call)
            try change(call, .remove(call.parameter))
            return .done
        },
    ]

    private static func documents(_ call: ControlCall) -> [JSONValue] {
        guard let saved = try? JSONValue.read(call.world.saved.json),
            case .array(let companies)? = JSONPointer("/companies")?.value(in: saved)
        else { return [] }
        return companies
    }

    private static func document(_ call: ControlCall, _ identifier: String? = nil) throws(ControlError) -> JSONValue {
        let identifier = identifier ?? call.parameter
        let found = documents(call).first { JSONPointer("/resourceId")?.value(in: $0) == .string(identifier) }
        guard let found else { throw noCompany(call) }
        return found
    }

    private static func noCompany(_ call: ControlCall) -> ControlError {
        .notFound("the world has no company \(call.parameter.excerpt)")
    }

    /// Reads a company as a scenario's, beside the one above it.
    private static func company(_ members: [JSONValue.Member], _ call: ControlCall) throws(ControlError) -> Company {
        guard case .string(let identifier)? = members.first(where: { $0.name == "resourceId" })?.value else {
            throw .invalid("/resourceId", "the member is missing", "expected 12 letters and digits")
        }
        var members = members
        if !members.contains(where: { $0.name == "createTime" }) {
            members.append(.init("createTime", .string(DateTimeFormat.iso8601.string(call.world.clock.now))))
        }
        var companies: [JSONValue] = [.object(members)]
        if case .string(let parent)? = members.first(where: { $0.name == "parent" })?.value,
            call.world.snapshot.company(withID: parent) != nil
        {
            companies.insert(.members(["resourceId": .string(parent), "name": .string(parent)]), at: 0)
        }
        let text: JSONValue = .members(["version": .count(1), "companies": .array(companies)])
        // Those that every scenario has are among them.
        guard
            let company = try scenario(text, name: "company", call).companies.first(where: {
                $0.resourceId.isExactly(identifier)
            })
        else { throw .invalid("", "the company could not be read") }
        return company
    }

    private static func change(_ call: ControlCall, _ change: CompanyChange) throws(ControlError) {
        do throws(CompanyChangeError) {
            try call.world.change { (snapshot) throws(CompanyChangeError) in try snapshot.applying([change]) }
        } catch {
            throw .invalid("", error.description)
        }
    }
}
