package import Domain
import MeshModel

/// Linkerd's ServerAuthorization: who may call a Server. All that are for a Server add up.
package enum ServerAuthorizationMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .impossible("a ServerAuthorization belongs to Servers, which are chosen by pod and port"),
            .workloads: .possible(
                "pods with the cohort's label: its Servers leave them out, unchanged copies of the Servers have them, and"
                    + " those have the new version"),
            .clientNamespaces: .impossible(
                "a ServerAuthorization is read by the proxies of the servers' pods, whoever calls them"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow:
            .impossible(
                "what a Server's accessPolicy audit would log it also lets through: a shadow of an authorization would"
                    + " open the port")
        case .green: .possible("copies of the Servers that select the cohort's label while no pod has it")
        case .variant: .impossible("a ServerAuthorization is for all requests to a Server")
        }
    }

    package static var needs: [MeshResource] { [.linkerdServer] + MeshResource.serverCompanions }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        guard unit == .workloads else { throw Impossible(units[unit]?.text ?? "", offers: [.workloads, .clusters]) }
        let versions = [change.old, change.new].compactMap(\.self)
        var concerned: [MeshObject] = []
        for version in versions {
            concerned += try servers(of: version, change.key, surroundings).filter { !concerned.contains($0) }
        }
        guard !concerned.isEmpty else {
            throw Impossible.elseByClusters(
                "it selects no Server, so that there is no pod which could have it. Create the Server first")
        }
        let selects = versions.contains { $0["spec"]?["server"]?["name"] == nil }
        if selects, let dotted = concerned.first(where: { $0.name.name.contains(".") }) {
            throw Impossible.copyWithDot(of: "\(dotted.name)")
        }
        return try FollowerBook(
            change, concerned: concerned, keepsLabels: !selects, in: surroundings, cohort: cohort,
            notes: [successor])
    }

    static let successor = "Linkerd means to give ServerAuthorization up; AuthorizationPolicy is its successor."

    /// The Servers that a version is for.
    private static func servers(
        of version: JSONValue, _ key: PolicyKey, _ surroundings: Surroundings
    ) throws(Impossible) -> [MeshObject] {
        let all = surroundings.objects(of: .linkerdServer).filter { $0.name.namespace == key.namespace }
        if let name = version["spec"]?["server"]?["name"]?.string {
            guard let server = all.first(where: { $0.name.name == name }) else {
                throw Impossible.elseByClusters("its Server \(key.namespace)/\(name) is not there. Create it first")
            }
            return [server]
        }
        let selector = LabelSelector(version["spec"]?["server"]?["selector"])
        guard !selector.selects([:]) else {
            throw Impossible.elseByClusters(
                "its selector selects Servers without labels, so that it would reach a copy of a Server in both versions."
                    + " Give it matchLabels, or name the Server")
        }
        return all.filter { selector.selects($0.document.objectLabels) }
    }
}
