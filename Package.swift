// swift-tools-version: 6.2
// One line a target; `docs/architecture.md` says what each room is for and who may import whom.
import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the house: a target whose folder is `path`, or `Sources/<name>` where none is given.
func room(_ name: String, _ uses: [String], path: String? = nil, resources: [Resource] = []) -> Target {
    .target(
        name: name, dependencies: uses.map { .init(stringLiteral: $0) }, path: path ?? "Sources/\(name)",
        resources: resources, swiftSettings: house)
}

/// The tests of one room, in `Tests/<name>Tests`.
func tests(_ name: String, _ uses: [String]) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: uses.map { .init(stringLiteral: $0) }, path: "Tests/\(name)Tests",
        swiftSettings: house)
}

/// A C library of the distribution, found by pkg-config; `shim.h` holds the typed wrappers of its variadic calls.
func cLibrary(_ name: String, pkgConfig: String?, apt: String, path: String? = nil) -> Target {
    .systemLibrary(
        name: name, path: path ?? "Sources/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
    name: "hotswap",
    targets: [
        // C libraries, each used by exactly one room.
        cLibrary("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
        cLibrary("CRabbitMQ", pkgConfig: "librabbitmq", apt: "librabbitmq-dev", path: "queues/CRabbitMQ"),
        cLibrary("CMicroHTTP", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        cLibrary("CMalloc", pkgConfig: nil, apt: "libc6-dev"),
        cLibrary("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        cLibrary("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        cLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        cLibrary("CJansson", pkgConfig: "jansson", apt: "libjansson-dev"),

        // The pure core.
        room("Domain", []),
        room("Ports", ["Domain"]),

        room("MeshModel", ["Domain"]),
        room("Mesh", ["Domain", "MeshModel"]),
        room("MeshTraffic", ["Domain", "MeshModel"]),
        room("Validation", ["Domain", "JSON", "MeshModel"]),
        room("Impact", ["Domain", "Mesh", "MeshModel", "Validation"]),
        room("Application", ["Domain", "Impact", "Ports", "Validation", "Mesh", "MeshModel"]),

        room(
            "API", ["Domain", "Impact", "Ports", "Application", "MeshModel", "Validation"],
            resources: [.embedInCode("openapi.yaml")]),

        // The stages: each consumes its queue through WorkerKit and knows nothing of the others.
        room("WorkerKit", ["Domain", "Ports", "Application", "Mesh"], path: "workers/WorkerKit"),
        room(
            "Validate", ["Domain", "Impact", "Ports", "Application", "Validation", "WorkerKit"],
            path: "workers/Validate"),
        room("Apply", ["Domain", "Ports", "Application", "WorkerKit"], path: "workers/Apply"),
        room("SoakMonitor", ["Domain", "Ports", "Application", "WorkerKit"], path: "workers/SoakMonitor"),
        room("Promote", ["Domain", "Ports", "Application", "WorkerKit"], path: "workers/Promote"),
        room("Rollback", ["Domain", "Ports", "Application", "Mesh", "WorkerKit"], path: "workers/Rollback"),
        room("Notify", ["Domain", "Ports", "Application", "WorkerKit"], path: "workers/Notify"),
        room("CohortKeeper", ["Domain", "Ports", "Application", "MeshModel"], path: "workers/CohortKeeper"),
        room("Scheduler", ["Domain", "Ports", "Application"], path: "scheduler/Scheduler"),

        // Adapters: one technology each, no rules.
        room("Runtime", ["Domain", "Ports"]),
        room("Telemetry", ["Domain"]),
        room("CLI", ["Domain", "HTTPClient", "Impact", "JSON", "Ports", "Runtime", "Validation", "YAML"]),
        room("JSON", ["Domain"]),
        room("YAML", ["CYAML", "Domain"]),
        room("Security", ["COpenSSL", "Domain", "JSON"]),
        room("HTTPServer", ["CMicroHTTP", "Domain", "Ports"]),
        room("HTTPClient", ["CCurl", "Domain", "Ports"]),
        room("JobEnvelope", ["Domain", "Ports"], path: "queues/JobEnvelope"),
        room("RabbitMQ", ["CRabbitMQ", "Domain", "Ports", "JobEnvelope"], path: "queues/RabbitMQ"),
        room(
            "PostgresStore", ["CPostgres", "Domain", "Ports", "Runtime", "JSON"],
            resources: [.embedInCode("Migrations"), .embedInCode("Queries")]),
        room("Kubernetes", ["Domain", "Ports", "HTTPClient", "JSON", "YAML"]),
        room("Prometheus", ["Domain", "Ports", "HTTPClient", "JSON"]),
        room("Sandbox", ["Domain", "Ports", "HTTPServer", "JSON", "MeshModel", "MeshTraffic"]),

        // Composition only: the roles, each made of adapters and use cases; and the program that starts one.
        room(
            "Roles",
            [
                "API", "Application", "Apply", "CMalloc", "CohortKeeper", "Domain", "HTTPClient", "HTTPServer", "JSON",
                "JobEnvelope", "Kubernetes", "MeshTraffic", "Notify", "Ports", "PostgresStore", "Prometheus", "Promote",
                "RabbitMQ", "Rollback", "Runtime", "Sandbox", "Scheduler", "Security", "SoakMonitor", "Telemetry",
                "Validate", "WorkerKit", "YAML",
            ]),
        .executableTarget(
            name: "hotswap", dependencies: ["Application", "CLI", "Domain", "Kubernetes", "Ports", "Roles", "Runtime"],
            path: "Sources/hotswap", swiftSettings: house),

        // The yardstick of `make bench`, a product of its own.
        .executableTarget(
            name: "plain-client", dependencies: ["HTTPClient", "JSON"], path: "deploy/bench/PlainClient",
            swiftSettings: house),

        .executableTarget(
            name: "validation-clock", dependencies: ["CYAML", "Domain", "JSON", "Validation", "YAML"],
            path: "deploy/bench/ValidationClock", swiftSettings: house),

        // Feeds the parser and the rules with broken documents, for as long as it is told; no part of `make test`.
        .executableTarget(
            name: "validation-fuzz", dependencies: ["Domain", "Validation", "YAML"], path: "Tests/ValidationFuzz",
            swiftSettings: house),

        // Tests.
        room(
            "TestKit",
            [
                "Application", "Domain", "Ports", "JSON", "YAML", "HTTPClient", "HTTPServer", "Kubernetes",
                "Mesh", "MeshModel", "MeshTraffic", "Sandbox", "Security", "PostgresStore",
            ],
            path: "Tests/TestKit"),
        tests("TrafficFixture", ["TestKit", "Prometheus", "MeshModel", "Domain", "Ports"]),
        tests("JobEnvelope", ["JobEnvelope", "Domain", "Ports"]),
        tests("Domain", ["Domain"]),
        room("EffortTestKit", [], path: "Tests/EffortTestKit"),
        room("MeshTestKit", ["Domain", "Mesh", "MeshModel"], path: "Tests/MeshTestKit"),
        tests("Mesh", ["EffortTestKit", "Mesh", "MeshModel", "MeshTestKit", "Domain", "YAML"]),
        tests(
            "Proof",
            [
                "Application", "Domain", "Kubernetes", "Mesh", "MeshModel", "MeshTestKit", "Ports", "Rollback",
                "Runtime", "TestKit", "WorkerKit",
            ]),
        tests("MeshModel", ["MeshModel", "Domain"]),
        tests("MeshTraffic", ["MeshTraffic", "MeshModel", "Domain"]),
        tests("Validation", ["EffortTestKit", "Validation", "MeshModel", "Domain", "YAML"]),
        tests("Impact", ["Impact", "Mesh", "MeshModel", "MeshTestKit", "Validation", "Domain"]),
        tests("JSON", ["JSON", "Domain", "CJansson"]),
        tests("YAML", ["EffortTestKit", "YAML", "Domain"]),
        tests("Security", ["Security", "Domain", "JSON", "COpenSSL"]),
        room("HTTPTestKit", ["HTTPClient"], path: "Tests/HTTPTestKit"),
        tests("HTTPServer", ["HTTPServer", "HTTPClient", "HTTPTestKit", "Ports"]),
        tests("HTTPClient", ["HTTPClient", "HTTPServer", "HTTPTestKit", "Ports"]),
        tests(
            "Application",
            [
                "TestKit", "EffortTestKit", "MeshTestKit", "Validation", "Application", "Domain", "Ports", "Mesh",
                "MeshModel", "JSON",
                "YAML",
            ]),
        tests("Runtime", ["Runtime", "Domain", "Ports"]),
        tests("Telemetry", ["Telemetry", "Domain", "JSON"]),
        tests("CLI", ["CLI", "Domain", "HTTPServer", "JSON", "Ports", "Runtime", "Validation", "YAML"]),
        tests("RabbitMQ", ["RabbitMQ", "JobEnvelope", "TestKit", "Domain", "Ports"]),
        tests("PostgresStore", ["PostgresStore", "TestKit", "Domain", "Ports", "Runtime", "JSON"]),
        tests("WorkerKit", ["WorkerKit", "Application", "TestKit", "Domain", "Ports", "Runtime"]),
        tests("Scheduler", ["Scheduler", "Application", "PostgresStore", "TestKit", "Domain", "Ports"]),
        tests(
            "Crash",
            ["TestKit", "RabbitMQ", "JobEnvelope", "PostgresStore", "Sandbox", "Domain", "Ports", "WorkerKit"]),
        tests("Scenario", ["TestKit", "HTTPServer", "Domain", "Kubernetes", "Ports", "PostgresStore", "Prometheus"]),
        tests(
            "Kubernetes", ["Kubernetes", "Sandbox", "TestKit", "HTTPTestKit", "HTTPServer", "Domain", "Ports", "JSON"]),
        tests("Prometheus", ["Prometheus", "TestKit", "HTTPClient", "HTTPServer", "Domain", "Ports", "JSON"]),
        tests(
            "Sandbox",
            ["Sandbox", "MeshTraffic", "TestKit", "HTTPTestKit", "HTTPServer", "HTTPClient", "Domain", "Ports", "JSON"]),
        tests(
            "Deployment",
            [
                "API", "Application", "Apply", "Domain", "JSON", "Kubernetes", "Notify", "Ports", "PostgresStore",
                "CohortKeeper", "HTTPClient", "Prometheus", "Promote", "Roles", "Rollback", "Runtime", "Sandbox",
                "MeshModel", "Scheduler", "Security", "SoakMonitor", "TestKit", "Validate", "WorkerKit", "YAML",
            ]),
        tests(
            "API",
            [
                "API", "Application", "Domain", "HTTPClient", "HTTPServer", "JSON", "Ports", "PostgresStore",
                "Prometheus", "Roles", "Runtime", "Security", "Telemetry", "TestKit", "Validation", "YAML",
            ]),
    ]
)
