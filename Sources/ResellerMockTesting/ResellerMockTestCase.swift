public import ResellerMock
public import XCTest

/// An `XCTestCase` with a mock for each test, which `mock` is and which is gone when the test ends.
open class ResellerMockTestCase: XCTestCase {
    /// What the mocks serve; the default scenario unless a subclass says otherwise.
    open func scenario() throws -> Scenario { try Scenario(.bundled("default")) }

    /// The mock of the test that runs.
    public private(set) var mock: MockServer!

    /// Starts the mock. An override calls it first.
    open override func setUpWithError() throws {
        try super.setUpWithError()
        mock = try MockServer.start(scenario: scenario())
    }

    /// Stops the mock. An override calls it last.
    open override func tearDownWithError() throws {
        mock?.stop(grace: .zero)
        mock = nil
        try super.tearDownWithError()
    }
}
