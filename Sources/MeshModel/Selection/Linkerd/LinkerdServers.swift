import Domain

/// Linkerd's inbound side: which Server a pod's port has, and what hangs on it (MECHANICS 0.4).
extension PolicySet {
    static let linkerdPolicyGroup = "policy.linkerd.io"

    /// The Server of a pod's port: of those whose selector and port fit, the oldest; the others are passed over for
    /// this port (2.18 and later: index.rs 1245-1270). `nil`: the port has the default policy.
    package func server(for pod: MeshPod, port: Int) -> PolicyObject? {
        selecting(.server, in: pod.namespace, pod.labels).first { server in
            server.spec["podSelector"] != nil && pod.number(ofPort: server.spec["port"]) == port
        }
    }

    /// Every ServerAuthorization of the Server's namespace that names it or selects its labels.
    package func serverAuthorizations(on server: PolicyObject) -> [PolicyObject] {
        objects(.serverAuthorization, in: server.namespace).filter { object in
            let wanted = object.spec["server"]
            if let name = wanted?["name"]?.string { return name == server.name }
            return LabelSelector(wanted?["selector"]).selects(server.labels)
        }
    }

    /// The HTTPRoutes that hang on the Server, oldest first. Where there is none, every request is let on to the
    /// authorization; where there are some, one must take the request.
    package func inboundRoutes(on server: PolicyObject) -> [PolicyObject] {
        objects(.httpRoute, in: server.namespace).filter { route in
            (route.spec["parentRefs"]?.array ?? []).contains { parent in
                RouteParentKind(parent, of: route.document) == .server && parent["name"]?.string == server.name
                    && (parent["namespace"]?.string ?? route.namespace) == server.namespace
            }
        }
    }

    /// Linkerd's AuthorizationPolicies (not Istio's) that point at an object of their namespace, or at the namespace.
    package func linkerdPolicies(on target: PolicyObject) -> [PolicyObject] {
        objects("AuthorizationPolicy", group: Self.linkerdPolicyGroup, in: target.namespace).filter { policy in
            let reference = policy.spec["targetRef"]
            switch reference?["kind"]?.string {
            case "Namespace": return target.kind == "Server"
            case target.kind: return reference?["name"]?.string == target.name
            default: return false
            }
        }
    }
}
