import ResellerAPI
import Testing

@testable import ResellerMock

struct ReadingOperationsTests {
    /// What a recording passes on is what the mock carries out without changing anything.
    @Test func whatIsSaidToReadIsCarriedOutAsARead() {
        let answeredBefore: Set<EmulatedOperation> = [.token, .discovery, .keys, .searchCompanies, .getCompany]
        for operation in EmulatedOperation.allCases {
            let isRead =
                if answeredBefore.contains(operation) { true } else if case .read = operation.handler { true } else {
                    false
                }
            #expect(operation.isReading == isRead, "\(operation)")
        }
    }
}
