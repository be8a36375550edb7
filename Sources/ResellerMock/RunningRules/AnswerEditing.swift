import HTTP1
import ResellerAPI
import Scenarios

extension RuleAnswer {
    /// This answer for a request that must not get the real one: what it leaves open is a failure with this status.
    func refusing(status usual: Int, message: String, nulls: Behaviour.Nulls) -> RuleAnswer {
        var answer = self
        if status == nil, body == nil {
            answer.body = .json(Envelope.failure(status: "FAILED", message: message, nulls: nulls))
        }
        answer.status = status ?? usual
        return answer
    }

    /// The answer at an instant, or the real one changed; the real one is worked out only where it is needed.
    func applied(at now: DateTime, to real: () -> HintedResponse) -> HintedResponse {
        var answer = changesRealAnswer ? real() : HintedResponse(Response(status: status ?? 200))
        if let status { answer.response.status = status }
        switch body {
        case .json(let bytes):
            answer.response.body = bytes
            answer.response.fields.set("Content-Type", "application/json; charset=utf-8")
        case .text(let text):
            answer.response.body = Array(text.utf8)
            answer.response.fields.set("Content-Type", "text/plain; charset=utf-8")
        case .patch(let changes): answer.patch(changes)
        case nil: break
        }
        for header in headers { answer.response.fields.set(header.name, header.text(at: now)) }
        return answer
    }
}

extension RuleAnswer.Header {
    fileprivate func text(at now: DateTime) -> String {
        guard let dateIn else { return value }
        return String(decoding: HTTPDate.bytes(unixSeconds: now.unixSeconds + dateIn.components.seconds), as: UTF8.self)
    }
}

extension HintedResponse {
    fileprivate mutating func patch(_ changes: [RuleAnswer.Change]) {
        guard var document = try? JSONValue.read(response.body) else {
            add(hint: "the rule's patch has no effect: the real answer is no JSON")
            return
        }
        for change in changes {
            let (done, pointer) =
                switch change {
                case .set(let pointer, let value): (pointer.set(value, in: &document), pointer)
                case .remove(let pointer): (pointer.remove(from: &document), pointer)
                }
            if !done { add(hint: "the rule's patch has no effect at \(pointer): the answer has nothing there") }
        }
        response.body = document.bytes
    }
}

extension ResponseFields {
    /// Puts a field in the place of those of its name.
    mutating func set(_ name: String, _ value: String) {
        var fields = ResponseFields()
        for field in list where !field.name.isExactlyIgnoringCase(name) {
            fields = fields.adding(field.name, field.value)
        }
        self = fields.adding(name, value)
    }
}
