import Glibc
import ResellerAPI

/// Times of the company directory in process, among 10,000 companies: of changes with the argument `changes`, else of
/// searches that take much work.
@main
struct DirectoryBenchmark {
    /// Where the clock stands.
    static let now = DateTime(unixSeconds: 1_772_355_600)
    static let reseller = "reseller0000"

    /// A reseller with 10,000 companies below it, every tenth of which has the next nine below it.
    static func companies() -> [Company] {
        let words = ["Acorn", "Beacon", "Cedar", "Delta", "Ember", "Falcon", "Garnet", "Harbour", "Indigo", "Juniper"]
        var companies = [Company(resourceId: reseller, name: "Reseller")]
        for number in 0..<10_000 {
            let id = String(number + 100_000_000_000)
            let above = number % 10 == 0 ? reseller : String(number / 10 * 10 + 100_000_000_000)
            var company = Company(
                resourceId: id, name: "\(words[number * 7 % 10]) \(words[number / 10 % 10]) \(number) Ltd",
                parent: above)
            company.industry = .init(resourceId: "industry000\(number % 9)", name: "Industry \(number % 9)")
            company.licenseType = .init(resourceId: "licence0000\(number % 4)", name: "Licence \(number % 4)")
            company.isNumberOfUsersLimited = true
            company.numberOfUsers = number % 900
            company.targetUserCount = number * 37 % 1000
            company.licenseEndDate = DateTime(ticks: now.ticks + Int64(number - 2000) * DateTime.ticksPerDay / 10)
            company.createTime = DateTime(ticks: now.ticks - Int64(number * 7919 % 900) * DateTime.ticksPerDay)
            company.tags = number % 3 == 0 ? ["emea", "vip \(number % 50)"] : []
            companies.append(company)
        }
        return companies
    }

    /// Milliseconds of processor time that this thread has used, to which other work on the machine adds little.
    static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + (Double(time.tv_nsec) / 1000).rounded() / 1000
    }

    static func main() throws {
        if CommandLine.arguments.dropFirst().elementsEqual(["changes"]) { try changes() } else { searches() }
    }

    /// A company changes, and the same search is made before and after.
    static func changes() throws {
        let body =
            #"{"pageNumber":1,"pageSize":10,"orderBy":"CompanyName","ascending":true,"filter":{"filterGroups":["#
            + #"{"filterItems":[{"fieldName":"TargetUserCount","operator":">=","value":"100"}]}]}}"#
        var directory = CompanyDirectory(companies: companies())
        var (change, before, repeated, after): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        func time(_ times: inout [Double], _ body: () throws -> Void) rethrows {
            let start = processorTime()
            try body()
            times.append(processorTime() - start)
        }
        func search(_ text: String) {
            _ = directory.search(body: Array(text.utf8), caller: 0, now: now, dates: .iso8601)
        }
        for round in 0..<200 {
            // A blank more is another body, so that the answer is worked out again.
            search(body)
            time(&before) { search(body + " ") }
            time(&repeated) { search(body) }
            var company = directory.company(at: directory.position(of: "\(100_000_000_000 + round * 37)")!)
            company.name = "Changed \(round)"
            company.targetUserCount = round
            try time(&change) { directory = try directory.applying([.replace(company)]) }
            time(&after) { search(body) }
        }
        func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }
        func text(_ time: Double) -> String { "\((time * 1000).rounded()) µs" }
        print(
            "a change of one company \(text(median(change))); a search \(text(median(before))) (repeated to the byte "
                + "\(text(median(repeated)))), the first after a change \(text(median(after)))")
        if median(change) > 2 || median(after) > 3 * median(before) {
            print("a change may take 2 ms, and the first search after it three times a search before it")
            exit(1)
        }
    }

    /// Searches that take much work.
    static func searches() {
        let companies = companies()
        func time(_ name: String, _ body: String) {
            let directory = CompanyDirectory(companies: companies)
            func search(_ body: String) -> (milliseconds: Double, SearchOutcome) {
                let bytes = Array(body.utf8)
                let before = processorTime()
                let outcome = directory.search(body: bytes, caller: 0, now: now, dates: .iso8601)
                return (processorTime() - before, outcome)
            }
            let (cold, outcome) = search(body)
            // A blank more is another body, so that the answer is worked out again.
            let warm = (1...5).map { search(body + String(repeating: " ", count: $0)).0 }.sorted()[0]
            let result =
                switch outcome {
                case .found(let bytes): "\(bytes.count) bytes"
                case .invalid(let messages): "invalid: \(messages[0].prefix(60))"
                case .empty: "empty"
                case .tooMuchWork: "too much work"
                }
            print("\(name): first \(cold) ms, again \(warm) ms, \(result)")
        }
        func page(_ size: Int, _ rest: String = "", order: String = "CompanyName") -> String {
            #"{"pageNumber":1,"pageSize":\#(size),"orderBy":"\#(order)","ascending":true\#(rest)}"#
        }
        func filter(_ items: [(String, String, String)], _ condition: String = "OR") -> String {
            let items = items.map { #"{"fieldName":"\#($0)","operator":"\#($1)","value":"\#($2)"}"# }
            return
                #","filter":{"condition":"AND","filterGroups":[{"condition":"\#(condition)","filterItems":[\#(items.joined(separator: ","))]}]}"#
        }
        func many(_ count: Int, _ item: (Int) -> (String, String, String)) -> [(String, String, String)] {
            (0..<count).map(item)
        }
        time("10 of all", page(10))
        time("10, one number", page(10, filter([("TargetUserCount", ">=", "100")])))
        time("all rows", page(99_999))
        time("all rows, clustered", page(99_999, #","isClustered":true"#))
        time("10 by tags", page(10, order: "Tags"))
        time("free text", page(10, #","filter":{"searchInputTextValue":"labs"}"#))
        time("500 Contains, OR", page(10, filter(many(500) { ("CompanyName", "Contains", "none \($0)") })))
        time("500 Contains a letter, AND", page(10, filter(many(500) { _ in ("CompanyName", "Contains", "a") }, "AND")))
        time("500 Contains near misses, OR", page(10, filter(many(500) { ("CompanyName", "Contains", "s a\($0)") })))
        time("500 Contains on dates", page(10, filter(many(500) { ("CreateTime", "Contains", "T1\($0)") })))
        time("500 Contains on tags", page(10, filter(many(500) { ("Tags", "Contains", "emea\($0)") })))
        time("500 equal names", page(10, filter(many(500) { ("CompanyName", "=", "Acorn Labs \($0)") })))
        time("500 numbers, AND", page(10, filter(many(500) { ("TargetUserCount", ">=", "-\($0)") }, "AND")))
        time("500 dates, OR", page(10, filter(many(500) { ("CreateTime", "<", "19\($0 % 90 + 10)-01-01") })))
        time("500 LicenceExpired, AND", page(10, filter(many(500) { _ in ("LicenceExpired", "=", "false") }, "AND")))
        time(
            "500 training months, OR", page(10, filter(many(500) { ("TrainingEnrolledMonth", "=", "\($0 + 1900)-01") }))
        )
        time(
            "500 Contains of two letters, AND",
            page(
                10,
                filter(
                    many(500) {
                        ("CompanyName", "Contains", ["a", "d", "l", "t"][$0 % 4] + (["", " ", "e", "a"][$0 / 4 % 4]))
                    }, "AND")))
        time(
            "500 Contains of what is everywhere",
            page(
                10,
                filter(
                    many(500) { ("CompanyName", "Contains", ($0 < 250 ? " ltd" : "ltd").prefix($0 % 4 + 1) + "") },
                    "AND")))
        time(
            "500,000 ids of a letter",
            page(10, filter([("IndustryResourceId", "Include", String(repeating: "a,", count: 500_000))])))
        let ids = (0..<75_000).map { String($0 + 100_000_000_000) }.joined(separator: ",")
        time("75,000 ids, Include", page(10, filter([("IndustryResourceId", "Include", ids)])))
        let short = (0..<150_000).map { String($0) }.joined(separator: ",")
        time("150,000 short ids, Include", page(10, filter([("IndustryResourceId", "Include", short)])))
        time(
            "1 MB of commas, Include",
            page(10, filter([("IndustryResourceId", "Include", String(repeating: ",", count: 1_000_000))])))
        time(
            "1 MB of text, Contains",
            page(10, filter([("CompanyName", "Contains", String(repeating: "a", count: 1_000_000))])))
        time(
            "1 MB of escapes",
            page(10, filter([("CompanyName", "Contains", String(repeating: #"\u00e9"#, count: 170_000))])))
        time(
            "1 MB of values", page(10, #","x":["# + Array(repeating: "1", count: 500_000).joined(separator: ",") + "]"))
        time(
            "19,000 empty groups",
            page(
                10,
                #","filter":{"filterGroups":["# + Array(repeating: "{}", count: 19_000).joined(separator: ",") + "]}"))
        time(
            "19,000 wrong groups",
            page(
                10, #","filter":{"filterGroups":["# + Array(repeating: "1", count: 19_000).joined(separator: ",") + "]}"
            ))
        let unknown = (0..<19_000).map { #""pageSizeeeeeeeeeeeeeeeeeeee\#($0)":1"# }.joined(separator: ",")
        time("19,000 unknown members, invalid", page(0, "," + unknown))
        var deep = #"{"fieldName":"Tags","operator":"Contains","value":"zz"}"#
        for _ in 0..<14 {
            deep =
                #"{"condition":"OR","filterGroups":[{"filterItems":[\#(deep)]},\#(deep.hasPrefix(#"{"field"#) ? "{}" : deep)]}"#
        }
        time("deep groups", page(10, #","filter":{"filterGroups":[\#(deep)]}"#))
        let nested = (0..<30).reduce(
            #"{"condition":"OR","filterItems":[\#(Array(repeating: #"{"fieldName":"CompanyName","operator":"Contains","value":"qq"}"#, count: 16).joined(separator: ","))]}"#
        ) { inner, _ in inner }
        time(
            "groups of groups",
            page(10, #","filter":{"filterGroups":[\#(Array(repeating: nested, count: 31).joined(separator: ","))]}"#))
    }
}
