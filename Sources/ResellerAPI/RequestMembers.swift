/// The members of a request's body, a JSON object or a form, taken one by one.
///
/// It converts what the platform's binding converts: names in any letter case, numbers in strings, nothing for what is
/// missing. What is wrong is collected, and `finish` throws it.
package struct RequestMembers {
    private let members: [JSONValue.Member]
    private let isForm: Bool
    private var binder = RequestBinder(collectsHints: true)
    private var names: [StaticString] = []

    package init(json body: [UInt8], behaviour: Behaviour) throws(InvalidRequest) {
        guard !JSONValue.isBlank(body) else { throw InvalidRequest(["The request body must not be empty"]) }
        members = try JSONValue.requestMembers(body, behaviour)
        isForm = false
    }

    private init(members: [JSONValue.Member], binder: RequestBinder) {
        self.members = members
        self.binder = binder
        isForm = false
    }

    /// Of several fields of one name a list has all and everything else the first.
    package init(form fields: [(name: String, value: String)]) {
        var values: [ExactText: [JSONValue]] = [:]
        for field in fields { values[ExactText(field.name.lowercasedASCII), default: []].append(.string(field.value)) }
        members = values.map { JSONValue.Member($0.text, .array($1)) }.sorted {
            ExactText($0.name) < ExactText($1.name)
        }
        isForm = true
    }

    /// Whether the member is there and not null.
    package mutating func has(_ name: StaticString) -> Bool { !isMissing(value(of: name)) }

    /// The member as it was sent.
    package mutating func value(of name: StaticString) -> JSONValue? {
        names.append(name)
        let value = RequestBinder.find(name, in: members)
        guard isForm, case .array(let all) = value else { return value }
        return all.first
    }

    /// A text that must be there, of at most so many UTF-16 units.
    package mutating func text(required name: StaticString, most: Int = .max) -> String {
        let value = value(of: name)
        if isMissing(value) || value == .string("") {
            note(name) { $0.refuse("must not be empty", value) }
            return ""
        }
        return text(name, most: most) ?? ""
    }

    /// A text of at most so many UTF-16 units; nil when it is missing, in a form also when it is empty.
    package mutating func text(_ name: StaticString, most: Int = .max) -> String? {
        let value = value(of: name)
        guard !isMissing(value) else { return nil }
        return note(name) { binder in
            let text = binder.string(value) ?? nil
            if let text, text.utf16.count > most {
                binder.refuse("must have at most \(most) characters", value)
                return nil
            }
            return text
        }
    }

    /// A whole number; nil when it is missing.
    package mutating func integer(_ name: StaticString, in range: ClosedRange<Int>, isRequired: Bool = false) -> Int? {
        let value = value(of: name)
        let isMissing = isMissing(value)
        return note(name) { binder in
            guard !isMissing else {
                if isRequired { binder.refuse("must not be empty", value) }
                return nil
            }
            guard let number = binder.integer(value) else { return nil }
            if range.contains(number) { return number }
            binder.refuse("must be between \(range.lowerBound) and \(range.upperBound)", value)
            return nil
        }
    }

    /// False when it is missing.
    package mutating func boolean(_ name: StaticString) -> Bool {
        let value = value(of: name)
        return isMissing(value) ? false : note(name) { $0.boolean(value) } ?? false
    }

    /// A date in any form that `DateTime.parse` reads; nil when it is missing.
    package mutating func date(_ name: StaticString, order: DateTimeFormat.DateOrder) -> DateTime? {
        let value = value(of: name)
        guard !isMissing(value) else { return nil }
        return note(name) { binder in
            guard case .some(.some(let text)) = binder.string(value) else { return nil }
            if let date = DateTime.parse(text.trimmingBlanks(), order: order) { return date.instant }
            binder.refuse("must be a date such as 2026-03-31 or 2026-03-31T09:15:00", value)
            return nil
        }
    }

    /// One of a few texts; nil when it is missing.
    package mutating func choice(required name: StaticString, of choices: [String]) -> String? {
        let text = text(required: name)
        if text.isEmpty || choices.containsExactly(text) { return text }
        note(name) { $0.refuse("must be one of \(choices.joined(separator: ", "))", .string(text)) }
        return nil
    }

    /// A list of texts; nil when it is missing. In a form empty ones count as none.
    package mutating func texts(_ name: StaticString) -> [String]? {
        names.append(name)
        let value = RequestBinder.find(name, in: members)
        let isForm = isForm
        return note(name) { binder in
            guard let elements = binder.array(value) else { return nil }
            let texts = elements.compactMap { element -> String? in
                if case .some(.some(let text)) = binder.string(element) { return text }
                if element == .null { binder.refuse("must not have null in it", value) }
                return nil
            }
            return isForm ? texts.filter { !$0.isEmpty } : texts
        }
    }

    /// A list of objects, each read by `read`; empty when it is missing.
    package mutating func objects<Element>(
        _ name: StaticString, _ read: (inout RequestMembers) -> Element
    ) -> [Element] {
        let value = value(of: name)
        return note(name) { binder in
            (binder.array(value) ?? []).enumerated().compactMap { index, element in
                binder.enter(index)
                defer { binder.leave() }
                guard let members = binder.element(element) else { return nil }
                var object = RequestMembers(members: members, binder: binder)
                defer { binder = object.binder }
                return read(&object)
            }
        }
    }

    /// A list of whole numbers; nil when it is missing.
    package mutating func integers(_ name: StaticString) -> [Int]? {
        let value = value(of: name)
        return note(name) { binder in binder.array(value)?.compactMap { binder.integer($0) } }
    }

    /// Says what a member must be.
    package mutating func refuse(_ name: StaticString, _ requirement: String) {
        let value = value(of: name)
        note(name) { $0.refuse(requirement, value) }
    }

    /// Says what is wrong in words of its own.
    package mutating func add(_ message: String) { binder.add(message) }

    /// Throws what is wrong, with hints about members that look like misspelt ones.
    package mutating func finish() throws(InvalidRequest) {
        guard !binder.messages.isEmpty else { return }
        binder.noteUnknown(members, names: names)
        throw InvalidRequest(binder.allMessages)
    }

    private func isMissing(_ value: JSONValue?) -> Bool {
        value == nil || value == .null || isForm && value == .string("")
    }

    @discardableResult
    private mutating func note<Value>(_ name: StaticString, _ read: (inout RequestBinder) -> Value) -> Value {
        binder.enter(name)
        defer { binder.leave() }
        return read(&binder)
    }
}
