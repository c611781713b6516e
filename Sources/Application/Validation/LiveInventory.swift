package import Domain
package import Ports

/// Reads what lives in a cluster and policies are judged beside: the meshes' kinds, and what they refer to.
package struct LiveInventory: Sendable {
    /// The objects, each with its apiVersion and kind.
    package let objects: [JSONValue]
    /// What could not be read, and why: references to it are not checked.
    package let unread: [Unread]

    package struct Unread: Hashable, Sendable {
        package let what: String
        package let why: String
    }

    /// A resource of a cluster.
    package struct Resource: Hashable, Sendable {
        let kind: String
        let group: String
        let plural: String
    }

    /// Secrets are left out: nobody should have to let HotSwap read them.
    package static let resources: [Resource] =
        PolicyKind.allCases.flatMap { kind in
            kind.groups.map { Resource(kind: kind.rawValue, group: $0, plural: kind.plural) }
        } + [
            Resource(kind: "Service", group: "", plural: "services"),
            Resource(kind: "Pod", group: "", plural: "pods"),
            Resource(kind: "Namespace", group: "", plural: "namespaces"),
            Resource(kind: "ServiceAccount", group: "", plural: "serviceaccounts"),
            Resource(kind: "Telemetry", group: "telemetry.istio.io", plural: "telemetries"),
            Resource(kind: "WasmPlugin", group: "extensions.istio.io", plural: "wasmplugins"),
            Resource(kind: "WorkloadGroup", group: "networking.istio.io", plural: "workloadgroups"),
            Resource(kind: "ProxyConfig", group: "networking.istio.io", plural: "proxyconfigs"),
            Resource(kind: "Gateway", group: "gateway.networking.k8s.io", plural: "gateways"),
            Resource(kind: "GRPCRoute", group: "gateway.networking.k8s.io", plural: "grpcroutes"),
            Resource(kind: "EgressNetwork", group: "policy.linkerd.io", plural: "egressnetworks"),
            Resource(
                kind: "HTTPLocalRateLimitPolicy", group: "policy.linkerd.io", plural: "httplocalratelimitpolicies"),
            Resource(kind: "WorkloadEntry", group: "networking.istio.io", plural: "workloadentries"),
            Resource(kind: "AuthorizationPolicy", group: "policy.linkerd.io", plural: "authorizationpolicies"),
            Resource(kind: "MeshTLSAuthentication", group: "policy.linkerd.io", plural: "meshtlsauthentications"),
            Resource(kind: "NetworkAuthentication", group: "policy.linkerd.io", plural: "networkauthentications"),
        ]

    /// Reads every resource that the cluster serves. What it refuses is said in `unread`; a cluster that cannot be
    /// reached at all throws its `PortError`.
    package static func read(_ cluster: any ClusterObjects, concurrency: Int = 4) async throws -> LiveInventory {
        _ = try await cluster.serverVersion()
        let answers = try await resources.concurrentMap(limit: concurrency) { resource in
            do {
                return (objects: try await read(resource, cluster), unread: nil as Unread?)
            } catch let refusal as ClusterRefusal {
                return ([], Unread(what: "references to \(resource.plural)", why: refusal.explanation))
            } catch let error as PortError {
                return ([], Unread(what: "references to \(resource.plural)", why: "\(error)"))
            }
        }
        return LiveInventory(objects: answers.flatMap(\.objects), unread: answers.compactMap(\.unread))
    }

    /// `default/kubernetes` is the API server itself: a cluster that has nothing else has no services of a mesh, and
    /// nothing can be said about references to them.
    private static func isTheServersOwn(_ live: LiveObject, _ resource: Resource) -> Bool {
        resource.plural == "services" && live.namespace == "default" && live.name == "kubernetes"
    }

    private static func read(_ resource: Resource, _ cluster: any ClusterObjects) async throws -> [JSONValue] {
        guard let version = try await cluster.servedVersions(group: resource.group, plural: resource.plural).first
        else { return [] }
        let apiVersion = resource.group.isEmpty ? version : "\(resource.group)/\(version)"
        let list = ResourceReference(
            group: resource.group, version: version, plural: resource.plural, namespace: nil)
        return try await cluster.list(list).filter { !isTheServersOwn($0, resource) }.map { live in
            var body = live.body
            body["apiVersion"] = .string(apiVersion)
            body["kind"] = .string(resource.kind)
            return body
        }
    }
}
