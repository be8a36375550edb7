/// A table of texts and numbers, to be written as the files that exports give.
package struct Spreadsheet: Sendable {
    package enum Cell: Hashable, Sendable {
        case text(String?)
        case number(Int?)
    }

    package let columns: [String]
    package let rows: [[Cell]]

    package init(columns: [String], rows: [[Cell]]) {
        self.columns = columns
        self.rows = rows
    }

    private var allRows: [[Cell]] { [columns.map { .text($0) }] + rows }

    // MARK: - CSV

    /// Comma-separated values (RFC 4180) in UTF-8 with a byte order mark, which spreadsheet programs look for.
    package var csv: [UInt8] {
        var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
        for row in allRows {
            for (index, cell) in row.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                switch cell {
                case .text(let text): Self.append(text ?? "", to: &bytes)
                case .number(let number): bytes.append(contentsOf: (number.map { String($0) } ?? "").utf8)
                }
            }
            bytes.append(contentsOf: "\r\n".utf8)
        }
        return bytes
    }

    /// An apostrophe keeps programs from taking a text for a formula.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let guarded = "=+-@\t\r".utf8.contains(text.utf8.first ?? 0) ? "'" + text : text
        guard guarded.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else {
            return bytes.append(contentsOf: guarded.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in guarded.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    // MARK: - Excel

    /// An Office Open XML workbook (ECMA-376) with one sheet. Its texts are no formulas, whatever they begin with.
    package var workbook: [UInt8] {
        let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let contentType = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        let packages = "http://schemas.openxmlformats.org/package/2006"
        var archive = ZIPArchive()
        func add(_ name: String, _ xml: String) {
            archive.add(name, Array(#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\#n\#(xml)"#.utf8))
        }
        add(
            "[Content_Types].xml",
            """
            <Types xmlns="\(packages)/content-types">\
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
            <Override PartName="/xl/workbook.xml" ContentType="\(contentType).sheet.main+xml"/>\
            <Override PartName="/xl/worksheets/sheet1.xml" ContentType="\(contentType).worksheet+xml"/></Types>
            """)
        add(
            "_rels/.rels",
            """
            <Relationships xmlns="\(packages)/relationships">\
            <Relationship Id="rId1" Type="\(relationships)/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """)
        add(
            "xl/workbook.xml",
            """
            <workbook xmlns="\(main)" xmlns:r="\(relationships)"><sheets>\
            <sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>
            """)
        add(
            "xl/_rels/workbook.xml.rels",
            """
            <Relationships xmlns="\(packages)/relationships">\
            <Relationship Id="rId1" Type="\(relationships)/worksheet" Target="worksheets/sheet1.xml"/></Relationships>
            """)
        add(
            "xl/worksheets/sheet1.xml", #"<worksheet xmlns="\#(main)"><sheetData>\#(sheetRows)</sheetData></worksheet>"#
        )
        return archive.finished()
    }

    private var sheetRows: String {
        var xml = ""
        for row in allRows {
            xml += "<row>"
            for cell in row {
                switch cell {
                case .text(let text?):
                    xml += #"<c t="inlineStr"><is><t xml:space="preserve">\#(Self.escaped(text))</t></is></c>"#
                case .number(let number?): xml += "<c><v>\(number)</v></c>"
                case .text(nil), .number(nil): xml += "<c/>"
                }
            }
            xml += "</row>"
        }
        return xml
    }

    /// Without the characters that XML 1.0 cannot have (section 2.2).
    private static func escaped(_ text: String) -> String {
        var xml = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": xml += "&amp;"
            case "<": xml += "&lt;"
            case ">": xml += "&gt;"
            case "\t", "\n": xml.unicodeScalars.append(scalar)
            case "\r": xml += "&#13;"
            case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": break
            default: xml.unicodeScalars.append(scalar)
            }
        }
        return xml
    }
}

/// A ZIP archive (PKWARE APPNOTE 6.3) of files that are stored as they are.
struct ZIPArchive {
    private var bytes: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    mutating func add(_ name: String, _ content: [UInt8]) {
        let offset = bytes.count
        var head: [UInt8] = []
        // Version 2.0, names in UTF-8, stored, midnight of the first day of 1980.
        for word in [20, 0x0800, 0, 0, 0x21] { head.append(word, bytes: 2) }
        head.append(Int(Self.checksum(content)), bytes: 4)
        for word in [content.count, content.count] { head.append(word, bytes: 4) }
        for word in [name.utf8.count, 0] { head.append(word, bytes: 2) }
        bytes += Array("PK\u{3}\u{4}".utf8) + head + Array(name.utf8) + content
        directory += Array("PK\u{1}\u{2}".utf8) + [20, 0] + head
        directory.append(0, bytes: 10)
        directory.append(offset, bytes: 4)
        directory += Array(name.utf8)
        count += 1
    }

    /// The archive with its directory.
    func finished() -> [UInt8] {
        var end = Array("PK\u{5}\u{6}".utf8) + [0, 0, 0, 0]
        for word in [count, count] { end.append(word, bytes: 2) }
        for word in [directory.count, bytes.count] { end.append(word, bytes: 4) }
        end.append(0, bytes: 2)
        return bytes + directory + end
    }

    /// CRC-32 (ISO 3309), by table.
    private static func checksum(_ content: [UInt8]) -> UInt32 {
        ~content.reduce(~0) { sum, byte in sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
}

extension [UInt8] {
    /// Appends the low bytes of a number, the lowest first.
    fileprivate mutating func append(_ number: Int, bytes: Int) {
        for index in 0..<bytes { append(index < 8 ? UInt8(truncatingIfNeeded: number >> (8 * index)) : 0) }
    }
}
