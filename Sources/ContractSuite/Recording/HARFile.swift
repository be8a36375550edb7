import Foundation

/// Reads HAR 1.2 files, which browsers and proxies save of what went through them.
package enum HARFile {
    /// Files beyond it are refused, in bytes.
    package static let largest = 64 << 20

    /// What a file has of the API: the entries whose paths are below `/api`, or are `/connect/token`. Others are left
    /// out.
    ///
    /// Throws `HARError` with the place of the first thing that is none of HAR.
    package static func recording(_ bytes: [UInt8]) throws(HARError) -> Recording {
        let root: JSON
        do {
            root = try JSONParser.parse(bytes)
        } catch {
            throw HARError(
                place: place(of: error.offset, in: bytes), problem: "\(error.expected) expected; this is no JSON")
        }
        let place = "log.entries"
        guard let log = root["log"], log.isObject else {
            throw HARError(place: "log", problem: "expected an object, as HAR 1.2 has it at its top")
        }
        guard let entries = log["entries"]?.elements else {
            throw HARError(place: place, problem: "expected an array of exchanges")
        }
        var recording = Recording()
        for (index, entry) in entries.enumerated() {
            if let exchange = try exchange(entry, "\(place)[\(index)]") { recording.add(exchange) }
        }
        return recording
    }

    private static func place(of offset: Int, in bytes: [UInt8]) -> String {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == 0x0A } + 1
        let column = offset - (before.lastIndex(of: 0x0A) ?? -1)
        return "line \(line), column \(column)"
    }

    /// Nil for an entry of something else, and for one that never got an answer.
    private static func exchange(_ entry: JSON, _ place: String) throws(HARError) -> RecordedExchange? {
        func member(_ object: JSON?, _ name: String, _ type: String) throws(HARError) -> JSON {
            guard let value = object?[name] else {
                throw HARError(place: "\(place).\(name)", problem: "expected \(type)")
            }
            return value
        }
        let request = try member(entry, "request", "an object")
        let response = try member(entry, "response", "an object")
        guard let method = request["method"]?.text else {
            throw HARError(place: "\(place).request.method", problem: "expected a text such as GET")
        }
        guard let url = request["url"]?.text else {
            throw HARError(place: "\(place).request.url", problem: "expected a text")
        }
        guard let status = response["status"]?.integer else {
            throw HARError(place: "\(place).response.status", problem: "expected an integer")
        }
        let path = path(of: url)
        guard RecordedRoute(method: method, path: path) != .none, (100...999).contains(status) else { return nil }
        return RecordedExchange(
            method: method, path: path, fields: try fields(request, "\(place).request.headers"),
            body: try requestBody(request["postData"], "\(place).request.postData"), status: status,
            answerFields: try fields(response, "\(place).response.headers"),
            answer: try content(response["content"], "\(place).response.content"))
    }

    /// The path of an absolute address.
    private static func path(of url: String) -> String {
        guard let scheme = url.range(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }

    private static func fields(_ message: JSON, _ place: String) throws(HARError) -> [(name: String, value: String)] {
        guard let list = message["headers"] else { return [] }
        guard let elements = list.elements else { throw HARError(place: place, problem: "expected an array") }
        var fields: [(name: String, value: String)] = []
        for (index, field) in elements.enumerated() {
            guard let name = field["name"]?.text, let value = field["value"]?.text else {
                throw HARError(place: "\(place)[\(index)]", problem: "expected an object with the texts name and value")
            }
            fields.append((name, value))
        }
        return fields
    }

    private static func requestBody(_ data: JSON?, _ place: String) throws(HARError) -> [UInt8] {
        guard let data, data != .null else { return [] }
        if let text = data["text"]?.text { return Array(text.utf8) }
        // A form may be told by its fields alone.
        guard let parameters = data["params"]?.elements else { return [] }
        var pairs: [String] = []
        for (index, parameter) in parameters.enumerated() {
            guard let name = parameter["name"]?.text else {
                throw HARError(place: "\(place).params[\(index)].name", problem: "expected a text")
            }
            pairs.append("\(name)=\(parameter["value"]?.text ?? "")")
        }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private static func content(_ content: JSON?, _ place: String) throws(HARError) -> [UInt8] {
        guard let content, let text = content["text"]?.text else { return [] }
        switch content["encoding"]?.text {
        case nil, "": return Array(text.utf8)
        case "base64":
            guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters) else {
                throw HARError(place: "\(place).text", problem: "expected Base64, as its encoding says")
            }
            return Array(data)
        case let encoding?:
            let shown = Vocabulary.shown(encoding)
            throw HARError(place: "\(place).encoding", problem: "expected base64 or none, found \(shown)")
        }
    }
}

/// Why a file is no HAR.
package struct HARError: Error, Hashable, CustomStringConvertible {
    /// Where, such as `log.entries[3].request.url`, or a line and a column.
    package var place: String
    /// What was expected.
    package var problem: String

    /// One plain sentence, without its end.
    package var description: String { "\(place): \(problem)" }
}
