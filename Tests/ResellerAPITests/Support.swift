import Foundation
import ResellerAPI
import Testing

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }
}

extension DateTime {
    /// An instant written in ISO 8601.
    init(_ text: String) {
        self = DateTime.parse(text)!.instant
    }
}

func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}

/// The data of a search's answer, read by Foundation.
struct FoundPage {
    var members: [String: Any]
    var rows: [[String: Any]]

    init(_ outcome: SearchOutcome) throws {
        guard case .found(let body) = outcome else { throw UnexpectedOutcome(outcome: outcome) }
        let envelope = try JSONSerialization.jsonObject(with: Data(body)) as! [String: Any]
        members = envelope["data"] as! [String: Any]
        rows = members["results"] as! [[String: Any]]
    }

    var names: [String] { rows.map { $0["companyName"] as! String } }

    var identifiers: [String] { rows.map { $0["companyResourceId"] as! String } }

    func number(_ member: String) -> Int? { members[member] as? Int }
}

struct UnexpectedOutcome: Error {
    var outcome: SearchOutcome
}

/// A search body; `rest` is further members.
func searchBody(
    page: Int = 1, size: Int = 100, order: String = "CompanyName", ascending: Bool = true, _ rest: String = ""
) -> [UInt8] {
    let comma = rest.isEmpty ? "" : ","
    return Array(
        #"{"pageNumber":\#(page),"pageSize":\#(size),"orderBy":"\#(order)","ascending":\#(ascending)\#(comma)\#(rest)}"#
            .utf8)
}

/// The `filter` member with one group of items.
func filter(_ items: [(field: String, comparison: String, value: String)], condition: String = "AND") -> String {
    let items = items.map { item in
        var writer = JSONWriter()
        writer.value(
            .object([
                JSONValue.Member("FieldName", .string(item.field)),
                JSONValue.Member("Operator", .string(item.comparison)),
                JSONValue.Member("Value", .string(item.value)),
            ]))
        return text(writer.bytes)
    }
    return
        #""filter":{"Condition":"AND","FilterGroups":[{"Condition":"\#(condition)","FilterItems":[\#(items.joined(separator: ","))]}]}"#
}

/// So many combining marks in the order that normalization must turn round.
func combiningMarks(_ count: Int) -> String {
    String(repeating: "\u{301}\u{316}", count: count / 2)
}

/// Expects that work grows with the size of what it is done on and not with its square, by the processor time of this
/// thread. What takes the square needs minutes for the greater size.
func expectLinearTime(_ work: (_ size: Int) throws -> () throws -> Void) throws {
    func seconds(_ size: Int) throws -> Double {
        let work = try work(size)
        func used() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        }
        let before = used()
        try work()
        return used() - before
    }
    _ = try seconds(1000)
    let (small, large) = (try seconds(2000), try seconds(32_000))
    // Sixteen times the size; the rest is for what happens by the way.
    #expect(large < small * 64 + 0.25)
}
