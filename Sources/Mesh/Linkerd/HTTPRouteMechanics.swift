package import Domain
import MeshModel

/// HTTPRoute, Linkerd's own and Gateway API's. On Servers it is read by the servers' proxies (inbound), on Services by
/// their clients' (outbound): two policies of one kind.
package enum HTTPRouteMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .possible(
                "on Services (outbound): where only names and weights of backendRefs differ, by a mix of the weights"),
            .workloads: .possible(
                "on Servers (inbound): pods with the cohort's label, which unchanged copies of the Servers have, and on"
                    + " those the new version"),
            .clientNamespaces: .possible(
                "on Services (outbound): copies in the clients' namespaces, which win over the route by naming the"
                    + " Service's hosts"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("a proxy follows its routes; Linkerd has no way to only watch one")
        case .green:
            .possible(
                "outbound: rules for requests with the header \(Cohort.greenHeader) before the old ones; inbound: copies"
                    + " of the Servers that select the cohort's label while no pod has it")
        case .variant: .possible("outbound: rules for requests with the header or cookie before the old ones")
        }
    }

    package static var needs: [MeshResource] {
        [.linkerdServer] + MeshResource.serverCompanions + [.linkerdServiceProfile]
    }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        let parents = [change.old, change.new].flatMap { RouteParent.all(of: $0, in: change.key.namespace) }
        switch Set(parents.map(\.kind)) {
        case [.server]: return try inbound(change, parents, unit, surroundings, cohort)
        case [.service]: return try outbound(OutboundChange(change, in: surroundings), unit, cohort)
        default:
            throw Impossible(
                "the route is not for Servers alone nor for Services alone (parentRefs), and what is right for the one"
                    + " proxies is not for the others. Divide it in two routes, or roll it out cluster by cluster",
                offers: [.clusters])
        }
    }

    private static func inbound(
        _ change: PolicyChange, _ parents: [RouteParent], _ unit: CohortUnit, _ surroundings: Surroundings,
        _ cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        guard unit == .workloads else {
            throw Impossible(
                "the route is for Servers (inbound): the proxies of the servers' pods read it, whoever calls them",
                offers: [.workloads, .clusters])
        }
        let servers = surroundings.objects(of: .linkerdServer)
        var concerned: [MeshObject] = []
        for parent in Set(parents).sorted(by: { $0.name < $1.name }) {
            guard
                let server = servers.first(where: {
                    $0.name.namespace == parent.namespace && $0.name.name == parent.name
                }), parent.namespace == change.key.namespace
            else {
                throw Impossible(
                    "its Server \(parent.namespace)/\(parent.name) is not there (a route's Servers are in its own"
                        + " namespace). Create it first, or roll the route out cluster by cluster", offers: [.clusters])
            }
            if !concerned.contains(server) { concerned.append(server) }
        }
        return try FollowerBook(
            change, concerned: concerned, keepsLabels: true, in: surroundings, cohort: cohort,
            notes: ["With any route on a Server, its pods' probes are no longer authorized by themselves."])
    }

    private static func outbound(
        _ outbound: OutboundChange, _ unit: CohortUnit, _ cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        let clients = outbound.surroundings.clientNamespaces
        switch unit {
        case .requests:
            return WeightBook(
                policy: try RouteWeights(outbound), key: outbound.change.key, new: outbound.written, cohort: cohort,
                clients: clients, notes: [])
        case .clientNamespaces:
            let consumers = ConsumerRoutes(outbound: outbound, cohort: cohort)
            return NamespaceBook(
                name: outbound.name, new: outbound.written, copies: try consumers.copies(), cohort: cohort,
                clients: clients, services: Set(outbound.parents.map(\.service)).sorted(), notes: copyNotes(outbound),
                silent: consumers.silent, variants: RouteVariants(outbound: outbound))
        case .workloads, .clusters:
            throw Impossible(
                "the route is for Services (outbound): the clients' proxies read it, and Linkerd chooses them by their"
                    + " namespace, not by pod", offers: [.requests, .clientNamespaces, .clusters])
        }
    }

    private static func copyNotes(_ outbound: OutboundChange) -> [String] {
        let always = [
            "Clients in the Service's own namespace get the new version last, when it is promoted.",
            "Linkerd takes backends of other namespaces without a ReferenceGrant (read in its code).",
        ]
        guard outbound.change.old != nil else { return always }
        return always + [
            "Requests whose Host is none of the Service's names in the cluster stay with the old version until it is"
                + " promoted."
        ]
    }
}
