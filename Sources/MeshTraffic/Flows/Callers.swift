import Domain
import MeshModel

/// Who calls whom where the scenario does not say.
struct Callers {
    let map: TrafficMap
    private let finder: PodFinder
    /// The services of each namespace, in order, and the pods that are none of theirs.
    private let services: [String: [Int]]
    private let loose: [String: [Int]]
    private let gateways: Set<Int>

    /// In a namespace with more services than this each is called by its neighbour's pods only.
    private static let crowd = 6

    init(_ map: TrafficMap) {
        self.map = map
        finder = PodFinder(map.pods)
        services = Dictionary(grouping: map.services.indices) { map.services[$0].service.namespace }
        let serving = Set(map.services.flatMap(\.endpoints))
        gateways = Set(map.pods.indices.filter { !map.policies.gateways(for: map.pods[$0]).isEmpty })
        loose = Dictionary(grouping: map.pods.indices.filter { !serving.contains($0) }) { map.pods[$0].namespace }
    }

    /// The client pods of a service.
    func clients(of service: Int, _ behaviour: ServiceBehaviour) -> [Int] {
        let own = Set(map.services[service].endpoints)
        let namespace = map.services[service].service.namespace
        guard behaviour.clients.isEmpty else {
            return chosen(behaviour.clients, namespace).filter { !own.contains($0) }
        }
        return (mates(of: service, namespace) + strangers(to: service))
            .filter { !own.contains($0) && !gateways.contains($0) }
    }

    /// The client pods of a host outside of the cluster.
    func clients(ofHost behaviour: ServiceBehaviour) -> [Int] { chosen(behaviour.clients, nil) }

    private func chosen(_ selections: [ClientSelection], _ own: String?) -> [Int] {
        var found: Set<Int> = []
        for selection in selections {
            guard let namespace = selection.namespace ?? own else { continue }
            found.formUnion(finder.pods(in: namespace, selection.labels))
        }
        return found.sorted()
    }

    /// Everybody else of a small namespace; of a large one the pods of the next service, and each pod without a service
    /// calls one.
    private func mates(of service: Int, _ namespace: String) -> [Int] {
        let all = services[namespace] ?? []
        let without = loose[namespace] ?? []
        guard all.count > Self.crowd, let place = all.firstIndex(of: service) else {
            return Array(Set(all.flatMap { map.services[$0].endpoints } + without)).sorted()
        }
        let neighbour = all[(place + 1) % all.count]
        return map.services[neighbour].endpoints
            + without.enumerated().filter { $0.offset % all.count == place }.map(\.element)
    }

    /// Pods of namespaces that have no services: clients by trade.
    private func strangers(to service: Int) -> [Int] {
        guard map.services.count <= 4 * Self.crowd else { return [] }
        return loose.filter { services[$0.key] == nil }.flatMap(\.value).sorted()
    }
}
