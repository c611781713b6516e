package import Domain
import MeshModel

/// Linkerd's ServiceProfile: routes, retries, timeouts and destinations of a Service, read by its clients' proxies.
/// That of the client's own namespace wins over that of the Service's.
package enum ServiceProfileMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .possible("where only dstOverrides differ, by a mix of the weights"),
            .workloads: .impossible("the clients' proxies read it, and Linkerd chooses by their namespace, not by pod"),
            .clientNamespaces: .possible(
                "copies of the same name in the clients' namespaces, each of which wins over the one in the Service's"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("a client follows its ServiceProfile; Linkerd has no way to only watch one")
        case .green, .variant:
            .impossible("its routes look at method and path alone, so that no header could lead to the new version")
        }
    }

    package static var needs: [MeshResource] { [.linkerdServiceProfile] + MeshResource.linkerdRoutes }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        guard let profile = ProfileName(change.key.name) else {
            throw Impossible(
                "\(change.key.name) is no name of a Service (<service>.<namespace>.svc.<domain>), so that Linkerd does"
                    + " not read the profile", offers: [.clusters])
        }
        let name = MeshObjectName(change.key)
        let clients = surroundings.clientNamespaces
        switch unit {
        case .requests:
            return WeightBook(
                policy: try ProfileWeights(change, of: profile, in: surroundings), key: change.key, new: change.new,
                cohort: cohort, clients: clients, notes: notes(change))
        case .clientNamespaces:
            return NamespaceBook(
                name: name, new: change.new, copies: try copies(change, profile, surroundings), cohort: cohort,
                clients: clients, services: [profile.service], notes: notes(change) + [copyNote], silent: nil,
                variants: nil)
        case .workloads, .clusters:
            throw Impossible(units[unit]?.text ?? "", offers: [.requests, .clientNamespaces, .clusters])
        }
    }

    /// The new version in each client namespace that has no profile of its own.
    private static func copies(
        _ change: PolicyChange, _ profile: ProfileName, _ surroundings: Surroundings
    ) throws(Impossible) -> [String: MeshObject] {
        guard change.key.namespace == profile.service.namespace else {
            throw Impossible(
                "the profile is for the clients of its own namespace alone, which is one unit. Roll it out cluster by"
                    + " cluster", offers: [.clusters])
        }
        let main = MeshObjectName(change.key)
        let taken = surroundings.objects(of: .linkerdServiceProfile).map(\.name).filter { $0.name == main.name }
        let free = Set(surroundings.clientNamespaces).subtracting(taken.map(\.namespace) + [main.namespace])
        guard !free.isEmpty else {
            throw Impossible(
                "there is no namespace with meshed clients beside the Service's own that has no profile for it already."
                    + " Roll it out cluster by cluster", offers: [.clusters])
        }
        let version = MeshObject(name: main, document: change.new ?? silent(change.old ?? .object([:])))
        let named = free.map { namespace in
            let there = MeshObjectName(resource: main.resource, namespace: namespace, name: main.name)
            return (namespace, version.moved(to: there))
        }
        return Dictionary(named) { first, _ in first }
    }

    /// A profile without routes and destinations is to the proxy as none.
    private static func silent(_ profile: JSONValue) -> JSONValue {
        var silent = profile
        silent["spec"] = ["routes": []]
        return silent
    }

    private static let copyNote =
        "Clients in the Service's own namespace get the new version last, when it is promoted."

    private static func notes(_ change: PolicyChange) -> [String] {
        guard change.old == nil || change.new == nil else { return [] }
        let verb = change.old == nil ? "switches" : "has switched"
        return ["A ServiceProfile \(verb) HTTPRoutes and circuit breaking off for the clients that read it."]
    }
}
