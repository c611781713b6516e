import Domain

/// Routes of Servers that deny what nothing authorizes: each needs an authorization of its own, where the Server has
/// none.
enum UnauthorizedRoutes {
    static let family = RuleFamily(
        "linkerd-unauthorized-routes", codes: [.routeDeniesAll], kinds: [.linkerdHTTPRoute, .httpRoute, .grpcRoute],
        scope: .set
    ) { subject in
        let (set, route) = (subject.set, subject.object)
        // Without any authorization the Server says it.
        guard set.objects(.linkerdAuthorizations, "route \(route.namespace)/\(route.name)").isEmpty else { return [] }
        return RouteParent.all(of: route).compactMap { parent in
            guard parent.kind == .server, parent.namespace == route.namespace,
                let server = set.object(.server, parent.namespace, parent.name), denies(server),
                set.linkerdAuthorizations(of: server).isEmpty, isAuthorized(anotherRouteOf: server, set)
            else { return nil }
            return Remark(
                .routeDeniesAll, parent.field["name"],
                "nothing authorizes requests to this route, so Server \(server.name) denies all of them",
                hint: "add an AuthorizationPolicy whose targetRef is the route"
            ).naming(server)
        }
    }

    private static func denies(_ server: KnownObject) -> Bool { server.spec["accessPolicy"].string ?? "deny" == "deny" }

    private static func isAuthorized(anotherRouteOf server: KnownObject, _ set: ValidationSet) -> Bool {
        set.objects(.linkerdRouteParents, RouteParent.word(.server, server.namespace, server.name)).contains {
            !set.objects(.linkerdAuthorizations, "route \($0.namespace)/\($0.name)").isEmpty
        }
    }
}
