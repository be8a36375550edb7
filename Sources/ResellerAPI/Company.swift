internal import Foundation

/// A company as the platform stores it: what the detail operation and the search rows are views of.
///
/// Member names follow the vendor's schema (`CompanyDto`, `SearchCompanyDto`). What both views derive (the reseller's
/// name, the status name, the expiry flag) is kept only where a scenario overrides it.
public struct Company: Hashable, Sendable {
    /// The identifier in every call, 12 alphanumeric characters in the vendor's examples.
    public var resourceId: String
    /// The company's name; `companyName` in search rows.
    public var name: String
    /// The `resourceId` of the company above it; nil for one at the top.
    public var parent: String?

    /// Free text.
    public var description: String?
    /// What the company does.
    public var industry = Reference()
    /// Where it is.
    public var country = Reference()
    /// The ISO 3166 code of `country`.
    public var countryCode: String?
    /// Free text.
    public var address: String?
    /// Free text.
    public var websiteUrl: String?
    /// The file of its logo, as it was sent.
    public var logo: Logo?
    /// Where its logo is, also a claim of its clients' tokens.
    public var logoUrl: String?

    /// What it has bought.
    public var licenseType = Reference()
    /// For how long.
    public var licensePeriodType = Reference()
    /// The day the licence begins.
    public var licenseStartDate: DateTime?
    /// The day the licence runs out, "Renewal Date" in the vendor's user interface.
    public var licenseEndDate: DateTime?
    /// Whether `numberOfUsers` is a limit. The vendor stores 9999 for unlimited companies.
    public var isNumberOfUsersLimited = false
    /// The licence limit: an integer in the detail, a string in search rows.
    public var numberOfUsers: Int? = 9999

    /// Which notifications it gets.
    public var notificationTemplateType = Reference()
    /// Which trainings it sees.
    public var trainingContentType = Reference()
    /// Which mail server it uses.
    public var smtpConfigurationType = Reference()
    /// Its users' language.
    public var preferredLanguageType = Reference()

    /// Whether its users see the platform's version.
    public var isVersionVisible = false
    /// Whether its users see the release notes.
    public var isReleaseNotesVisible = false
    /// Where those are.
    public var releaseNotesUrl: String?
    /// Each with its id and name; never null, for the vendor's client waits for ever on a null.
    public var companyGroups: [Reference] = []
    /// The parent's internal number where a scenario gives it; otherwise the directory's number for the parent.
    public var parentId: Int?
    /// What an hour of work costs it.
    public var baseManHourCost = 0
    /// Hours of work that an incident takes it.
    public var baseManHour = 0
    /// 1 active, 0 inactive.
    public var statusId: Int? = 1
    /// Overrides the name derived from `statusId`.
    public var statusName: String?
    /// Identifiers of licence modules.
    public var licenseModules: [String] = []
    /// Active target users, the count that is held against the licence limit.
    public var targetUserCount = 0
    /// A Windows time zone identifier.
    public var timeZoneId: String?
    /// Callback numbers that it has booked.
    public var callBackNumberBookingCount: Int?
    /// `dd/MM/yyyy`, `MM/dd/yyyy` or `yyyy/MM/dd`.
    public var dateFormat: String?
    /// `24h` or `12h`.
    public var timeFormat: String?
    /// Words to find it by.
    public var tags: [String] = []
    /// Whether the licence includes the vendor's agents.
    public var hasAgenticAILicense = false

    // Search rows only.

    /// Overrides the parent's name.
    public var resellerName: String?
    /// 0 deny, 1 continuous, 2 two hours, 3 eight hours, 4 one day, 5 seven days.
    public var privacyDurationId = 1
    /// When the privacy duration began to run; nil for one that has been running since the company was made.
    public var privacyDurationStartTime: DateTime?
    /// Overrides the flag derived from `licenseEndDate` and the clock.
    public var licenceExpired: Bool?
    /// When it was made.
    public var createTime: DateTime?
    /// Users that were deleted.
    public var deletedTargetUserCount = 0
    /// Users that are inactive.
    public var inactiveTargetUserCount = 0
    /// Target users added in the current month, whatever their status.
    public var monthlyActiveUserCount = 0
    /// The same for months named by a `MonthlyActiveUser` filter.
    public var monthlyActiveUserCounts: [YearMonth: Int] = [:]
    /// What the training filters look at; no member of the published schema shows it.
    public var training = Training()

    /// Members that a recorded response has and the schema lacks, appended to both views in this order.
    public var extra: [JSONValue.Member] = []

    /// A company with its id and name, everything else at its default.
    public init(resourceId: String, name: String, parent: String? = nil) {
        self.resourceId = resourceId
        self.name = name
        self.parent = parent
    }

    /// The `resourceId` and name of something the platform keeps in a list of its own.
    public struct Reference: Hashable, Sendable {
        /// The identifier in the list.
        public var resourceId: String?
        /// The name in the list.
        public var name: String?

        /// A reference; both parts may be null in the schema.
        public init(resourceId: String? = nil, name: String? = nil) {
            self.resourceId = resourceId
            self.name = name
        }
    }

    /// An image file.
    public struct Logo: Hashable, Sendable {
        /// As its sender named it.
        public var fileName: String
        /// At most 2 MiB in requests.
        public var content: [UInt8]

        /// A file.
        public init(fileName: String, content: [UInt8]) {
            self.fileName = fileName
            self.content = content
        }

        /// Nil for a text that is no Base64.
        package init?(fileName: String, base64: String) {
            guard let data = Data(base64Encoded: base64) else { return nil }
            self.init(fileName: fileName, content: Array(data))
        }

        package var base64: String { Data(content).base64EncodedString() }
    }

    /// Training data behind the filters `TrainingVendorId`, `TrainingEnrolledMonth`, `TrainingConsumptionMonth` and
    /// `TrainingConsumptionStatus`.
    public struct Training: Hashable, Sendable {
        /// Identifiers of the vendors whose trainings it has.
        public var vendorIds: [String] = []
        /// The months in which users were enrolled.
        public var enrolledMonths: [YearMonth] = []
        /// The trainings that were taken.
        public var consumptions: [Consumption] = []

        /// No training at all.
        public init() {}

        /// Training taken in a month.
        public struct Consumption: Hashable, Sendable {
            /// When it was taken.
            public var month: YearMonth
            /// 1 completed, 2 in progress.
            public var status: Int

            /// Training with this status in this month.
            public init(month: YearMonth, status: Int) {
                self.month = month
                self.status = status
            }
        }
    }

    /// Whether more active target users are counted than the licence allows: strictly more, as the vendor's client
    /// computes it.
    public var isOverLimit: Bool {
        guard isNumberOfUsersLimited, let numberOfUsers else { return false }
        return targetUserCount > numberOfUsers
    }

    /// When others may no longer act in the company; nil for a privacy duration without end.
    package var privacyDurationEndTime: DateTime? {
        let hours: Int64? =
            switch privacyDurationId {
            case 2: 2
            case 3: 8
            case 4: 24
            case 5: 7 * 24
            default: nil
            }
        guard let hours, let start = privacyDurationStartTime ?? createTime else { return nil }
        return start.advanced(by: hours * 3600 * DateTime.ticksPerSecond)
    }

    /// Whether the company lets its reseller not act in it: always, or since its privacy duration has run out.
    package func deniesAccess(at now: DateTime) -> Bool {
        privacyDurationId == 0 || privacyDurationEndTime.map { $0 <= now } ?? false
    }

    /// The licence is expired when its end lies before `now`, unless the scenario says otherwise.
    public func isLicenceExpired(at now: DateTime) -> Bool {
        Self.isLicenceExpired(licenceExpired, end: licenseEndDate, now: now)
    }

    static func isLicenceExpired(_ override: Bool?, end: DateTime?, now: DateTime) -> Bool {
        if let override { return override }
        guard let end else { return false }
        return end < now
    }
}

/// A month of a year, written `2026-03`.
public struct YearMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1 to 9999.
    public let year: Int
    /// 1 to 12.
    public let month: Int

    /// The month that an instant lies in.
    public init(_ instant: DateTime) {
        let parts = instant.components
        year = parts.year
        month = parts.month
    }

    /// Reads `2026-03`; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 7, let first = DateTime.parse(text + "-01"), first.isWholeDay else { return nil }
        self.init(first.instant)
    }

    /// Written as `2026-03`.
    public var description: String {
        var bytes: [UInt8] = []
        bytes.appendPadded(year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendPadded(month, width: 2)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// By time.
    public static func < (left: YearMonth, right: YearMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }
}
