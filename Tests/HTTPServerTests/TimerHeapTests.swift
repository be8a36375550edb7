@testable import HTTPServer
import Testing

struct TimerHeapTests {
    @Test func keysComeOutInTheOrderOfTheirTimes() {
        var heap = TimerHeap()
        for (key, time) in [(3, 30), (1, 10), (7, 20), (2, 5)] as [(Int, Int64)] { heap.schedule(key, at: time) }
        heap.schedule(3, at: 1)
        heap.schedule(2, at: 40)
        heap.remove(7)
        heap.remove(7)
        heap.remove(100)
        #expect(heap.nextTime == 1)
        #expect(heap.popDue(0) == nil)
        #expect([heap.popDue(50), heap.popDue(50), heap.popDue(50), heap.popDue(50)] == [3, 1, 2, nil])
        #expect(heap.nextTime == nil && heap.count == 0)
    }

    /// Random operations against the plainest model.
    @Test func randomOperationsAgreeWithADictionary() {
        var random = SeededGenerator(state: 7)
        var heap = TimerHeap()
        var model: [Int: Int64] = [:]
        for _ in 0..<20_000 {
            let key = Int.random(in: 0..<50, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                heap.remove(key)
                model[key] = nil
            case 1:
                let now = Int64.random(in: 0..<1000, using: &random)
                let earliest = model.values.min()
                if let popped = heap.popDue(now) {
                    #expect(model[popped] == earliest)
                    model[popped] = nil
                } else {
                    #expect((earliest ?? .max) > now)
                }
            default:
                let time = Int64.random(in: 0..<1000, using: &random)
                heap.schedule(key, at: time)
                model[key] = time
            }
            #expect(heap.nextTime == model.values.min())
        }
    }
}

private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
