/// The contested points of the API, each with the choice taken here and the ones a user may switch to.
///
/// Raw values are those of a scenario's `behaviour` object.
public struct Behaviour: Hashable, Sendable {
    /// The names of a search row's identifier and name.
    public var searchItemNames = SearchItemNames.both
    /// A search without `filter`, or with `null`.
    public var nullFilter = NullFilter.accept
    /// A search with an empty body or `{}`.
    public var emptySearchBody = EmptySearchBody.status500
    /// A token request that is no form.
    public var tokenJSONBody = TokenJSONBody.status500
    /// The body of a 401.
    public var unauthorizedBody = UnauthorizedBody.empty
    /// Whose own company its clients may read.
    public var ownCompany = OwnCompany.deny
    /// The form of dates in answers.
    public var dates = Dates.preferred
    /// Members whose value is null.
    public var nulls = Nulls.omit
    /// Sorting by `RenewalDate`.
    public var renewalDateSort = RenewalDateSort.alias
    /// Which letters filters and sorting take for one another.
    public var letterCase = LetterCase.invariant
    /// What JSON of requests may have that RFC 8259 does not allow.
    public var jsonBodies = JSONBodies.lenient
    /// `status` of the envelope of a 403; which string the vendor sends is unknown.
    public var forbiddenStatus = "FAILED"
    /// `status` of the envelope of a 404; which string the vendor sends is unknown.
    public var notFoundStatus = "FAILED"
    /// The type of flags and numbers in a token's claims.
    public var claimTypes = ClaimTypes.strings
    /// A company named in a header.
    public var scopeHeader = ScopeHeader.check
    /// Whether names of companies and groups may be in use already.
    public var duplicateNames = DuplicateNames.allow
    /// A token request from outside the client's `allowedIpAddresses`.
    public var addressRefusal = AddressRefusal.ipRestricted
    /// Living tokens of a client that is deleted or made inactive.
    public var endedClients = EndedClients.refuse

    /// Every point at its default.
    public init() {}

    /// The page calls a search row's members `resourceId` and `name`, schema and clients `companyResourceId` and
    /// `companyName`.
    public enum SearchItemNames: String, Hashable, Sendable, CaseIterable {
        /// The schema's 19 members in schema order, then `resourceId` and `name`.
        case both
        /// The schema's 19 members alone.
        case schema
        /// The 19, with `resourceId` and `name` in the places of `companyResourceId` and `companyName`.
        case page
    }

    /// What a search without a `filter`, or with `null` for it, gets.
    public enum NullFilter: String, Hashable, Sendable, CaseIterable {
        case accept
        /// 400 `INPUT_ERROR`.
        case reject
    }

    /// What an empty search body or `{}` gets.
    public enum EmptySearchBody: Int, Hashable, Sendable, CaseIterable {
        case status500 = 500
        case status400 = 400
    }

    /// What a token request with a body that is no form gets.
    public enum TokenJSONBody: Int, Hashable, Sendable, CaseIterable {
        case status500 = 500
        /// `invalid_request`, the stock platform's answer.
        case status400 = 400
    }

    /// The body of a 401, beside `WWW-Authenticate`.
    public enum UnauthorizedBody: String, Hashable, Sendable, CaseIterable {
        case empty
        case envelope
    }

    /// Whose own company its clients may read by id. The page refuses it; the vendor's user interface reads it for every
    /// role at every load.
    public enum OwnCompany: String, Hashable, Sendable, CaseIterable {
        case deny
        case companyAdmin
        case reseller
        case both

        /// Whether clients of a role may.
        package func includes(_ role: String) -> Bool {
            let isCompanyAdmin = role.isExactly(Role.companyAdmin.name)
            let isReseller = role.isExactly(Role.reseller.name)
            return switch self {
            case .deny: false
            case .companyAdmin: isCompanyAdmin
            case .reseller: isReseller
            case .both: isCompanyAdmin || isReseller
            }
        }
    }

    /// The form of dates in answers. The schema says `date-time`; whatever was captured of the API has a display form.
    public enum Dates: String, Hashable, Sendable, CaseIterable {
        case iso8601
        /// From the `dateFormat` and `timeFormat` of the caller's own company, `dd/MM/yyyy HH:mm` where it has none.
        case preferred
    }

    /// What becomes of members whose value is null, in rows, details and the envelope. Captured answers hold no `null`.
    public enum Nulls: String, Hashable, Sendable, CaseIterable {
        /// They are left out.
        case omit
        case write
    }

    /// What sorting by `RenewalDate` does, which use-case pages name and no client sends.
    public enum RenewalDateSort: String, Hashable, Sendable, CaseIterable {
        /// 400 `INPUT_ERROR`.
        case reject
        /// Sorts by `LicenseEndDate`.
        case alias
    }

    /// Which letters filters and sorting take for one another.
    public enum LetterCase: String, Hashable, Sendable, CaseIterable {
        /// I and i; İ and ı are letters of their own.
        case invariant
        /// İ and i, I and ı.
        case turkish
    }

    /// What JSON of requests may have that RFC 8259 does not allow.
    public enum JSONBodies: String, Hashable, Sendable, CaseIterable {
        /// Comments, a comma behind the last member or element, and single quotes, as the platform's reader
        /// (Newtonsoft.Json) takes them unless told otherwise.
        case lenient
        /// Nothing: 400 `INPUT_ERROR`.
        case strict
    }

    /// The JSON types of boolean and numeric custom claims in a token; the sources leave it open.
    public enum ClaimTypes: String, Hashable, Sendable, CaseIterable {
        /// `"true"`, `"42"`: what the platform writes unless told otherwise.
        case strings
        /// `true`, `42`.
        case native
    }

    /// What becomes of a new company, group or client with a name, or of a user with an e-mail address, that another one has.
    public enum DuplicateNames: String, Hashable, Sendable, CaseIterable {
        /// Both have it.
        case allow
        /// 400 `INPUT_ERROR`.
        case reject
    }

    /// What becomes of a company named in `X-KEEPNET-Company-Id` or `x-ir-company-id`.
    public enum ScopeHeader: String, Hashable, Sendable, CaseIterable {
        /// 404 for one that is not there, 403 for one that the caller does not manage.
        case check
        case ignore
    }

    /// What becomes of the living tokens of a client that is deleted or made inactive, which no source says.
    public enum EndedClients: String, Hashable, Sendable, CaseIterable {
        /// 401, as for any bad token.
        case refuse
        /// They live until they expire.
        case accept
    }

    /// What a token request from outside the client's `allowedIpAddresses` gets. The vendor documents that it is
    /// refused, not how; its sign-in answers a network that is not allowed with 403 `IP_RESTRICTED`.
    public enum AddressRefusal: String, Hashable, Sendable, CaseIterable {
        case ipRestricted = "IP_RESTRICTED"
        /// 400, as for any client that gets no token.
        case invalidClient = "invalid_client"
    }
}
