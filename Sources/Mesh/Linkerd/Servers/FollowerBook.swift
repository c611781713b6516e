import Domain
import MeshModel

/// The rollout of a policy that is for Servers (a ServerAuthorization, an inbound HTTPRoute): the Servers themselves
/// are divided unchanged, and on the cohort's copies the policy is the new version.
struct FollowerBook: RolloutBook {
    /// A Server, and the two that stand for it during the rollout.
    struct Division: Hashable {
        let stable: MeshObjectName
        let outside: MeshObject
        let inside: MeshObject
    }

    let name: MeshObjectName
    let new: JSONValue?
    let divisions: [Division]
    /// What else names the Servers, for their copies.
    let companions: [MeshObject]
    /// The policy itself for the copies, in the two versions.
    let oldCompanions: [MeshObject]
    let newCompanions: [MeshObject]
    let podScope: PodScope
    let everybody: MeasuredGroup
    let notes: [String]

    var unit: CohortUnit { .workloads }
    var scope: PodScope? { podScope }

    func measurement(of scene: Scene) -> Measurement { .atServers(in: scene, everybody: everybody) }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .green: return beside
        case .share(let share): return beside + [.settle, .label(share)]
        case .switched: return [main]
        case .promoted: return [main, .settle, .unlabel, .settle] + withoutTrace
        case .shadow, .variant:
            throw Impossible(
                "\(name.resource.kind) follows the Server of a pod: it can neither be only watched nor be given to some"
                    + " requests. Ask for a share of the pods", offers: [.workloads, .clusters])
        }
    }

    /// On the copies the policy is the old version again before a pod leaves them.
    func movesBack() -> [Move] {
        let kept = Set(newCompanions.map(\.name))
        let again = oldCompanions.map { kept.contains($0.name) ? Move.overwrite($0) : .write($0) }
        let before = Set(oldCompanions.map(\.name))
        let gone = newCompanions.filter { !before.contains($0.name) }.map { Move.remove($0.name) }
        return again + gone + [.restore(name), .unlabel, .settle] + withoutTrace
    }

    private var main: Move { new.map { .write(MeshObject(name: name, document: $0)) } ?? .remove(name) }

    private var beside: [Move] {
        (divisions.map(\.outside) + companions + newCompanions + divisions.map(\.inside)).map { .write($0) }
    }

    private var withoutTrace: [Move] {
        let own = Set((oldCompanions + newCompanions).map(\.name))
            .sorted { ($0.resource.kind, $0.name) < ($1.resource.kind, $1.name) }
        return divisions.map { .remove($0.inside.name) } + (own + companions.map(\.name)).map { .remove($0) }
            + divisions.map { .restore($0.stable) }
    }
}

extension FollowerBook {
    /// - Parameter concerned: The Servers that one of the versions is for.
    /// - Parameter keepsLabels: `false` where a version selects Servers by label, and is not to select their copies.
    init(
        _ change: PolicyChange, concerned: [MeshObject], keepsLabels: Bool, in surroundings: Surroundings,
        cohort: Cohort, notes: [String]
    ) throws(Impossible) {
        let (name, namespace) = (MeshObjectName(change.key), change.key.namespace)
        let servers = concerned.map(\.document)
        try ServerDivision.check(servers, except: Set(concerned.map(\.name)), namespace: namespace, in: surroundings)
        let scope = ServerDivision.scope(of: servers, namespace: namespace, in: surroundings)
        let companions = CanaryCompanions(
            namespace: namespace, cohort: cohort,
            servers: Dictionary(concerned.map { ($0.name.name, $0.document) }) { first, _ in first },
            keepsLabels: keepsLabels)
        let (old, new) = (MeshObject(name, change.old), MeshObject(name, change.new))
        self.init(
            name: name, new: change.new,
            divisions: concerned.map { Division($0, keepsLabels: keepsLabels, cohort) },
            companions: try companions.all(
                in: surroundings, except: MeshObject(name: name, document: change.new ?? change.old ?? .null)),
            oldCompanions: try Self.companions(of: old, companions),
            newCompanions: try Self.companions(of: new, companions), podScope: scope,
            everybody: .pods(surroundings.pods.filter(scope.contains).map(\.podName).sorted()), notes: notes)
    }

    private static func companions(
        of version: MeshObject?, _ companions: CanaryCompanions
    ) throws(Impossible) -> [MeshObject] {
        guard let version else { return [] }
        return try companions.of(version)
    }
}

extension FollowerBook.Division {
    init(_ server: MeshObject, keepsLabels: Bool, _ cohort: Cohort) {
        var copy = server.copy(for: cohort)
        if !keepsLabels {
            var document = copy.document
            document["metadata"]?["labels"] = nil
            copy = MeshObject(name: copy.name, document: document)
        }
        self.init(
            stable: server.name,
            outside: MeshObject(name: server.name, document: ServerDivision.outside(server.document, cohort)),
            inside: MeshObject(name: copy.name, document: ServerDivision.inside(copy.document, cohort)))
    }
}
