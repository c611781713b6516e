import Domain
import JSON
import YAML

/// Installs the definitions of the policy kinds: the meshes' own where they are at hand (`HOTSWAP_ORACLE`), minimal
/// ones otherwise. May run in any number of processes at once; what is there stays as it is.
package struct CRDInstaller: Sendable {
    private let requests: KubeRequests
    private let oracle: String
    private static let collection = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

    package init(_ requests: KubeRequests) {
        self.requests = requests
        oracle = environmentVariable("HOTSWAP_ORACLE") ?? Self.besideTheProject
    }

    /// Returns when every kind is served.
    package func install() async throws {
        try await withThrowingTaskGroup { tasks in
            for kind in PolicyKind.allCases {
                for group in kind.groups { tasks.addTask { try await install(kind, group: group) } }
            }
            try await tasks.waitForAll()
        }
    }

    /// Whether the meshes' own definitions are at hand.
    package static var hasPublished: Bool {
        let oracle = environmentVariable("HOTSWAP_ORACLE") ?? besideTheProject
        return (try? published("virtualservices.networking.istio.io", in: oracle)) != nil
    }

    /// Installs the mesh's own definition of a resource that is no policy kind, where it is at hand.
    package func installPublished(_ plural: String, group: String) async throws {
        guard let definition = try Self.published("\(plural).\(group)", in: oracle) else { return }
        try await install(plural, group: group) { definition }
    }

    private func install(_ kind: PolicyKind, group: String) async throws {
        try await install(kind.plural, group: group) {
            try Self.published("\(kind.plural).\(group)", in: oracle) ?? MinimalCRD.document(kind, group: group)
        }
    }

    private func install(_ plural: String, group: String, _ definition: () throws -> JSONValue) async throws {
        let name = "\(plural).\(group)"
        if try await requests.send("GET", "\(Self.collection)/\(name)").status == 404 {
            let (status, answer) = try await requests.send("POST", Self.collection, definition())
            guard status == 201 || status == 409 else {
                throw TestKitError("\(name) was not taken: \(status) \(answer["message"]?.string ?? "")")
            }
        }
        try await waitUntilServed(plural, group: group)
    }

    /// The server says "established" a little before it answers, so the list itself is asked for.
    private func waitUntilServed(_ plural: String, group: String) async throws {
        try await awaitCondition("\(plural).\(group) is served") {
            let definition = try await requests.succeed("GET", "\(Self.collection)/\(plural).\(group)")
            guard let version = Self.establishedVersion(definition) else { return false }
            return try await requests.send("GET", "/apis/\(group)/\(version)/\(plural)?limit=1").status == 200
        }
    }

    private static func establishedVersion(_ definition: JSONValue) -> String? {
        let conditions = definition["status"]?["conditions"]?.array ?? []
        guard conditions.contains(where: { $0["type"] == "Established" && $0["status"] == "True" }) else { return nil }
        return definition["spec"]?["versions"]?.array?.first { $0["served"] == true }?["name"]?.string
    }

    private static let besideTheProject: String = {
        // Tests/TestKit/Kubernetes/CRDInstaller.swift, seen from the project's folder.
        let parts = #filePath.split(separator: "/").dropLast(4)
        return "/" + parts.joined(separator: "/") + "/../shared/oracle"
    }()

    /// The mesh's own definition; `nil` where the folder does not hold it.
    private static func published(_ name: String, in oracle: String) throws -> JSONValue? {
        for folder in ["istio", "linkerd", "gateway-api", "smi"] {
            guard let text = try? readFile("\(oracle)/crds/\(folder)/\(name).yaml"), !text.isEmpty else { continue }
            return try YAMLParser.documents(text).first?.value.withoutRules
        }
        return nil
    }
}

extension JSONValue {
    /// Without CEL rules, which the API server that the tests use does not know.
    fileprivate var withoutRules: JSONValue {
        switch self {
        case .object(let members):
            .object(members.filter { $0.key != "x-kubernetes-validations" }.mapValues(\.withoutRules))
        case .array(let elements): .array(elements.map(\.withoutRules))
        case .null, .bool, .int, .double, .string: self
        }
    }
}

/// A definition that takes any `spec` that is an object.
private enum MinimalCRD {
    static func document(_ kind: PolicyKind, group: String) -> JSONValue {
        var metadata: JSONValue = ["name": .string("\(kind.plural).\(group)")]
        if group.hasSuffix(".k8s.io") {
            // Groups of the Kubernetes project demand a word about their approval.
            metadata["annotations"] = ["api-approved.kubernetes.io": "unapproved, a definition for tests"]
        }
        let versions = kind.versions(in: group).enumerated().map { version($1, isStored: $0 == 0) }
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": metadata,
            "spec": [
                "group": .string(group), "scope": "Namespaced", "versions": .array(versions),
                "names": [
                    "kind": .string(kind.rawValue), "listKind": .string(kind.rawValue + "List"),
                    "plural": .string(kind.plural), "singular": .string(kind.rawValue.lowercased()),
                ],
            ],
        ]
    }

    private static func version(_ name: String, isStored: Bool) -> JSONValue {
        let anything: JSONValue = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        return [
            "name": .string(name), "served": true, "storage": .bool(isStored),
            "schema": [
                "openAPIV3Schema": ["type": "object", "properties": ["spec": anything, "status": anything]]
            ],
        ]
    }
}
