import ResellerAPI

/// What carries an operation out, for a caller whose role may call it.
enum OperationHandler {
    case read((Call) throws(HintedResponse) -> HintedResponse)
    /// One write of a world comes after another, each on the data that the one before has left.
    case write((inout Call) throws(HintedResponse) -> HintedResponse)

    func answer(_ event: ServeEvent, by token: AccessToken) -> HintedResponse {
        do throws(HintedResponse) {
            switch self {
            case .read(let answer):
                return try answer(Call(event: event, token: token, snapshot: event.snapshot))
            case .write(let answer):
                return try event.world.changing { snapshot throws(HintedResponse) in
                    var call = Call(event: event, token: token, snapshot: snapshot)
                    let response = try answer(&call)
                    snapshot = call.snapshot
                    return response
                }
            }
        } catch {
            return error
        }
    }
}

extension EmulatedOperation {
    /// The handler of each operation that `Operations` does not answer itself.
    var handler: OperationHandler {
        switch self {
        case .token, .discovery, .keys, .searchCompanies, .getCompany:
            preconditionFailure("\(self) is answered before")
        case .createCompany: .write(CompanyWrites.create)
        case .updateCompany: .write(CompanyWrites.update)
        case .updateCompanyLimited: .write(CompanyWrites.updateLimited)
        case .deleteCompany: .write(CompanyWrites.delete)
        case .deleteCompanies: .write(CompanyWrites.bulkDelete)
        case .getCompanyLogo: .read(CompanyWrites.logo)
        case .exportCompanies: .read { call throws(HintedResponse) in try call.exportCompanies(named: "Companies") }
        case .listMyCompanies: .read(MyCompanies.list)
        case .searchMyCompanies: .read(MyCompanies.search)
        case .checkLicense: .read(Licences.check)
        case .getLicenseExpiryDate: .read(Licences.expiryDate)
        case .getPrivacy: .read(Privacy.get)
        case .setPrivacy: .write(Privacy.set)
        case .listCompanyGroups: .read(CompanyGroupOperations.list)
        case .createCompanyGroup: .write(CompanyGroupOperations.create)
        case .searchCompanyGroups: .read(CompanyGroupOperations.search)
        case .searchCompanyGroupsWithParents: .read(CompanyGroupOperations.searchWithParents)
        case .getCompanyGroup: .read(CompanyGroupOperations.get)
        case .updateCompanyGroup: .write(CompanyGroupOperations.update)
        case .deleteCompanyGroup: .write(CompanyGroupOperations.delete)
        case .deleteCompanyGroups: .write(CompanyGroupOperations.bulkDelete)
        case .exportCompanyGroups: .read(CompanyGroupOperations.export)
        case .addGroupParticipants: .write(CompanyGroupOperations.addParticipants)
        case .removeGroupParticipants: .write(CompanyGroupOperations.removeParticipants)
        case .searchGroupCompanies: .read(CompanyGroupOperations.searchCompanies)
        case .exportGroupCompanies: .read(CompanyGroupOperations.exportCompanies)

        case .generateClient: .read(ClientOperations.generate)
        case .createClient: .write(ClientOperations.create)
        case .searchClients: .read(ClientOperations.search)
        case .exportClients: .read(ClientOperations.export)
        case .getClient: .read(ClientOperations.get)
        case .updateClient: .write(ClientOperations.update)
        case .deleteClient: .write(ClientOperations.delete)

        case .listRoles: .read(RoleOperations.list)
        case .listAvailableRoles: .read(RoleOperations.listAvailable)
        case .searchRoles: .read(RoleOperations.search)
        case .getRole: .read(RoleOperations.get)
        case .createRole: .write(RoleOperations.create)
        case .updateRole: .write(RoleOperations.update)
        case .deleteRole: .write(RoleOperations.delete)
        case .listPermissions: .read(RoleOperations.permissions)

        case .searchLookups: .read(LookupOperations.search)
        case .getLookups: .read(LookupOperations.get)
        case .listLicenses: .read(LookupOperations.licenses)
        case .listCodeTypes: .read(LookupOperations.codeTypes)
        case .listCountryTimeZones: .read(LookupOperations.countryTimeZones)
        case .listTimeZones: .read(LookupOperations.timeZones)

        case .createSystemUser: .write(SystemUserOperations.create)
        case .searchSystemUsers: .read(SystemUserOperations.search)
        case .updateSystemUser: .write(SystemUserOperations.update)
        case .deleteSystemUser: .write(SystemUserOperations.delete)
        case .deleteSystemUsers: .write(SystemUserOperations.deleteMany)

        case .listSCIMFields: .read(SCIMOperations.fields)
        case .createSCIM: .write(SCIMOperations.create)
        case .searchSCIM: .read(SCIMOperations.search)
        case .getSCIM: .read(SCIMOperations.get)
        case .updateSCIM: .write(SCIMOperations.update)
        case .deleteSCIM: .write(SCIMOperations.delete)
        case .revokeSCIM: .write(SCIMOperations.revoke)
        }
    }
}
