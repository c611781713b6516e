package import Domain
package import MeshModel

/// Pods and services without anybody who runs them: records, as traffic and selectors need them.
extension TestCluster {
    /// A service (port 80 to `http`, 9080) and running pods of it: `<name>-1`, `<name>-2` …, labelled `app: <name>`.
    ///
    /// - Parameters:
    ///   - labels: Of the pods, besides; e.g. a version.
    ///   - proxy: Whose sidecar they show; `nil`: none.
    @discardableResult
    package func run(
        service name: String, pods count: Int, labels: [String: String] = [:], proxy: MeshPod.Proxy? = .istio
    ) async throws -> [PodName] {
        try await serve(name)
        return try await run(pods: count, of: name, labels: labels, proxy: proxy)
    }

    /// Services (port 80 to `http`) of the pods that are labelled `app: <name>`.
    package func serve(_ names: String...) async throws {
        let port: JSONValue = ["name": "http", "port": 80, "targetPort": "http"]
        for name in names {
            try await requests.succeed(
                "POST", "/api/v1/namespaces/\(namespace)/services",
                [
                    "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)],
                    "spec": ["selector": ["app": .string(name)], "ports": [port]],
                ])
        }
    }

    /// The pods alone, of a service that is there.
    @discardableResult
    package func run(
        pods count: Int, of name: String, labels: [String: String] = [:], proxy: MeshPod.Proxy? = .istio
    ) async throws -> [PodName] {
        var names: [PodName] = []
        for number in 0..<count {
            names.append(
                try await run(
                    pod: "\(name)-\(number + 1)", labels: labels.merging(["app": name]) { own, _ in own }, proxy: proxy)
            )
        }
        return names
    }

    /// A running pod with a service account of its first label's name.
    @discardableResult
    package func run(
        pod name: String, labels: [String: String], proxy: MeshPod.Proxy? = .istio
    ) async throws -> PodName {
        var containers: [JSONValue] = [
            ["name": "app", "image": "none", "ports": [["name": "http", "containerPort": 9080]]]
        ]
        if let proxy { containers.append(["name": .string("\(proxy.rawValue)-proxy"), "image": "none"]) }
        let path = "/api/v1/namespaces/\(namespace)/pods"
        let status: JSONValue = ["phase": "Running", "podIP": .string(Self.address(of: "\(namespace)/\(name)"))]
        let made = try await requests.succeed(
            "POST", path,
            [
                "apiVersion": "v1", "kind": "Pod", "status": status,
                "metadata": ["name": .string(name), "labels": .object(labels.mapValues { .string($0) })],
                "spec": [
                    "containers": .array(containers), "serviceAccountName": .string(labels["app"] ?? "default"),
                ],
            ])
        // A real server lets nobody be born running; the sandbox knows no subresources.
        if made["status"]?["phase"] != "Running" {
            try await requests.succeed(
                "PATCH", "\(path)/\(name)/status", ["status": status], as: "application/merge-patch+json")
        }
        return PodName(namespace: namespace, name: name)
    }

    /// Some address of 10.0.0.0/8, by the name.
    private static func address(of name: String) -> String {
        var hash: UInt32 = 2_166_136_261
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return "10.\(hash >> 16 & 255).\(hash >> 8 & 255).\(hash & 255)"
    }
}
