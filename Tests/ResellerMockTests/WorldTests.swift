import ResellerAPI
import Scenarios
import Testing

@testable import ResellerMock

struct WorldClockTests {
    private func clock(_ mode: Scenario.ClockSettings.Mode) -> WorldClock {
        var settings = Scenario.ClockSettings()
        settings.now = DateTime(year: 2026, month: 3, day: 1)
        settings.mode = mode
        return WorldClock(settings)
    }

    @Test func frozenClockMovesOnlyWhenTurned() {
        let clock = clock(.frozen)
        #expect(clock.now == DateTime(year: 2026, month: 3, day: 1))
        clock.advance(by: .milliseconds(1500))
        #expect(clock.now == DateTime(year: 2026, month: 3, day: 1, second: 1, fraction: 5_000_000))
        clock.advance(by: .seconds(-1.5))
        clock.set(to: DateTime(unixSeconds: 0))
        #expect(clock.now == DateTime(unixSeconds: 0))
    }

    @Test func runningClockStartsWhereToldAndGoesOn() throws {
        let start = try #require(DateTime(year: 2026, month: 3, day: 1))
        let clock = clock(.running)
        let first = clock.now
        #expect(first >= start)
        #expect(first < DateTime(ticks: start.ticks + DateTime.ticksPerDay))
        var later = clock.now
        while later == first { later = clock.now }
        #expect(later > first)
        clock.set(to: DateTime(unixSeconds: 0))
        #expect(clock.now >= DateTime(unixSeconds: 0) && clock.now < start)
    }

    @Test func calendarEndsInsteadOfOverflowing() {
        for mode in Scenario.ClockSettings.Mode.allCases {
            let clock = clock(mode)
            clock.advance(by: .seconds(Int64.max / 2))
            #expect(clock.now == .latest)
            clock.advance(by: .seconds(Int64.min / 2))
            clock.advance(by: .seconds(Int64.min / 2))
            #expect(clock.now.components.year == 1)
        }
    }
}

struct RandomSourceTests {
    @Test func sameSeedGivesTheSameChoices() {
        let first = RandomSource(seed: 7)
        let second = RandomSource(seed: 7)
        let other = RandomSource(seed: 8)
        let values = (0..<10).map { _ in first.next() }
        #expect(values == (0..<10).map { _ in second.next() })
        #expect(values != (0..<10).map { _ in other.next() })
        #expect(Set(values).count == 10)
    }

    /// The reference values of SplitMix64 for the seed 1234567.
    @Test func generatorIsSplitMix64() {
        let source = RandomSource(seed: 1_234_567)
        #expect(source.next() == 6_457_827_717_110_365_317)
        #expect(source.next() == 3_203_168_211_198_807_973)
    }
}
