import ResellerAPI
import Scenarios

extension World {
    /// Makes a rule's change in one step, without what cannot be done.
    /// - Returns: what that is, in the words of hints.
    func make(_ change: CompaniesChange) -> [String] {
        defer { if !change.add.isEmpty { renewLookups() } }
        return changing { snapshot in
            var problems: [String] = []
            func apply(_ step: CompanyChange) {
                do throws(CompanyChangeError) {
                    snapshot = try snapshot.applying([step])
                } catch {
                    problems.append(error.description)
                }
            }
            for var company in change.add {
                company.createTime = company.createTime ?? clock.now
                apply(.insert(company))
            }
            for renaming in change.rename {
                guard var company = snapshot.company(withID: renaming.resourceId) else {
                    problems.append(CompanyChangeError.notThere(renaming.resourceId).description)
                    continue
                }
                company.name = renaming.name
                apply(.replace(company))
            }
            for identifier in change.remove { apply(.remove(identifier)) }
            return problems
        }
    }
}
