// swift-tools-version: 6.2
import PackageDescription

// A program with a client of the API that has names of its own for the same things, as programs do. It has to compile
// beside the mock, also where only members of imported modules can be used (SE-0444).
let package = Package(
    name: "ClashingNames",
    dependencies: [.package(name: "reseller-mock", path: "../../..")],
    targets: [
        .target(name: "ResellerClient"),
        .executableTarget(
            name: "Program",
            dependencies: ["ResellerClient", .product(name: "ResellerMock", package: "reseller-mock")],
            swiftSettings: [.enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error)]),
    ]
)
