/// A JSON value that keeps the order of members and the text of numbers.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// The number as written, such as `1.50`; always valid JSON.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// A name and its value in an object.
    public struct Member: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The value.
        public var value: JSONValue

        /// A member of an object.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }
}

extension JSONValue {
    /// The value as compact JSON text in UTF-8.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
