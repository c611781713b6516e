import Domain
import MeshModel

/// What is different for pods whatever the request: the mTLS mode of their ports, the Servers of their ports, the
/// tokens that they accept, the listeners of gateways and the patches of EnvoyFilters.
struct PodImpact {
    private let picture: MeshPicture
    /// How many pods there is something to compare of.
    let asked: Int
    private let found: [Difference: [MeshPod]]

    init(_ pair: PolicyPair, _ picture: MeshPicture, pods: [MeshPod]) {
        self.picture = picture
        let reading = PodTraits(pair: pair)
        var asked = 0
        var found: [Difference: [MeshPod]] = [:]
        for pod in pods where pod.proxy != nil {
            let before = reading.traits(of: pod, in: pair.before)
            let after = reading.traits(of: pod, in: pair.after)
            if !before.isEmpty || !after.isEmpty { asked += 1 }
            guard before != after else { continue }
            for difference in Self.differences(before, after) { found[difference, default: []].append(pod) }
        }
        (self.asked, self.found) = (asked, found)
    }

    private struct Difference: Hashable {
        let topic: Impact.Topic
        let port: Int?
        let aspect: String
        let before: String
        let after: String
    }

    var lines: [Impact.Line] {
        found.map { difference, pods in
            Impact.Line(
                topic: difference.topic, targets: Set(pods.map(\.workloadText)).sorted(), port: difference.port,
                aspect: difference.aspect, before: difference.before, after: difference.after,
                services: Array(Set(pods.flatMap { picture.services(of: $0).map(\.name) })).sorted(),
                witness: pods.first.map { .pod($0, port: difference.port) })
        }
    }

    var workloads: [String] { Set(found.values.flatMap { $0.map(\.workloadText) }).sorted() }

    private static func differences(
        _ before: [PodTraits.Trait], _ after: [PodTraits.Trait]
    ) -> [Difference] {
        struct Place: Hashable {
            let topic: Impact.Topic
            let port: Int?
            let aspect: String
        }
        var places: [Place] = []
        for trait in before + after {
            let place = Place(topic: trait.topic, port: trait.port, aspect: trait.aspect)
            if !places.contains(place) { places.append(place) }
        }
        return places.compactMap { place in
            func value(_ traits: [PodTraits.Trait]) -> String {
                let own = traits.filter {
                    $0.topic == place.topic && $0.port == place.port && $0.aspect == place.aspect
                }
                return own.isEmpty ? "none" : own.map(\.value).joined(separator: "; ")
            }
            let (one, other) = (value(before), value(after))
            guard one != other else { return nil }
            return Difference(topic: place.topic, port: place.port, aspect: place.aspect, before: one, after: other)
        }
    }
}
