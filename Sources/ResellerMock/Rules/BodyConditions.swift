import Foundation
import ResellerAPI
import Scenarios
import Synchronization

/// The conditions that rules have on bodies, numbered, with what is known of bodies that came before: clients under test
/// and load send few different ones, and reading JSON takes longer than all else about rules.
final class BodyConditions: Sendable {
    /// The conditions that a body meets, by their numbers and as features.
    struct Met: Sendable {
        var numbers: Set<Int> = []
        var features = Features()
    }

    /// Bodies remembered; beyond, all are forgotten.
    private static let mostBodies = 256
    /// A longer body is read each time.
    private static let longestBody = 8192

    /// A body with its hash, computed once: an array hashes itself element by element.
    private struct Key: Hashable {
        let body: [UInt8]
        let hash: Int

        init(_ body: [UInt8]) {
            self.body = body
            var hasher = Hasher()
            body.withUnsafeBytes { hasher.combine(bytes: $0) }
            hash = hasher.finalize()
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(hash)
        }
    }

    private let conditions: [BodyCondition]
    private let known = Mutex<[Key: Met]>([:])

    init(_ rules: [Rule]) {
        var conditions: [BodyCondition] = []
        for condition in rules.flatMap(\.condition.body) where !conditions.contains(condition) {
            conditions.append(condition)
        }
        self.conditions = conditions
    }

    /// The number of a condition of one of the rules.
    func number(of condition: BodyCondition) -> Int {
        conditions.firstIndex(of: condition)!
    }

    /// Which conditions a body meets.
    func met(by body: [UInt8]) -> Met {
        guard body.count <= Self.longestBody else { return look(at: body) }
        let key = Key(body)
        if let met = known.withLock({ $0[key] }) { return met }
        let met = look(at: body)
        known.withLock { known in
            if known.count >= Self.mostBodies { known = [:] }
            known[key] = met
        }
        return met
    }

    private func look(at body: [UInt8]) -> Met {
        let document = try? JSONValue.read(body)
        var met = Met()
        for (number, condition) in conditions.enumerated() {
            let holds =
                switch condition {
                case .contains(let text): body.withUnsafeBufferPointer { $0.holds(Array(text.utf8)) }
                case .exists(let pointer): document.flatMap(pointer.value) != nil
                case .equals(let pointer, let value):
                    document.flatMap(pointer.value).map { $0.means(value) } ?? false
                }
            guard holds else { continue }
            met.numbers.insert(number)
            met.features.insert(bodyCondition: number)
        }
        return met
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these bytes stand somewhere among them.
    func holds(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        return bytes.withUnsafeBytes { wanted in
            var rest = UnsafeRawBufferPointer(self)
            while rest.count >= wanted.count, let start = rest.baseAddress {
                let places = rest.count - wanted.count + 1
                guard let found = memchr(start, Int32(first), places) else { return false }
                if memcmp(found, wanted.baseAddress!, wanted.count) == 0 { return true }
                rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(found) - start + 1)...])
            }
            return false
        }
    }
}

extension JSONValue {
    /// Whether two values mean the same: numbers by value, members in any order.
    func means(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): return left.isExactly(right) || Double(left) == Double(right)
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { member in
                    right.contains { $0.name.isExactly(member.name) && $0.value.means(member.value) }
                }
        default: return self == other
        }
    }
}
