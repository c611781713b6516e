import Domain
import MeshModel

/// The rollout of a policy over the namespaces of its clients: a copy in a client's namespace wins over the policy in
/// the service's.
struct NamespaceBook: RolloutBook {
    let name: MeshObjectName
    let new: JSONValue?
    /// The new version for the clients of each namespace that can have a copy.
    let copies: [String: MeshObject]
    let cohort: Cohort
    /// All namespaces with clients.
    let clients: [String]
    let services: [ServiceName]
    let notes: [String]
    /// Where the new version is absent and the copies are for a part of the requests only: the policy as if it were
    /// absent, for as long as there are copies.
    let silent: JSONValue?
    /// How single requests get the new version, where the kind can look at them.
    let variants: RouteVariants?

    var unit: CohortUnit { .clientNamespaces }
    var scope: PodScope? { nil }

    func measurement(of scene: Scene) -> Measurement {
        let all = MeasuredGroup.namespaces(clients)
        switch scene {
        case .share(let share):
            let (members, rest) = divided(share)
            return Measurement(
                side: .client, cohort: .namespaces(members), baseline: rest.isEmpty ? .nobody : .namespaces(rest),
                services: services)
        case .shadow, .green: return Measurement(side: .client, cohort: .nobody, baseline: all, services: services)
        case .variant, .switched, .promoted:
            return Measurement(side: .client, cohort: all, baseline: .nobody, services: services)
        }
    }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .share(let share): return moves(to: share)
        case .switched: return [toEverybody]
        // A copy goes when its namespace finds the new version in the policy itself.
        case .promoted: return [toEverybody, .settle] + removals(of: copies.keys.sorted()) + lastly
        case .green: return [write(try variant(.green(cohort)))]
        case .variant(let match): return [write(try variant(RouteHeader(match)))]
        case .shadow:
            throw Impossible(
                "a client follows the \(name.resource.kind) that it reads; Linkerd has no way to only watch one",
                offers: [.clientNamespaces, .clusters])
        }
    }

    /// Where the policy itself is still the old one, restoring it changes nothing.
    func movesBack() -> [Move] { [.restore(name)] + removals(of: copies.keys.sorted()) }

    private func moves(to share: Share) -> [Move] {
        let (members, _) = divided(share)
        let others = copies.keys.filter { !members.contains($0) }.sorted()
        // The rules for single requests, where a scene before has added them.
        let plain = variants == nil ? [] : [Move.restore(name)]
        return plain + members.compactMap { copies[$0] }.map { .write($0) } + removals(of: others)
    }

    /// The namespaces that have the new version, and the others.
    private func divided(_ share: Share) -> (members: [String], rest: [String]) {
        let members = CohortMembership.members(of: copies.keys.sorted(), share: share, cohort: cohort)
        return (members.sorted(), clients.filter { !members.contains($0) })
    }

    private func variant(_ header: RouteHeader) throws(Impossible) -> JSONValue {
        guard let variants else {
            throw Impossible(
                "\(name.resource.kind) does not look at headers, so that no request could be given the new version."
                    + " Ask for a share", offers: [.clientNamespaces, .clusters])
        }
        return try variants.document(header)
    }

    private var toEverybody: Move { (new ?? silent).map(write) ?? .remove(name) }
    private var lastly: [Move] { new == nil && silent != nil ? [.remove(name)] : [] }

    private func removals(of namespaces: [String]) -> [Move] {
        namespaces.compactMap { copies[$0].map { .remove($0.name) } }
    }

    private func write(_ document: JSONValue) -> Move { .write(MeshObject(name: name, document: document)) }
}
