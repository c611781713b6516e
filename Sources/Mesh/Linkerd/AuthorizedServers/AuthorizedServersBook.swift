import Domain
import MeshModel

/// Servers and what authorizes them, rolled out as one: the pods with the cohort's label have twins of the Servers with
/// the new authorizations, all others the Servers with the old ones, exactly.
///
/// At the promotion two objects cannot change at once, so bridges stand there before: the new authorizations under
/// other names. While they do, a pod without the label lets in who the old or the new version lets in: nobody else,
/// and all who both do. What is removed closes before anything else, and what is made opens last.
struct AuthorizedServersBook: RolloutBook {
    let cohort: Cohort
    let servers: [TwinnedServer]
    let authorizations: [PolicyChange]
    let companions: [MeshObject]
    let podScope: PodScope
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
        case .promoted: return toEverybody + [.settle, .unlabel, .settle] + withoutTrace
        case .variant:
            throw Impossible(ServerMechanics.possibility(of: .variant).text, offers: [.workloads, .clusters])
        }
    }

    /// One write of each twin, and the cohort has the old version of everything.
    func movesBack() -> [Move] {
        let closed = servers.filter(\.isMade).flatMap { [Move.remove($0.twin), .restore($0.name)] }
        let again = servers.filter(\.stays).compactMap { $0.inside(.old) }.map { Move.overwrite($0) }
        let gone = authorizations.filter { $0.new == nil }.map { Move.restore(MeshObjectName($0.key)) }
        let others = authorizations.filter { $0.new != nil }
        let restored = others.map { Move.restore(MeshObjectName($0.key)) } + bridges(.new).map { .remove($0.name) }
        return Self.inTurn([
            closed + again + bridges(.old).map { .write($0) } + gone,
            changed.compactMap { $0.outside(.old) }.map { .overwrite($0) },
            restored,
            servers.filter(\.isGone).map { .restore($0.name) },
        ]) + [.unlabel, .settle] + without(bridges(.old)) + servers.filter(\.stays).map { .restore($0.name) }
    }
}

extension AuthorizedServersBook {
    private var changed: [TwinnedServer] { servers.filter { $0.stays && $0.isOwn } }

    private var beside: [Move] {
        (servers.compactMap { $0.outside(.old) } + companions + servers.compactMap { $0.inside(.new) })
            .map { .write($0) }
    }

    private func green() throws(Impossible) -> [Move] {
        if let gone = servers.first(where: \.isGone) {
            throw Impossible(
                "\(gone.name) is removed, and a removal has nothing that could stand beside. Remove it from a share of "
                    + "the pods", offers: [.workloads, .clusters])
        }
        return beside
    }

    private func shadow() throws(Impossible) -> [Move] {
        if let there = servers.first(where: { !$0.isMade }) {
            throw Impossible(
                "accessPolicy audit lets everything through: a shadow of \(there.name), which is there already, would "
                    + "open its port. Only Servers that are created can be watched first",
                offers: [.workloads, .clusters])
        }
        for server in servers { try ServerBook.checkShadow(of: server.new) }
        return companions.map { .write($0) } + servers.compactMap { $0.watching() }.map { .write($0) }
    }

    private var toEverybody: [Move] {
        func whole(_ change: PolicyChange) -> Move {
            let name = MeshObjectName(change.key)
            return MeshObject(name, change.new).map { .write($0) } ?? .remove(name)
        }
        // A shadow would be the older Server for the same pods.
        let made = servers.filter(\.isMade).flatMap { server in
            [server.inside(.new).map { Move.overwrite($0) }, server.outside(.new).map { .write($0) }]
        }
        return Self.inTurn([
            servers.filter(\.isGone).map { .remove($0.name) },
            bridges(.new).map { .write($0) } + authorizations.filter { $0.old == nil }.map(whole),
            changed.compactMap { $0.outside(.new) }.map { .write($0) },
            authorizations.filter { $0.old != nil }.map(whole),
            made.compactMap(\.self),
        ])
    }

    private var withoutTrace: [Move] {
        without(bridges(.new))
            + servers.filter { !$0.isGone }.map { server in
                guard server.isOwn, let new = server.new else { return .restore(server.name) }
                return .write(MeshObject(name: server.name, document: new))
            }
    }

    private func without(_ bridges: [MeshObject]) -> [Move] {
        let twins = servers.filter { !$0.isGone }.map(\.twin)
        return (twins + (companions + bridges).map(\.name)).map { .remove($0) }
    }

    /// The authorizations that change, in one version, beside the policies themselves.
    private func bridges(_ version: TwinnedServer.Version) -> [MeshObject] {
        authorizations.filter { $0.old != nil && $0.new != nil && $0.old != $0.new }.compactMap { change in
            let name = MeshObjectName(change.key)
            return MeshObject(name, version == .old ? change.old : change.new)?
                .moved(
                    to: MeshObjectName(
                        resource: name.resource, namespace: name.namespace,
                        name: cohort.copyName(of: name.name, version.rawValue)))
        }
    }

    /// Each when the one before has reached the proxies.
    private static func inTurn(_ steps: [[Move]]) -> [Move] {
        Array(steps.filter { !$0.isEmpty }.joined(separator: [.settle]))
    }
}
