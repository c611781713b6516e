import Domain
import MeshModel

/// One of a route's `parentRefs`: a Server (the route is read by the server's proxy) or a Service (by its clients').
struct RouteParent: Hashable {
    /// `nil`: another kind.
    let kind: RouteParentKind?
    let namespace: String
    let name: String
    /// Of a Service; `nil`: all its ports.
    let port: Int64?

    /// The parents of a route in `namespace`, in its order.
    static func all(of route: JSONValue?, in namespace: String) -> [RouteParent] {
        (route?["spec"]?["parentRefs"]?.array ?? []).map { RouteParent($0, of: route, in: namespace) }
    }

    /// - Parameter route: Whose parent it is.
    init(_ reference: JSONValue, of route: JSONValue?, in namespace: String) {
        kind = RouteParentKind(reference, of: route)
        self.namespace = reference["namespace"]?.string ?? namespace
        name = reference["name"]?.string ?? ""
        port = reference["port"]?.int
    }

    var service: ServiceName { ServiceName(namespace: namespace, name: name) }
}
