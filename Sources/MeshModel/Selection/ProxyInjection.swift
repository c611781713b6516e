package import Domain

/// Which pods have a sidecar, or are to have one. Validation and the impact of changes ask the same question.
package enum ProxyInjection {
    /// What pods, or their namespace for them, say of a sidecar.
    package enum Wish: Hashable, Sendable { case wanted, refused, unsaid }

    /// - Parameter namespace: Labels and annotations of the namespace; empty where it is not known.
    package static func wish(
        _ labels: [String: String], _ annotations: [String: String], by mesh: Mesh,
        namespace: (labels: [String: String], annotations: [String: String])
    ) -> Wish {
        switch mesh {
        case .istio:
            if let wish = labels["sidecar.istio.io/inject"] ?? annotations["sidecar.istio.io/inject"] {
                return wish == "true" ? .wanted : .refused
            }
            switch namespace.labels["istio-injection"] {
            case "enabled": return .wanted
            case "disabled": return .refused
            default: return namespace.labels["istio.io/rev"]?.isEmpty ?? true ? .unsaid : .wanted
            }
        case .linkerd:
            switch annotations["linkerd.io/inject"] ?? namespace.annotations["linkerd.io/inject"] {
            case "disabled": return .refused
            case nil: return .unsaid
            default: return .wanted
            }
        }
    }

    /// Whether pods that show no proxy may have one.
    ///
    /// - Parameters:
    ///   - isPod: Whether it is a pod as it runs. One that only a template tells of gets its sidecar when it is made.
    ///   - podsTell: Whether running pods show their sidecars (`isSidecar`): then one that shows none has none, and
    ///     where nobody wishes for one there is none. Else nobody knows.
    package static func mayHaveProxy(_ wish: Wish, isPod: Bool, podsTell: Bool) -> Bool {
        switch wish {
        case .refused: false
        case .wanted: !(isPod && podsTell)
        case .unsaid: !podsTell
        }
    }

    /// Whether the document of a pod shows a proxy beside something else. A gateway, whose pods have nothing but a
    /// proxy in their files, too, tells nothing of others.
    package static func showsSidecar(_ pod: JSONValue) -> Bool {
        proxy(of: pod) != nil && names(pod, "containers").contains { proxies[$0] == nil }
    }

    /// The proxy that the document of a pod shows: among its containers, or, as a native sidecar, its init containers.
    package static func proxy(of pod: JSONValue) -> MeshPod.Proxy? {
        let found = (names(pod, "containers") + names(pod, "initContainers")).compactMap { proxies[$0] }
        return found.contains(.istio) ? .istio : found.first
    }

    private static func names(_ pod: JSONValue, _ list: String) -> [String] {
        (pod["spec"]?[list]?.array ?? []).compactMap { $0["name"]?.string }
    }

    /// Whether a container of that name is the proxy of a mesh.
    package static func isProxy(_ container: String) -> Bool { proxies[container] != nil }

    /// The proxies by the names of their containers.
    static let proxies: [String: MeshPod.Proxy] = ["istio-proxy": .istio, "linkerd-proxy": .linkerd]
}
