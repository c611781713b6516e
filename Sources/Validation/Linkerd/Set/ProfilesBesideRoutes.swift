import Domain

/// A ServiceProfile switches off the routes of its Service, for the clients that it is for.
enum ProfilesBesideRoutes {
    static let family = RuleFamily(
        "linkerd-profiles-beside-routes", codes: [.profileHidesRoute, .profileOfNothing],
        kinds: [.linkerdHTTPRoute, .httpRoute, .grpcRoute, .serviceProfile], scope: .set
    ) { subject in
        subject.object.kind == .serviceProfile ? profile(subject) : route(subject)
    }

    private static func profile(_ subject: Subject) -> [Remark] {
        let name = subject.root["metadata"]["name"]
        guard let service = LinkerdProfile.service(of: subject.object) else {
            guard !subject.object.name.contains("."), !subject.object.name.isEmpty else { return [] }
            return [
                Remark(
                    .profileOfNothing, name, "is not the full name of a Service",
                    hint: "name it \(subject.object.name).<namespace>.svc.cluster.local")
            ]
        }
        if subject.set.isKnown(.service, in: service.namespace),
            subject.set.object(.service, service.namespace, service.name) == nil
        {
            return [
                Remark(
                    .profileOfNothing, name, "namespace \(service.namespace) has no Service \(service.name)",
                    hint: "a profile has the full name of its Service")
            ]
        }
        let routes = subject.set.objects(
            .linkerdRouteParents, RouteParent.word(.service, service.namespace, service.name))
        guard let hidden = routes.first(where: { isHidden($0, by: subject.object, of: service) }) else { return [] }
        return [
            Remark(
                .profileHidesRoute, name,
                "the profile switches off \(hidden.kind) \(hidden.namespace)/\(hidden.name) for \(clients(subject.object, service))",
                hint: "move what the profile does into routes and annotations, then delete it"
            ).naming(hidden)
        ]
    }

    private static func route(_ subject: Subject) -> [Remark] {
        RouteParent.all(of: subject.object).compactMap { parent in
            guard parent.kind == .service else { return nil }
            let service = (parent.namespace, parent.name)
            let profiles = subject.set.objects(.linkerdProfiles, "\(parent.namespace)/\(parent.name)")
            guard let profile = profiles.first(where: { isHidden(subject.object, by: $0, of: service) }) else {
                return nil
            }
            return Remark(
                .profileHidesRoute, parent.field["name"],
                "ServiceProfile \(profile.namespace)/\(profile.name) switches the route off for \(clients(profile, service))",
                hint: "move what the profile does into routes and annotations, then delete it"
            ).naming(profile)
        }
    }

    /// A profile of the Service's namespace is for all clients, another one for those of its own namespace; a route
    /// likewise.
    private static func isHidden(
        _ route: KnownObject, by profile: KnownObject, of service: (namespace: String, name: String)
    ) -> Bool {
        let everybody = [profile.namespace, route.namespace].contains(service.namespace)
        return everybody || profile.namespace == route.namespace
    }

    private static func clients(_ profile: KnownObject, _ service: (namespace: String, name: String)) -> String {
        profile.namespace == service.namespace ? "all clients" : "the clients of namespace \(profile.namespace)"
    }
}

enum LinkerdProfile {
    /// The Service that a profile's name means.
    static func service(of profile: KnownObject) -> (namespace: String, name: String)? {
        let words = profile.name.split(separator: ".", omittingEmptySubsequences: false)
        guard words.count > 3, words[2] == "svc" else { return nil }
        return (String(words[1]), String(words[0]))
    }
}

extension SetIndex {
    /// ServiceProfiles by `namespace/name` of their Service.
    static let linkerdProfiles = SetIndex("linkerd profiles", of: [.serviceProfile]) { profile in
        LinkerdProfile.service(of: profile).map { ["\($0.namespace)/\($0.name)"] } ?? []
    }
}
