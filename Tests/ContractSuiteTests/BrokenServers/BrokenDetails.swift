import Synchronization

@testable import ContractSuite

extension BrokenServer {
    private static func data(_ change: @escaping @Sendable (inout JSON) -> Void) -> Spoiling {
        Spoil.data(\.isDetail, change)
    }

    private final class Memory: Sendable {
        private let answer = Mutex<ProxiedAnswer?>(nil)

        /// Stores an answer and gives the one before.
        func exchange(_ new: ProxiedAnswer) -> ProxiedAnswer? {
            answer.withLock { stored in
                let old = stored
                stored = new
                return old
            }
        }
    }

    static let details: [BrokenServer] = [
        .init(
            "a number for dateFormat", caughtBy: "detail.member.dateFormat", spoil: data { $0["dateFormat"] = 1 }),
        .init(
            "numberOfUsers as a text in the detail", caughtBy: "detail.member.numberOfUsers",
            "detail.agrees.numberOfUsers",
            spoil: data { $0["numberOfUsers"] = .string($0["numberOfUsers"]?.serialized ?? "") }),
        .init(
            "isVersionVisible null", caughtBy: "detail.member.isVersionVisible",
            spoil: data { $0["isVersionVisible"] = .null }),
        .init(
            "licenseModules as objects", caughtBy: "detail.member.licenseModules",
            spoil: data { $0["licenseModules"] = [["resourceId": "AYAPp3vt3SvS"]] }),
        .init("companyGroups of texts", caughtBy: "detail.groups", spoil: data { $0["companyGroups"] = ["group"] }),
        .init(
            "the search's names in the detail", caughtBy: "detail.member.resourceId", "detail.id-round-trips",
            spoil: data {
                $0["companyResourceId"] = $0["resourceId"]; $0["resourceId"] = nil
            }),
        .init(
            "always the same company", caughtBy: "detail.id-round-trips", "detail.agrees.name",
            spoil: Spoil.request {
                if $0.isDetail, $0.identifier.utf8.count == 12 { $0.path = "/api/companies/xC5kfGz7w2Nz" }
            }),
        .init(
            "another user count than in the list", caughtBy: "detail.agrees.targetUserCount",
            spoil: data { $0["targetUserCount"] = .number("\(($0["targetUserCount"]?.integer ?? 0) + 1)") }),
        .init(
            "dates in another form than in the list", caughtBy: "detail.agrees.licenseEndDate",
            spoil: data { $0["licenseEndDate"] = "2027-12-31T00:00:00" }),
        .init("tags missing in the detail", caughtBy: "detail.agrees.tags", spoil: data { $0["tags"] = .null }),
        .init(
            "a status name that does not fit", caughtBy: "detail.status-name",
            spoil: data { $0["statusName"] = "Enabled" }),
        .init(
            "a date format nobody knows", caughtBy: "detail.formats", spoil: data { $0["dateFormat"] = "yyyy-MM-dd" }),
        .init(
            "the detail without its envelope", caughtBy: "detail.success-envelope",
            spoil: Spoil.json(\.isDetail) { $0 = $0["data"] ?? .null }),
        .init(
            "a message that is no text", caughtBy: "detail.success-envelope",
            spoil: Spoil.json(\.isDetail) { $0["message"] = [:] }),
        .init(
            "the time of the answer in the body", caughtBy: "detail.is-repeatable", "http.concurrent-requests-agree",
            spoil: { () -> Spoiling in
                let count = Mutex(0)
                return { request, mock in
                    var answer = mock(request)
                    guard request.isDetail, answer.status == 200 else { return answer }
                    let number = count.withLock { value in
                        value += 1
                        return value
                    }
                    answer.body += Array(String(repeating: " ", count: number).utf8)
                    return answer
                }
            }()),
        .init(
            "answers one request late", caughtBy: "http.answers-do-not-mix",
            spoil: { () -> Spoiling in
                let memory = Memory()
                return { request, mock in
                    let answer = mock(request)
                    guard request.isDetail, answer.status == 200 else { return answer }
                    return memory.exchange(answer) ?? answer
                }
            }()),
        .init(
            "JSON as text/html", caughtBy: "http.content-type.search", "http.content-type.detail",
            spoil: Spoil.answer(\.isAPI) { if $0["Content-Type"] != nil { $0["Content-Type"] = "text/html" } }),
        .init(
            "JSON without a charset", caughtBy: "http.charset",
            spoil: Spoil.answer(\.isAPI) { if $0["Content-Type"] != nil { $0["Content-Type"] = "application/json" } }),
        .init(
            "a byte order mark", caughtBy: "http.no-byte-order-mark",
            spoil: Spoil.answer(\.isAPI) { if !$0.body.isEmpty { $0.body = [0xEF, 0xBB, 0xBF] + $0.body } }),
        .init(
            "HEAD as GET", caughtBy: "http.head.detail", "http.head.search",
            spoil: Spoil.request { if $0.method == "HEAD" { $0.method = "GET" } }),
        .init(
            "405 without Allow", caughtBy: "http.head.search", "http.options.search",
            spoil: Spoil.answer(\.isAPI) { $0["Allow"] = nil }),
        .init(
            "Allow with what is emulated alone", caughtBy: "http.head.search",
            spoil: Spoil.answer(\.isAPI) { if $0.status == 405 { $0["Allow"] = "POST" } }),
        .init(
            "401 before 405", caughtBy: "http.wrong-verb-before-token",
            spoil: { request, mock in
                request["Authorization"] == nil && request.isAPI ? ProxiedAnswer(status: 401) : mock(request)
            }),
        .init(
            "an unknown route answers", caughtBy: "http.unknown-route", "detail.longer-path",
            spoil: Spoil.answer(\.isAPI) { if $0.status == 404, $0.body.isEmpty { $0.status = 200 } }),
        .init(
            "a search for the id search is refused", caughtBy: "detail.search-is-an-id",
            spoil: { request, mock in
                request.method == "GET" && request.path.hasSuffix("/search")
                    ? ProxiedAnswer(status: 405) : mock(request)
            }),
        .init(
            "routes in lower case alone", caughtBy: "detail.route-any-case",
            spoil: { request, mock in
                request.path.hasPrefix("/API") ? ProxiedAnswer(status: 404) : mock(request)
            }),
        .init(
            "no slash at the end", caughtBy: "detail.trailing-slash",
            spoil: { request, mock in
                request.isDetail && request.path.hasSuffix("/") ? ProxiedAnswer(status: 404) : mock(request)
            }),
        .init(
            "escapes in ids stay as they are", caughtBy: "http.id.percent-encoded",
            spoil: { request, mock in
                request.isDetail && request.path.contains("%") ? ProxiedAnswer(status: 404) : mock(request)
            }),
        .init(
            "escapes in ids are read twice", caughtBy: "http.id.twice-encoded",
            spoil: Spoil.request { $0.path = $0.path.replacing("%25", with: "%") }),
        .init(
            "a long id is too long", caughtBy: "http.id.two-kilobytes",
            spoil: { request, mock in request.path.utf8.count > 1000 ? ProxiedAnswer(status: 414) : mock(request) }),
        .init(
            "other scripts break the server", caughtBy: "http.id.unicode", "http.id.invalid-utf8",
            spoil: { request, mock in
                request.path.contains("%E4") || request.path.contains("%FF")
                    ? ProxiedAnswer(status: 500) : mock(request)
            }),
        .init(
            "a connection for every request", caughtBy: "http.connection-stays-open", needsConnection: true,
            spoil: { request, mock in
                var answer = mock(request)
                answer.closesConnection = true
                return answer
            }),
        .init(
            "a token path with a slash", caughtBy: "http.token-path-is-exact",
            spoil: Spoil.request { if $0.path == "/connect/token/" { $0.path = "/connect/token" } }),
    ]
}
