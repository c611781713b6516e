import Domain
import Ports
import Validation

/// A resource of a cluster that policies are judged beside.
struct LiveResource: Hashable, Sendable {
    let kind: String
    let group: String
    let plural: String

    init(_ kind: String, _ group: String, _ plural: String) {
        self.kind = kind
        self.group = group
        self.plural = plural
    }

    var objectKind: ObjectKind { ObjectKind(kind, group: group) }
    /// What is not checked where it cannot be read.
    var what: String { "references to \(plural)" }

    static let all: [LiveResource] =
        PolicyKind.allCases.flatMap { kind in kind.groups.map { LiveResource(kind.rawValue, $0, kind.plural) } } + [
            LiveResource("Service", "", "services"),
            LiveResource("Pod", "", "pods"),
            LiveResource("Namespace", "", "namespaces"),
            LiveResource("ServiceAccount", "", "serviceaccounts"),
            LiveResource("Deployment", "apps", "deployments"),
            LiveResource("Telemetry", "telemetry.istio.io", "telemetries"),
            LiveResource("WasmPlugin", "extensions.istio.io", "wasmplugins"),
            LiveResource("WorkloadGroup", "networking.istio.io", "workloadgroups"),
            LiveResource("WorkloadEntry", "networking.istio.io", "workloadentries"),
            LiveResource("ProxyConfig", "networking.istio.io", "proxyconfigs"),
            LiveResource("Gateway", "gateway.networking.k8s.io", "gateways"),
            LiveResource("GRPCRoute", "gateway.networking.k8s.io", "grpcroutes"),
            LiveResource("TCPRoute", "gateway.networking.k8s.io", "tcproutes"),
            LiveResource("TLSRoute", "gateway.networking.k8s.io", "tlsroutes"),
            LiveResource("ListenerSet", "gateway.networking.k8s.io", "listenersets"),
            LiveResource("GatewayClass", "gateway.networking.k8s.io", "gatewayclasses"),
            LiveResource("ReferenceGrant", "gateway.networking.k8s.io", "referencegrants"),
            LiveResource("EgressNetwork", "policy.linkerd.io", "egressnetworks"),
            LiveResource("HTTPLocalRateLimitPolicy", "policy.linkerd.io", "httplocalratelimitpolicies"),
            LiveResource("AuthorizationPolicy", "policy.linkerd.io", "authorizationpolicies"),
            LiveResource("MeshTLSAuthentication", "policy.linkerd.io", "meshtlsauthentications"),
            LiveResource("NetworkAuthentication", "policy.linkerd.io", "networkauthentications"),
            LiveResource("ExternalWorkload", "workload.linkerd.io", "externalworkloads"),
        ]

    /// The objects, each with its apiVersion and kind and without the ledger of its owners; none where the cluster does
    /// not serve the resource.
    func objects(in cluster: any ClusterObjects) async throws -> [JSONValue] {
        guard let version = try await cluster.servedVersions(group: group, plural: plural).first else { return [] }
        let list = ResourceReference(group: group, version: version, plural: plural, namespace: nil)
        let api = JSONValue.string(group.isEmpty ? version : "\(group)/\(version)")
        return try await cluster.contents(of: list).filter { !isTheServersOwn($0) }.map { live in
            var body = live.body
            // Most have it already, and are not to be copied.
            if body["apiVersion"] != api { body["apiVersion"] = api }
            if body["kind"]?.string != kind { body["kind"] = .string(kind) }
            return body
        }
    }

    /// `default/kubernetes` is the API server itself: a cluster that has nothing else has no services of a mesh, and
    /// nothing can be said about references to them.
    private func isTheServersOwn(_ live: LiveObject) -> Bool {
        plural == "services" && live.namespace == "default" && live.name == "kubernetes"
    }

    /// Secrets by their names: what they hold is not asked for, and `data: null` says so.
    static func secretNames(in cluster: any ClusterObjects) async throws -> [JSONValue] {
        let secrets = ResourceReference(group: "", version: "v1", plural: "secrets", namespace: nil)
        let headings: [LiveObject]
        do { headings = try await cluster.headings(of: secrets) } catch ClusterRefusal.notServed { return [] }
        return headings.map { secret in
            [
                "apiVersion": "v1", "kind": "Secret", "data": .null,
                "metadata": ["name": .string(secret.name), "namespace": .string(secret.namespace)],
            ]
        }
    }
}
