// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "sync",
    dependencies: [
        // Where your clone is, or .package(url:branch:) with its address.
        .package(name: "reseller-mock", path: "../..")
    ],
    targets: [
        .target(name: "Sync"),
        .testTarget(
            name: "SyncTests",
            dependencies: ["Sync", .product(name: "ResellerMockTesting", package: "reseller-mock")]),
    ]
)
