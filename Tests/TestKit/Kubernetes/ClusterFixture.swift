package import Domain
package import Kubernetes
package import Ports
import Sandbox

/// Where a contract test runs: the sandbox, or a real kube-apiserver. One sandbox and one connection serve all tests of
/// a process; each test takes a namespace of its own.
package struct ClusterFixture: Hashable, Sendable, CustomStringConvertible {
    private enum Place: Hashable {
        case sandbox
        case kubeAPIServer
    }

    private let place: Place

    package static let sandbox = ClusterFixture(place: .sandbox)
    package static let kubeAPIServer = ClusterFixture(place: .kubeAPIServer)

    /// Both; only the sandbox where no real server is given and none is demanded (`HOTSWAP_REQUIRE_SERVICES`).
    package static let all: [ClusterFixture] =
        environmentVariable("HOTSWAP_TEST_KUBE") == nil && environmentVariable("HOTSWAP_REQUIRE_SERVICES") != "1"
        ? [sandbox] : [sandbox, kubeAPIServer]

    package var description: String {
        switch place {
        case .sandbox: "sandbox"
        case .kubeAPIServer: "kube-apiserver"
        }
    }

    /// A fresh namespace on the server, with connections to it.
    package func testCluster() async throws -> TestCluster {
        let server =
            switch place {
            case .sandbox: try await Self.sandboxServer.value
            case .kubeAPIServer: try await Self.realServer.value
            }
        return try await TestCluster(server)
    }

    private static let sandboxServer = Task<KubeServer, any Error> {
        var configuration = SandboxConfiguration(adminToken: "sandbox-admin-token")
        configuration.powerlessToken = "sandbox-powerless-token"
        let sandbox = try SandboxServer.start(configuration)
        return KubeServer(
            server: sandbox.url, authority: nil, token: configuration.adminToken,
            powerlessToken: "sandbox-powerless-token", keeping: sandbox)
    }

    private static let realServer = Task<KubeServer, any Error> {
        guard let server = try KubeServer.ofEnvironment() else {
            throw TestKitError("HOTSWAP_TEST_KUBE is not set: start the servers with deploy/local/servers")
        }
        try await CRDInstaller(server.requests).install()
        return server
    }
}

/// A namespace on a server, to be filled by one test. Deleted when the test lets go of it.
package final class TestCluster: Sendable {
    package let server: KubeServer
    package let namespace: String
    /// The adapter, with rights to everything.
    package let objects: KubernetesObjects
    /// The same server in the part of somebody else.
    package let requests: KubeRequests

    /// - Parameter name: Of the namespace, where it must be the same as on another server.
    package init(_ server: KubeServer, namespace name: String? = nil) async throws {
        self.server = server
        requests = server.requests
        objects = try server.objects(token: server.token)
        namespace = name ?? "t-" + String(UInt64.random(in: .min ... .max), radix: 36)
        try await requests.succeed(
            "POST", "/api/v1/namespaces",
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
    }

    deinit {
        let (requests, namespace) = (requests, namespace)
        Task { try await requests.send("DELETE", "/api/v1/namespaces/\(namespace)") }
    }

    /// A VirtualService of the namespace, in a version that both servers have.
    package func virtualService(_ name: String, version: String = "v1") -> ObjectReference {
        ObjectReference(
            PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: namespace, name: name),
            version: version)
    }

    /// Its document.
    package func document(_ reference: ObjectReference, spec: JSONValue, metadata: JSONValue = [:]) -> JSONValue {
        var metadata = metadata
        metadata["name"] = .string(reference.name)
        metadata["namespace"] = .string(reference.namespace)
        return [
            "apiVersion": .string(reference.apiVersion), "kind": .string(reference.kind), "metadata": metadata,
            "spec": spec,
        ]
    }
}

extension KubernetesSettings {
    /// With limits that no machine is slow enough to reach.
    package static var patient: KubernetesSettings {
        var settings = KubernetesSettings()
        settings.requestTimeout = patience
        // Less, so that there is time to repeat what a server asks for.
        settings.connectTimeout = .seconds(60)
        return settings
    }
}

extension KubeServer {
    /// Plain requests with rights to everything.
    package var requests: KubeRequests { KubeRequests(server: server, authority: authority, token: token) }

    /// The adapter, with a token of one's choice.
    package func objects(token: String, settings: KubernetesSettings = .patient) throws -> KubernetesObjects {
        try KubernetesClusters.objects(of: cluster, credentials: .token(token), settings: settings)
    }

    /// The server as it would be registered, without credentials.
    package var cluster: Cluster {
        Cluster(
            id: ID(high: 1, low: 1), name: "west", environment: ID(high: 2, low: 2), environmentName: "Development",
            mesh: .istio, meshVersion: "", server: server, certificateAuthority: authority, sealedCredentials: [],
            prometheus: nil, createdAt: Timestamp(microseconds: 0))
    }
}
