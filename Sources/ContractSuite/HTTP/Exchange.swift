import Foundation
import HTTPTypes

/// A request that was sent and what came back.
struct Exchange: Sendable {
    var request: HTTPRequest
    var requestBody: [UInt8]
    var response: HTTPResponse
    var body: [UInt8]

    var status: Int { response.status.code }

    func field(_ name: HTTPField.Name) -> String? { response.headerFields[name] }

    /// Type and subtype of the body in lower case.
    var mediaType: String? {
        field(.contentType)?.split(separator: ";").first.map {
            $0.trimmingCharacters(in: .whitespaces).lowercased()
        }
    }

    /// The body as JSON.
    func json() throws -> JSON {
        do {
            return try JSONParser.parse(body)
        } catch {
            throw Deviation("a JSON body", "\(error)", self)
        }
    }
}
