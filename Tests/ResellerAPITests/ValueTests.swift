import ResellerAPI
import Testing

@Suite struct AddressBlockTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.0/24", "192.0.2.255", true),
        ("192.0.2.0/24", "192.0.3.0", false), ("192.0.2.128/25", "192.0.2.127", false),
        ("192.0.2.128/25", "192.0.2.128", true), ("0.0.0.0/0", "203.0.113.9", true), ("10.1.2.3/8", "10.255.0.1", true),
        ("192.0.2.4/31", "192.0.2.5", true), ("192.0.2.4/31", "192.0.2.6", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
        ("2001:db8::1", "2001:DB8:0:0:0:0:0:1", true), ("::/0", "::1", true), ("::1", "0:0:0:0:0:0:0:1", true),
        ("::/1", "8000::", false), ("192.0.2.0/24", "::ffff:192.0.2.7", true),
        ("::ffff:192.0.2.0/120", "192.0.2.7", true), ("::ffff:192.0.2.0/120", "192.0.3.7", false),
        ("::ffff:192.0.2.7", "192.0.2.7", true), ("::/0", "192.0.2.7", false), ("0.0.0.0/0", "::1", false),
        ("fe80::/10", "fe80::1%eth0", true), ("192.0.2.1", "", false), ("192.0.2.1", "localhost", false),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221", true),
    ])
    func containsTheAddressesOfItsPrefix(block: String, address: String, expected: Bool) throws {
        #expect(try #require(AddressBlock(block)).contains(address) == expected)
    }

    @Test(arguments: [
        "", "/", "/24", "192.0.2", "192.0.2.1.1", "192.0.2.256", "192.0.2.01", "192.0.2.+1", "192.0.2.-1", "192.0.2.1/",
        "192.0.2.1/33", "192.0.2.1/-1", "192.0.2.1/+8", "192.0.2.1/2 ", " 192.0.2.1", "192.0.2.1/24/8", "1.2.3.4/0024",
        ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::", "-0::",
        "+1::", "::1.2.3", "1.2.3.4::", "::/129", "fe80::1%eth0", "example.com", "١.2.3.4", "::１",
    ])
    func anythingElseIsRefused(written: String) {
        #expect(AddressBlock(written) == nil)
    }

    @Test func descriptionIsAsWritten() {
        #expect(AddressBlock("2001:DB8::/32")?.description == "2001:DB8::/32")
    }
}

@Suite struct ResourceIDTests {
    @Test func vendorsIdentifiersAreWellFormed() {
        for identifier in ["xC5kfGz7w2Nz", "HTHpWWXGJshG", "862249c19aad", "D90mpNWdGSZx"] {
            #expect(ResourceID.isWellFormed(identifier))
        }
        for identifier in ["", "xC5kfGz7w2N", "xC5kfGz7w2Nzz", "xC5kfGz7w2N-", "xC5kfGz7w2Né", "xC5kfGz7w2N "] {
            #expect(!ResourceID.isWellFormed(identifier))
        }
    }

    @Test func derivedIdentifiersAreTheSameOnEveryMachine() {
        #expect(ResourceID.derived(from: "ACME LLC") == ResourceID.derived(from: "ACME LLC"))
        // Pinned: a change of the derivation would change ids that users' tests hold.
        #expect(ResourceID.derived(from: "ACME LLC") == "y5G6z3W75Ddc")
    }

    @Test func derivedIdentifiersDiffer() {
        var seen: Set<String> = []
        for index in 0..<30_000 { seen.insert(ResourceID.derived(from: "Company \(index)")) }
        #expect(seen.count == 30_000)
        #expect(seen.allSatisfy(ResourceID.isWellFormed))
        // Every place in the identifier takes part.
        for place in 0..<ResourceID.length {
            #expect(Set(seen.prefix(5000).map { Array($0.utf8)[place] }).count == 62)
        }
    }
}

@Suite struct PermissionTests {
    @Test func vendorsPermissionsAreRead() {
        #expect(Permission("companies/search|POST") == .searchCompanies)
        #expect(Permission("companies/{resourceId}|GET") == .getCompany)
    }

    @Test(arguments: [
        "", "|", "companies", "companies|", "|GET", "/companies|GET", "companies|get", "companies|FETCH",
        "companies|GET|POST", "companies /search|POST",
    ])
    func anythingElseIsRefused(written: String) {
        #expect(Permission(written) == nil)
    }
}

@Suite struct CompanyTests {
    @Test func overLimitIsStrictlyMoreThanTheLimit() {
        var company = Company(resourceId: "xC5kfGz7w2Nz", name: "ACME LLC")
        company.numberOfUsers = 100
        company.targetUserCount = 101
        #expect(!company.isOverLimit)
        company.isNumberOfUsersLimited = true
        #expect(company.isOverLimit)
        company.targetUserCount = 100
        #expect(!company.isOverLimit)
        company.numberOfUsers = nil
        #expect(!company.isOverLimit)
    }

    @Test func licenceIsExpiredAfterItsEndUnlessOverridden() {
        var company = Company(resourceId: "xC5kfGz7w2Nz", name: "ACME LLC")
        let end = DateTime("2026-03-01")
        #expect(!company.isLicenceExpired(at: end))
        company.licenseEndDate = end
        #expect(!company.isLicenceExpired(at: end))
        #expect(company.isLicenceExpired(at: DateTime(ticks: end.ticks + 1)))
        company.licenceExpired = false
        #expect(!company.isLicenceExpired(at: .latest))
        company.licenceExpired = true
        #expect(company.isLicenceExpired(at: .earliest))
    }
}
