/// The vendor's envelope around every JSON answer: `data`, `status`, `message`, `validationMessages`, in the order of
/// the schema's `ServiceResult`.
package enum Envelope {
    /// The `status` of an answer that succeeded.
    package static let success = "SUCCESS"
    /// The `status` of a request whose input is refused, answered with 400.
    package static let inputError = "INPUT_ERROR"
    /// The `Status` of a failure nobody handled, answered with 500.
    package static let internalServerError = "INTERNAL_SERVER_ERROR"

    /// The envelope of a read that succeeded, around `data` as JSON text.
    package static func success(data: some Sequence<UInt8>, nulls: Behaviour.Nulls) -> [UInt8] {
        var writer = JSONWriter(nulls: nulls)
        writer.beginObject()
        writer.name("data")
        writer.encoded(data)
        writer.endSuccess()
        return writer.bytes
    }

    /// The envelope of a failure; `data` is an empty object, as the vendor's documentation shows it.
    package static func failure(
        status: String, message: String, validationMessages: [String]? = nil, nulls: Behaviour.Nulls
    ) -> [UInt8] {
        var writer = JSONWriter(nulls: nulls)
        writer.beginObject()
        writer.name("data")
        writer.beginObject()
        writer.endObject()
        writer.name("status")
        writer.string(status)
        writer.name("message")
        writer.string(message)
        writer.name("validationMessages")
        if let validationMessages {
            writer.strings(validationMessages)
        } else {
            writer.null()
        }
        writer.endObject()
        return writer.bytes
    }

    /// The body of a 400 for a request whose input is refused.
    package static func invalidRequest(_ validationMessages: [String]) -> [UInt8] {
        failure(
            status: inputError, message: "Invalid request", validationMessages: validationMessages, nulls: .write)
    }

    /// The body of a 500 that no handler of the vendor's made: its names start with capitals.
    package static func unhandled(message: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("Status")
        writer.string(internalServerError)
        writer.name("Message")
        writer.string(message)
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    /// Closes an envelope whose `data` is written.
    package mutating func endSuccess(message: String? = nil) {
        name("status")
        string(Envelope.success)
        name("message")
        string(message)
        name("validationMessages")
        null()
        endObject()
    }
}
