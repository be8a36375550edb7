import HTTP1
import ResellerAPI

/// The file that an export asks for, whatever the letter case. How the API names types and files is not known; the types
/// are those of the formats.
enum ExportType: String, CaseIterable {
    case csv = "CSV"
    case excel = "Excel"
    case pdf = "PDF"
}

extension Call {
    /// The answer to an export: `select` runs the search and makes the file by what it is given.
    func export(
        named name: String, _ select: (_ file: (Spreadsheet) -> [UInt8]) -> SearchOutcome
    ) throws(HintedResponse) -> HintedResponse {
        var body = try body()
        let text = body.text(required: "exportType")
        let type = ExportType.allCases.first { $0.rawValue.isExactlyIgnoringCase(text) }
        if type == nil, !text.isEmpty { body.refuse("exportType", "must be one of CSV, Excel, PDF") }
        try finish(&body)
        let (contentType, ending): (String, String)
        let outcome: SearchOutcome
        switch type {
        case .csv:
            outcome = select(\.csv)
            (contentType, ending) = ("text/csv; charset=utf-8", "csv")
        case .excel:
            outcome = select(\.workbook)
            (contentType, ending) = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        case .pdf, nil:
            throw .notImplemented("reseller-mock makes no PDF files; ask for CSV or Excel", in: world)
        }
        guard case .found(let file) = outcome else { return .search(outcome, in: world) }
        var fields: ResponseFields = ["Content-Type": contentType]
        fields = fields.adding("Content-Disposition", "attachment; filename=\(name).\(ending)")
        return HintedResponse(Response(status: 200, fields: fields, body: file))
    }

    /// An export of some rows of a table.
    func export<Row>(
        of rows: [Row], _ search: TableSearch<Row>, named name: String, _ spreadsheet: ([Row]) -> Spreadsheet
    ) throws(HintedResponse) -> HintedResponse {
        let json = try json()
        return try export(named: name) { file in
            search.select(body: json, rows: rows, behaviour: behaviour, dates: dates) { request, rows in
                file(spreadsheet(Array(request.exported(rows))))
            }
        }
    }

    /// An export of the companies that the caller manages, or of some of them.
    func exportCompanies(among: [Int]? = nil, named name: String) throws(HintedResponse) -> HintedResponse {
        let (caller, json, dates) = (try caller(), try json(), dates)
        return try export(named: name) { file in
            directory.select(body: json, among: among, caller: caller, now: now, dates: dates) {
                request, positions in
                file(
                    directory.spreadsheet(
                        of: request.exported(positions), month: request.month, dates: dates, now: now))
            }
        }
    }
}
