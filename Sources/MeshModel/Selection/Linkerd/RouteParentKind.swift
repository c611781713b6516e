package import Domain

/// What a route hangs on: a Service, whose clients' proxies read it, or a Server, whose own proxies do. Nothing else of
/// what a route may name is modelled here.
package enum RouteParentKind: Hashable, Sendable {
    case service, server

    /// The group of a parent that names none: that of its route, whose definition fills it in. A Service without one
    /// is none.
    package static func groupLeftOut(inRouteOf group: String) -> String { group }

    /// `nil` for a parent of another kind.
    package init?(_ reference: JSONValue, of route: JSONValue?) {
        let own = String(route?["apiVersion"]?.string?.prefix { $0 != "/" } ?? "")
        let group = reference["group"]?.string ?? Self.groupLeftOut(inRouteOf: own)
        switch (reference["kind"]?.string?.lowercased(), group.lowercased()) {
        case ("service", ""), ("service", "core"): self = .service
        case ("server", "policy.linkerd.io"): self = .server
        default: return nil
        }
    }
}
