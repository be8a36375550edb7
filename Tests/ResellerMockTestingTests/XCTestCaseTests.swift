import ResellerMock
import ResellerMockTesting
import XCTest

final class XCTestCaseTests: ResellerMockTestCase {
    override func scenario() throws -> Scenario {
        try Scenario { Scenario.Company.make(name: "From XCTest") }
    }

    func testEachTestHasAMock() throws {
        XCTAssertEqual(mock.journal.count, 0)
        XCTAssertEqual(mock.companies[Scenario.Company.make(name: "From XCTest").resourceId]?.name, "From XCTest")
    }
}
