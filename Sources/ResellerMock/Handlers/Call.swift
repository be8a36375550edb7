import HTTP1
import ResellerAPI
import Scenarios

/// A request for an operation, by a caller whose role may call it.
///
/// Its functions throw the answer to a request that they refuse.
struct Call {
    let event: ServeEvent
    let token: AccessToken
    /// The data that it is about. What a write makes of it becomes the world's, unless the write throws.
    var snapshot: Snapshot

    /// The first parameter in the path.
    var identifier: String { event.parameter }
    var world: World { event.world }
    var now: DateTime { event.now }
    var behaviour: Behaviour { world.scenario.behaviour }
    var directory: CompanyDirectory { snapshot.directory }
    /// The form of dates for the caller.
    var dates: DateTimeFormat { directory.dateFormat(forCallerAt: directory.position(of: token.company)) }

    // MARK: - Companies

    /// The position of the caller's company.
    func caller() throws(HintedResponse) -> Int {
        guard let caller = directory.position(of: token.company) else {
            throw .forbidden(in: world, hint: "the token's company \(token.company.excerpt) is not in the scenario")
        }
        return caller
    }

    /// The position of a company that the caller manages, or perhaps of its own.
    func company(_ identifier: String, orOwn: Bool = false) throws(HintedResponse) -> Int {
        guard let company = directory.position(of: identifier) else { throw .companyNotFound(identifier, in: world) }
        let caller = try caller()
        guard directory.manages(reseller: caller, company: company) || orOwn && caller == company else {
            throw .unmanaged(identifier, token, in: world)
        }
        return company
    }

    /// The position of the company that the call is for: the one that a scope header names, or the caller's own.
    func scope(isPrivacyExempt: Bool = false) throws(HintedResponse) -> Int {
        guard let identifier = CompanyScope.identifier(event) else { return try caller() }
        let position = try company(identifier, orOwn: true)
        let company = directory.company(at: position)
        if !isPrivacyExempt, !company.resourceId.isExactly(token.company), company.deniesAccess(at: now) {
            throw .privacy(company.resourceId, in: world)
        }
        return position
    }

    /// The positions of companies that a body names, each once. Unknown ones are invalid input.
    func companies(
        _ identifiers: [String], in body: inout RequestMembers, _ name: StaticString
    ) throws(HintedResponse) -> [Int] {
        for identifier in identifiers where directory.position(of: identifier) == nil {
            body.add("\(name) names \(identifier.excerpt), which is no company")
        }
        try finish(&body)
        var positions: [Int] = []
        for identifier in Set(identifiers.map(ExactText.init)).sorted() {
            positions.append(try company(identifier.text))
        }
        return positions
    }

    // MARK: - Bodies

    /// A JSON body in UTF-8.
    func json() throws(HintedResponse) -> [UInt8] { try MediaType.jsonBody(of: event).get() }

    /// The members of a JSON body.
    func body() throws(HintedResponse) -> RequestMembers {
        let json = try json()
        do throws(InvalidRequest) {
            return try RequestMembers(json: json, behaviour: behaviour)
        } catch {
            throw .invalidInput(error.messages)
        }
    }

    /// A `multipart/form-data` body: its fields, and the first file of each name.
    func form() throws(HintedResponse) -> (fields: RequestMembers, file: MultipartForm.Part?) {
        let contentType = event.headers.first("content-type") ?? ""
        guard MediaType(contentType)?.essence.isExactly("multipart/form-data") ?? false else {
            throw .unsupportedMediaType(contentType.isEmpty ? nil : contentType, expected: "multipart/form-data")
        }
        do throws(MultipartError) {
            let parts = try MultipartForm(event.request.body, contentType: contentType).parts
            let fields = parts.filter { $0.fileName == nil }.map { (name: $0.name, value: $0.text) }
            // Browsers send a file without name or content where none is chosen.
            let file = parts.first {
                $0.fileName != nil && $0.name.isExactlyIgnoringCase("File") && !$0.content.isEmpty
            }
            return (RequestMembers(form: fields), file)
        } catch {
            throw .invalidInput(["The form cannot be read: \(error)"])
        }
    }

    /// Refuses a body that something was found to be wrong with.
    func finish(_ body: inout RequestMembers) throws(HintedResponse) {
        do throws(InvalidRequest) { try body.finish() } catch { throw .invalidInput(error.messages) }
    }

    /// The identifiers that a bulk deletion names; `matching` finds those that its filter is about.
    func bulkSelection(
        matching: (JSONValue?) throws(HintedResponse) -> [String]
    ) throws(HintedResponse) -> [String] {
        var body = try body()
        let items = body.texts("items") ?? []
        let excluded = Set((body.texts("excludedItems") ?? []).map(ExactText.init))
        let selectsAll = body.boolean("selectAll")
        let filter = body.value(of: "filter")
        if !selectsAll, items.isEmpty { body.refuse("items", "must not be empty unless selectAll is true") }
        try finish(&body)
        return selectsAll ? try matching(filter).filter { !excluded.contains(ExactText($0)) } : items
    }

    /// Those of some rows that meet the filter of a bulk deletion.
    func rows<Row>(
        _ rows: [Row], _ search: TableSearch<Row>, meeting filter: JSONValue?
    ) throws(HintedResponse) -> [Row] {
        do throws(InvalidRequest) {
            return try search.rows(rows, meeting: filter, behaviour: behaviour, dates: dates)
        } catch {
            throw .invalidInput(error.messages)
        }
    }

    // MARK: - Changes

    /// Whether names that are in use are refused.
    var refusesDuplicates: Bool { behaviour.duplicateNames == .reject }

    /// An identifier that nothing has yet, the next of those that the world's seed gives.
    func newID() -> String {
        while true {
            let id = ResourceID.numbered(world.identifiers.next())
            if directory.position(of: id) == nil, !snapshot.tables.contains(id) { return id }
        }
    }

    mutating func change(_ change: (inout Tables) -> Void) {
        snapshot = snapshot.changing(change)
    }

    mutating func change(_ companies: [CompanyChange]) throws(HintedResponse) {
        guard !companies.isEmpty else { return }
        do throws(CompanyChangeError) {
            snapshot = try snapshot.applying(companies)
        } catch {
            throw .invalidInput([error.description])
        }
    }

    // MARK: - Answers

    /// The answer to a read, with the `data` that is written.
    func success(_ writeData: (inout JSONWriter) -> Void) -> HintedResponse {
        envelope(message: nil, writeData)
    }

    /// The answer to a write. The vendor's own texts are not known; its user interface shows them and needs one.
    func done(_ message: String, _ resourceId: String?) -> HintedResponse {
        envelope(message: message) { writer in
            writer.beginObject()
            writer.name("resourceId")
            writer.string(resourceId)
            writer.endObject()
        }
    }

    func envelope(message: String?, _ writeData: (inout JSONWriter) -> Void) -> HintedResponse {
        var writer = JSONWriter(nulls: behaviour.nulls)
        writer.beginObject()
        writer.name("data")
        writeData(&writer)
        writer.endSuccess(message: message)
        return .json(200, writer.bytes)
    }

    /// The answer to a search over some rows, each written by `write`.
    func page<Row>(
        of rows: [Row], _ search: TableSearch<Row>, write: (Row, inout JSONWriter) -> Void
    ) throws(HintedResponse) -> HintedResponse {
        .search(
            search.answer(body: try json(), rows: rows, behaviour: behaviour, dates: dates, write: write),
            in: world)
    }
}
