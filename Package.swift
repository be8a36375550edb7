// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A Swift target of ours; `imports` is the whole list of what it may import besides Swift and Foundation.
func module(_ name: String, imports: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: imports, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, imports: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: imports, swiftSettings: strict)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "reseller-mock",
    products: [
        .executable(name: "reseller-mock", targets: ["Command"]),
        .executable(name: "reseller-mock-contract", targets: ["ContractCLI"]),
        .library(name: "ResellerMock", targets: ["ResellerMock"]),
        .library(name: "ResellerMockTesting", targets: ["ResellerMockTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        module("OpenSSL", imports: ["COpenSSL"]),
        module("HTTP1"),
        module("HTTPServer", imports: ["CLinux", "HTTP1", "OpenSSL"]),
        module("Files"),
        module("ResellerAPI"),
        module("Scenarios", imports: ["Files", "ResellerAPI", yams], resources: [.embedInCode("Bundled")]),
        module("Conduct"),
        module(
            "ResellerMock",
            imports: ["Conduct", "HTTP1", "HTTPServer", "OpenSSL", "ResellerAPI", "Scenarios", httpTypes, logging]),
        // Naming the library, which Foundation brings anyway, makes the linker export what CURLTrust puts before it.
        .target(name: "CURLTrust", linkerSettings: [.linkedLibrary(":libcurl.so.4", .when(platforms: [.linux]))]),
        module("ResellerMockTesting", imports: ["Conduct", "CURLTrust", "ResellerMock"]),
        module("ContractSuite", imports: ["CURLTrust", httpTypes]),
        module(
            "CLI", imports: ["Conduct", "Files", "ResellerAPI", "ResellerMock", "Scenarios", argumentParser, logging]),
        .executableTarget(name: "Command", dependencies: ["CLI"], swiftSettings: strict),
        // A program of its own, for what serves must not need libcurl.
        .executableTarget(
            name: "ContractCLI",
            dependencies: [
                "CLI", "ContractSuite", "HTTP1", "HTTPServer", "ResellerAPI", "ResellerMock", "Scenarios",
                argumentParser,
                httpTypes,
            ],
            swiftSettings: strict),
        // Not a product of its own: Benchmarks/run builds and runs it.
        .executableTarget(
            name: "StartBenchmark", dependencies: ["ResellerMock"], path: "Benchmarks/Start", swiftSettings: strict),
        .executableTarget(
            name: "DirectoryBenchmark", dependencies: ["ResellerAPI"], path: "Benchmarks/Directory",
            swiftSettings: strict),

        tests("OpenSSLTests", imports: ["OpenSSL"]),
        tests("HTTP1Tests", imports: ["HTTP1"]),
        tests("HTTPServerTests", imports: ["HTTPServer", "HTTP1", "OpenSSL"]),
        tests("FilesTests", imports: ["Files"]),
        tests("ResellerAPITests", imports: ["ResellerAPI"]),
        tests("ConductTests", imports: ["Conduct"]),
        tests("ScenariosTests", imports: ["Scenarios", "ResellerAPI"]),
        tests(
            "ResellerMockTests",
            imports: [
                "Conduct", "ResellerMock", "HTTPServer", "HTTP1", "OpenSSL", "ResellerAPI", "Scenarios", httpTypes,
                logging,
            ]),
        tests("ResellerMockTestingTests", imports: ["ResellerMock", "ResellerMockTesting", httpTypes]),
        tests(
            "ContractSuiteTests",
            imports: [
                "CLI", "ContractCLI", "ContractSuite", "ResellerMock", "HTTPServer", "HTTP1", "OpenSSL", "Scenarios",
                httpTypes,
            ]),
        tests(
            "CLITests",
            imports: [
                "CLI", "Command", "Conduct", "ContractCLI", "Files", "ResellerAPI", "ResellerMock", "Scenarios",
                argumentParser, logging,
            ]),
    ],
    swiftLanguageModes: [.v6]
)
