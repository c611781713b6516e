package import Domain
import MeshModel

/// Linkerd's Server: what a port of a pod is, and that it is closed to whom nothing authorizes. A port of a pod has
/// one: since Linkerd 2.18 the oldest, before that admission refuses a second.
package enum ServerMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .impossible("a Server is chosen by pod and port, and has no part in single requests"),
            .workloads: .possible(
                "pods with the cohort's label, exactly: the Server leaves them out (DoesNotExist), a copy has them"
                    + " (Exists), with companions of all that names the Server"),
            .clientNamespaces: .impossible("a Server is read by the proxies of its own pods, whoever calls them"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow:
            .possible(
                "accessPolicy audit logs what it would deny; only for a Server that is created (v1beta3), since it lets"
                    + " everything through")
        case .green: .possible("a copy that selects the cohort's label while no pod has it")
        case .variant: .impossible("a Server is chosen by pod and port, not by the request")
        }
    }

    package static var needs: [MeshResource] { [.linkerdServer] + MeshResource.serverCompanions }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        guard unit == .workloads else { throw Impossible(units[unit]?.text ?? "", offers: [.workloads, .clusters]) }
        let (name, namespace) = (MeshObjectName(change.key), change.key.namespace)
        let versions = [change.old, change.new].compactMap(\.self)
        try ServerDivision.check(versions, except: [name], namespace: namespace, in: surroundings)
        let scope = ServerDivision.scope(of: versions, namespace: namespace, in: surroundings)
        let companions = try change.new.map { new throws(Impossible) in
            try CanaryCompanions(
                namespace: namespace, cohort: cohort, servers: [name.name: new], keepsLabels: true
            ).all(in: surroundings)
        }
        return ServerBook(
            name: name, old: change.old, new: change.new, cohort: cohort, podScope: scope, companions: companions ?? [],
            everybody: .pods(surroundings.pods.filter(scope.contains).map(\.podName).sorted()), notes: notes(change))
    }

    static func notes(_ change: PolicyChange) -> [String] {
        guard change.old == nil else {
            return change.new == nil
                ? ["Without a Server the port follows the pod's config.linkerd.io/default-inbound-policy."] : []
        }
        return [
            "Without a Server the port followed the pod's config.linkerd.io/default-inbound-policy; a shadow"
                + " (accessPolicy audit) lets everything through, so it is for pods whose default does as well.",
            "A Server denies what nothing authorizes: what names it is to be there first.",
        ]
    }
}

extension ServerMechanics {
    /// Whose requests a rollout of Servers over their pods is judged by. A shadow is a Server for all of them.
    static func measurement(of scene: Scene, _ everybody: MeasuredGroup) -> Measurement {
        guard scene != .shadow else { return Measurement(side: .server, cohort: everybody, baseline: .nobody) }
        return .atServers(in: scene, everybody: everybody)
    }
}
