import Domain
import MeshModel

/// The rollout of a Server over its pods: the Server leaves the cohort's pods out, a copy has them.
///
/// A Server denies what nothing authorizes, so its copy comes after the companions of what authorizes it, and goes
/// before them; pods change sides only while both are known to the proxies.
struct ServerBook: RolloutBook {
    let name: MeshObjectName
    let old: JSONValue?
    let new: JSONValue?
    let cohort: Cohort
    let podScope: PodScope
    /// What names the Server, for its copy; the same for both versions.
    let companions: [MeshObject]
    let everybody: MeasuredGroup
    let notes: [String]

    var unit: CohortUnit { .workloads }
    var scope: PodScope? { podScope }

    func measurement(of scene: Scene) -> Measurement { ServerMechanics.measurement(of: scene, everybody) }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .shadow: return try shadow()
        case .green: return try green()
        case .share(let share): return beside + [.settle, .label(share)]
        case .switched: return toEverybody
        case .promoted: return toEverybody + withoutTrace
        case .variant:
            throw Impossible(ServerMechanics.possibility(of: .variant).text, offers: [.workloads, .clusters])
        }
    }

    func movesBack() -> [Move] {
        guard let old else { return [.remove(copy.name), .restore(name), .unlabel] + removeCompanions }
        guard new != nil else { return [.restore(name), .unlabel] }
        return [.overwrite(inside(old)), .overwrite(outside(old)), .unlabel, .settle, .remove(copy.name)]
            + removeCompanions + [.restore(name)]
    }
}

extension ServerBook {
    /// The old version for the pods without the label, the new one for those with it.
    private var beside: [Move] {
        let narrowed = old.map { [Move.write(outside($0))] } ?? []
        guard let new else { return narrowed }
        return narrowed + companions.map { .write($0) } + [.write(inside(new))]
    }

    private func green() throws(Impossible) -> [Move] {
        guard new != nil else {
            throw Impossible(
                "a removal has nothing that could stand beside. Remove it from a share of the pods",
                offers: [.workloads, .clusters])
        }
        return beside
    }

    /// What is refused by the new version is only logged; there was no Server that could have refused it.
    private func shadow() throws(Impossible) -> [Move] {
        guard var audited = new, old == nil else {
            throw Impossible(
                "accessPolicy audit lets everything through: a shadow of a Server that is there already would open its"
                    + " port. Only a Server that is created can be watched first", offers: [.workloads, .clusters])
        }
        try Self.checkShadow(of: audited)
        audited["spec"]?["accessPolicy"] = "audit"
        // For the pods without the label, which are all: so it and what follows never meet on a pod.
        let watching = MeshObject(name: copy.name, document: ServerDivision.outside(copied(audited), cohort))
        return companions.map { .write($0) } + [.write(watching)]
    }

    /// Throws where the version of a Server knows no `audit`.
    static func checkShadow(of server: JSONValue?) throws(Impossible) {
        let version = server?["apiVersion"]?.string ?? "this version"
        guard version.hasSuffix("/v1beta3") else {
            throw Impossible(
                "accessPolicy audit, by which a Server is only watched, is in policy.linkerd.io/v1beta3 and not in"
                    + " \(version). Write the Server as v1beta3", offers: [.workloads, .clusters])
        }
    }

    private var toEverybody: [Move] {
        guard let new else { return [.remove(name)] }
        // A shadow would be the older Server for the same pods.
        let shadow = old == nil ? [Move.overwrite(inside(new))] : []
        return shadow + [.write(outside(new))]
    }

    private var withoutTrace: [Move] {
        guard let new else { return [.unlabel] }
        return [.settle, .unlabel, .settle, .remove(copy.name)] + removeCompanions
            + [.write(MeshObject(name: name, document: new))]
    }

    private var removeCompanions: [Move] { companions.map { .remove($0.name) } }
    private var copy: MeshObject { MeshObject(name: name, document: .object([:])).copy(for: cohort) }

    /// The version under the name of the copy, labels and all: who selects Servers by label selects it as well.
    private func copied(_ version: JSONValue) -> JSONValue {
        MeshObject(name: name, document: version).copy(for: cohort).document
    }

    private func inside(_ version: JSONValue) -> MeshObject {
        MeshObject(name: copy.name, document: ServerDivision.inside(copied(version), cohort))
    }

    private func outside(_ version: JSONValue) -> MeshObject {
        MeshObject(name: name, document: ServerDivision.outside(version, cohort))
    }
}
