package import Domain

/// What a route hangs on: a Service, whose clients' proxies read it, or a Server, whose own proxies do. Nothing else of
/// what a route may name is modelled here.
package enum RouteParentKind: Hashable, Sendable {
    case service, server

    /// `nil` for a parent of another kind. A group that is left out is that of the route itself, which its definition
    /// fills in: a Service without one is none.
    package init?(_ reference: JSONValue, of route: JSONValue?) {
        let own = route?["apiVersion"]?.string?.prefix { $0 != "/" }.lowercased() ?? ""
        let group = reference["group"]?.string?.lowercased() ?? own
        switch (reference["kind"]?.string?.lowercased(), group) {
        case ("service", ""), ("service", "core"): self = .service
        case ("server", "policy.linkerd.io"): self = .server
        default: return nil
        }
    }
}
