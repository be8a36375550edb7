import Foundation

/// What a recorded request is for, as far as recordings look at it.
enum RecordedRoute: Hashable, Sendable {
    case token
    case search
    case company(String)
    case myCompanies
    case roles
    case role(String)
    case roleSearch
    case permissions
    case lookups
    case groups
    case groupSearch
    /// Below `/api`.
    case other
    case none

    /// Finds it by the end of a path, in any letter case; a gateway may have put something before.
    init(method: String, path: String) {
        let plain = path.prefix { $0 != "?" && $0 != "#" }
        let parts = plain.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
        let lower = parts.map { $0.lowercased() }
        if lower.suffix(2) == ["connect", "token"] {
            self = .token
            return
        }
        guard let api = lower.firstIndex(of: "api") else {
            self = .none
            return
        }
        let rest = lower[(api + 1)...].joined(separator: "/")
        switch (method.uppercased(), rest) {
        case ("POST", "companies/search"): self = .search
        case ("GET", "companies/my"): self = .myCompanies
        case ("GET", "roles"), ("GET", "roleswithavailable"): self = .roles
        case ("POST", "roles/search"): self = .roleSearch
        case ("GET", "permissions/all"): self = .permissions
        case ("POST", "lookups"): self = .lookups
        case ("GET", "company-groups"): self = .groups
        case ("POST", "company-groups/search"): self = .groupSearch
        case ("GET", _) where lower.count == api + 3 && lower[api + 1] == "companies" && rest != "companies/privacy":
            self = .company(parts[api + 2])
        case ("GET", _) where lower.count == api + 3 && lower[api + 1] == "roles": self = .role(parts[api + 2])
        case ("GET", _) where lower.count == api + 3 && lower[api + 1] == "lookups" && Int(lower[api + 2]) != nil:
            self = .lookups
        default: self = .other
        }
    }
}
