/// Where rules look at the first of very many objects only: said, since what is beyond is not compared.
enum SetLimits {
    static func reached(in set: ValidationSet, _ settings: MeshSettings) -> [ValidationReport.Unchecked] {
        // Nearly no set has so many of anything: then no object is looked at.
        guard isReached(in: set) else { return [] }
        var reached: [ValidationReport.Unchecked] = []
        var places: [String: Int] = [:]
        for object in set.judged {
            let isPolicy = object.kind == .authorizationPolicy
            guard isPolicy || routeKinds.contains(object.kind),
                let limit = isPolicy ? policies(object, set, settings) : routes(object, set)
            else { continue }
            // One line for all objects that have the same to say.
            guard let place = places[limit.what] else {
                places[limit.what] = reached.count
                reached.append(limit)
                continue
            }
            reached[place] = .init(what: limit.what, why: limit.why)
        }
        return reached
    }

    private static func isReached(in set: ValidationSet) -> Bool {
        let judged = set.judged
        return judged.contains { $0.kind == .authorizationPolicy }
            && set.most(.authorizationPolicies) > Subject.mostPolicies
            || judged.contains { routeKinds.contains($0.kind) }
                && set.most(.linkerdRouteParents) > RouteShadows.mostRoutes
    }

    private static let routeKinds: Set<ObjectKind> = [.linkerdHTTPRoute, .httpRoute, .grpcRoute]

    private static func policies(
        _ object: KnownObject, _ set: ValidationSet, _ settings: MeshSettings
    ) -> ValidationReport.Unchecked? {
        let limit = Subject.mostPolicies
        let selection = PolicySelection(object)
        let words = selection.wordsCovering(rootNamespace: settings.rootNamespace) + [selection.namespace]
        let most =
            ["ALLOW", "DENY", "CUSTOM", "AUDIT"].flatMap { action in
                words.map { set.objects(.authorizationPolicies, "\(action) \($0)").count }
            }.max() ?? 0
        guard most > limit else { return nil }
        return .init(
            object: object.key, what: "\(most - limit) of \(most) AuthorizationPolicies that may be for the same pods",
            why: "a policy is compared with the first \(limit)")
    }

    private static func routes(_ object: KnownObject, _ set: ValidationSet) -> ValidationReport.Unchecked? {
        let limit = RouteShadows.mostRoutes
        let most = RouteParent.all(of: object).map { set.objects(.linkerdRouteParents, $0.word).count }.max() ?? 0
        guard most > limit else { return nil }
        return .init(
            object: object.key, what: "\(most - limit) of \(most) routes of the same parent",
            why: "a route is compared with the first \(limit)")
    }
}
