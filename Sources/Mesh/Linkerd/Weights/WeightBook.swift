import Domain
import MeshModel

/// A policy that says by weights where requests go: a share of the requests is a mix of the two versions' weights.
protocol WeightedPolicy: Sendable {
    /// The object with which `percent` (1 to 99) of the requests go as the new version says.
    func mixed(_ percent: Int) -> JSONValue
    /// The object with which requests that have the header go as the new version says, and all others as the old one.
    func variant(_ header: RouteHeader) throws(Impossible) -> JSONValue
    /// The services that get more of the requests.
    var gaining: [ServiceName] { get }
    /// The services that get fewer.
    var losing: [ServiceName] { get }
    /// Where requests of the old version go by the rules that change.
    var servicesBefore: [ServiceName] { get }
    /// Where requests of the new version go by the rules that change.
    var servicesAfter: [ServiceName] { get }
    /// Where requests go by the rules that both versions have.
    var servicesKept: [ServiceName] { get }
}

/// The rollout of a policy by weights: every scene is one write of the object itself.
struct WeightBook: RolloutBook {
    let policy: any WeightedPolicy
    let key: PolicyKey
    let new: JSONValue?
    let cohort: Cohort
    /// The namespaces of the clients, whose proxies read the policy.
    let clients: [String]
    let notes: [String]

    var unit: CohortUnit { .requests }
    var scope: PodScope? { nil }
    private var name: MeshObjectName { MeshObjectName(key) }

    /// Which version a request met shows only in where it went: what gains by the new version is compared with what
    /// loses by it, and, when all requests have it, both together with both before.
    func measurement(of scene: Scene) -> Measurement {
        let everybody = MeasuredGroup.namespaces(clients)
        let (gaining, losing) = (Set(policy.gaining), Set(policy.losing))
        let both = gaining.union(losing).sorted()
        switch scene {
        case .shadow, .green: return Measurement(side: .client, cohort: .nobody, baseline: everybody, services: both)
        case .share(let share) where !share.isEverything: return divided(everybody, gaining, losing)
        case .variant: return divided(everybody, gaining, losing)
        case .share, .switched, .promoted:
            return Measurement(side: .client, cohort: everybody, baseline: .nobody, services: both)
        }
    }

    /// A service may gain in one rule and lose in another: then it says nothing of either version.
    private func divided(
        _ everybody: MeasuredGroup, _ gaining: Set<ServiceName>, _ losing: Set<ServiceName>
    ) -> Measurement {
        let (winners, losers) = (gaining.subtracting(losing), losing.subtracting(gaining))
        guard !winners.isEmpty, !losers.isEmpty else {
            let all = winners.isEmpty ? gaining.union(losing) : winners
            return Measurement(side: .client, cohort: everybody, baseline: .nobody, services: all.sorted())
        }
        return Measurement(
            side: .client, cohort: everybody, baseline: everybody, services: winners.sorted(),
            baselineServices: losers.sorted(), showsShare: areApart(winners, losers))
    }

    /// Whether the requests of the new version go to the winners, those of the old one to the losers, and no others.
    private func areApart(_ winners: Set<ServiceName>, _ losers: Set<ServiceName>) -> Bool {
        winners.isSuperset(of: policy.servicesAfter) && losers.isSuperset(of: policy.servicesBefore)
            && winners.union(losers).isDisjoint(with: policy.servicesKept)
    }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .share(.percent(let percent)) where percent < 100: return [write(policy.mixed(max(percent, 1)))]
        case .share(.percent), .switched, .promoted: return [new.map(write) ?? .remove(name)]
        case .share(.count):
            throw Impossible(
                "requests have no number that a share of them could be: give a percentage",
                offers: [.requests, .clusters])
        case .green: return [write(try policy.variant(.green(cohort)))]
        case .variant(let match): return [write(try policy.variant(RouteHeader(match)))]
        case .shadow:
            throw Impossible(
                Mechanics.of(key.kind).possibility(of: .shadow).text,
                offers: [.requests, .clusters])
        }
    }

    func movesBack() -> [Move] { [.restore(name)] }

    private func write(_ document: JSONValue) -> Move { .write(MeshObject(name: name, document: document)) }
}
