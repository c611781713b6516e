import Domain
import MeshModel

/// A share of the client namespaces: copies of the rule in them, where clients look first.
struct DestinationRuleNamespaces: RolloutBook {
    let unit = CohortUnit.clientNamespaces
    let scope: PodScope? = nil
    private let change: DestinationRuleChange
    private let eligible: [String]

    init(_ change: DestinationRuleChange) throws(Impossible) {
        self.change = change
        guard !change.isWildcard else {
            throw TrafficOffers.no(
                "a copy for the wildcard \(change.host) in a client namespace would hide the rules that single services "
                    + "have in theirs")
        }
        guard change.isShared else {
            throw TrafficOffers.no(
                "the rule is neither in the service's namespace nor in the root namespace, so no other namespace uses it"
            )
        }
        eligible = Self.eligible(change)
        guard !eligible.isEmpty else {
            throw TrafficOffers.no(
                "no other namespace with meshed pods uses the rule (those with a rule of their own for \(change.host), "
                    + "\(change.index.root) and kube-system do not count)")
        }
        for namespace in eligible {
            try change.refuseLostSubsets(from: spec(change.old, in: namespace), to: spec(change.new, in: namespace))
        }
    }

    /// The namespaces of which the clients have the rule now, or will have it.
    private static func eligible(_ change: DestinationRuleChange) -> [String] {
        let left: Set<String> = [
            change.namespace, change.index.root, IstioVisibility.controlPlane, "kube-system",
        ]
        let exportTo = (change.change.old == nil ? change.new : change.old)["exportTo"]
        let isBehindService = change.namespace != change.index.serviceNamespace
        return Set(change.surroundings.meshedPods.map(\.namespace)).subtracting(left).sorted().filter { namespace in
            guard change.index.own(namespace).isEmpty, IstioVisibility.sees(namespace, exportTo, of: change.namespace)
            else { return false }
            // A rule of the root namespace is not reached where the service's namespace has one.
            let used = change.index.used(by: namespace)
            return !(isBehindService && used != nil)
        }
    }

    var notes: [String] {
        [
            "the share is one of \(eligible.count) client namespaces: \(eligible.joined(separator: ", "))",
            "clients of all other namespaces, the rule's own among them, keep the old rule until the promotion",
        ]
    }

    func measurement(of scene: Scene) -> Measurement {
        var measurement = Measurement(
            side: .client, cohort: .namespaces(eligible), baseline: .nobody, services: change.services)
        if case .share(let share) = scene {
            let chosen = members(share)
            let rest = eligible.filter { !chosen.contains($0) }
            measurement.cohort = .namespaces(chosen)
            measurement.baseline = rest.isEmpty ? .nobody : .namespaces(rest)
        }
        return measurement
    }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .shadow: throw TrafficOffers.notShadow
        case .green, .variant:
            throw TrafficOffers.no(
                "a copy in a client namespace is for all its clients at once; the units requests and workloads can do this"
            )
        case .share(let share): return members(share).map { .write(copy(in: $0)) }
        case .switched: return [finish]
        case .promoted: return [finish, .settle] + removals
        }
    }

    func movesBack() -> [Move] { [.restore(change.name)] + removals }

    private var finish: Move {
        change.change.new.map { .write(MeshObject(name: change.name, document: $0)) } ?? .remove(change.name)
    }

    private var removals: [Move] { eligible.map { .remove(change.copyName(in: $0)) } }

    private func members(_ share: Share) -> [String] {
        CohortMembership.members(of: eligible, share: share, cohort: change.cohort).sorted()
    }

    private func copy(in namespace: String) -> MeshObject {
        change.copy(spec(change.new, in: namespace), in: namespace)
    }

    /// A version as clients of `namespace` have it: where the rule is not there, another one may be, or none.
    private func spec(_ version: [String: JSONValue], in namespace: String) -> [String: JSONValue] {
        let elsewhere = change.index.used(by: namespace).map { TrafficDocument.spec($0.document) }
        var spec = version.isEmpty ? elsewhere ?? [:] : version
        // A short name would be completed by the client's namespace.
        spec["host"] = .string(change.host)
        spec["exportTo"] = ["."]
        return spec
    }
}
