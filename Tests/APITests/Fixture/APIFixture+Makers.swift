import API
import Domain
import TestKit
import Testing

/// Documents that tests send.
enum Document {
    /// A VirtualService in YAML whose traffic goes to `subset`.
    static func yaml(_ name: String, subset: String = "v1", namespace: String = "default") -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: \(name)
          namespace: \(namespace)
        spec:
          hosts: [\(name)]
          http:
          - route:
            - destination: {host: \(name), subset: \(subset)}

        """
    }

    /// The same as JSON.
    static func json(_ name: String, subset: String = "v1") -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "metadata": ["name": .string(name), "namespace": "default"],
            "spec": [
                "hosts": [.string(name)],
                "http": [["route": [["destination": ["host": .string(name), "subset": .string(subset)]]]]],
            ],
        ]
    }
}

extension APIFixture {
    /// A policy with one version, over the API; its id.
    func policy(_ name: String) async throws -> String {
        try await succeed("POST", "policies", .yaml(Document.yaml(name))).id
    }

    /// Another version of a policy made by `policy`.
    func version(_ id: String, _ name: String, subset: String) async throws {
        try await succeed("PUT", "policies/\(id)", .yaml(Document.yaml(name, subset: subset)))
    }

    /// A cluster, over the API.
    func cluster(_ name: String, environment: String = "Staging", mesh: String = "istio") async throws {
        try await succeed("POST", "clusters", .json(Self.clusterBody(name, environment: environment, mesh: mesh)))
    }

    static func clusterBody(_ name: String, environment: String = "Staging", mesh: String = "istio") -> JSONValue {
        [
            "name": .string(name), "environment": .string(environment), "mesh": .string(mesh), "meshVersion": "1.27",
            "server": "https://127.0.0.1:6443", "credentials": ["token": "cluster-secret"],
        ]
    }

    /// A deployment of the newest version, over the API; its id.
    func deploy(_ policies: String..., to environment: String = "Staging", version: Int64? = nil) async throws -> String
    {
        let references = policies.map { id -> JSONValue in
            version.map { ["id": .string(id), "version": .int($0)] } ?? ["id": .string(id)]
        }
        return try await succeed(
            "POST", "deployments", .json(["policies": .array(references), "environment": .string(environment)])
        ).id
    }

    /// A deployment that has completed.
    func deployed(_ policy: String, to environment: String = "Staging") async throws -> String {
        let id = try await deploy(policy, to: environment)
        try await worker.work(id)
        #expect(try await status(id) == "Completed")
        return id
    }

    func status(_ deployment: String) async throws -> String {
        try await succeed("GET", "deployments/\(deployment)")["status"]?.string ?? ""
    }
}
