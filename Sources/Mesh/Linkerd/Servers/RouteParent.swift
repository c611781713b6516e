import Domain

/// One of a route's `parentRefs`: a Server (the route is read by the server's proxy) or a Service (by its clients').
struct RouteParent: Hashable {
    enum Kind: Hashable { case server, service, other }

    let kind: Kind
    let namespace: String
    let name: String
    /// Of a Service; `nil`: all its ports.
    let port: Int64?

    /// The parents of a route in `namespace`, in its order.
    static func all(of route: JSONValue?, in namespace: String) -> [RouteParent] {
        (route?["spec"]?["parentRefs"]?.array ?? []).map { RouteParent($0, in: namespace) }
    }

    init(_ reference: JSONValue, in namespace: String) {
        kind = Self.kind(reference)
        self.namespace = reference["namespace"]?.string ?? namespace
        name = reference["name"]?.string ?? ""
        port = reference["port"]?.int
    }

    private static func kind(_ reference: JSONValue) -> Kind {
        let group = reference["group"]?.string?.lowercased()
        switch reference["kind"]?.string?.lowercased() {
        case "server" where group == nil || group == "policy.linkerd.io": return .server
        case "service" where group == nil || group == "" || group == "core": return .service
        default: return .other
        }
    }

    var service: ServiceName { ServiceName(namespace: namespace, name: name) }
}
