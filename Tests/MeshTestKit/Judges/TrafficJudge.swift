package import Domain
package import Mesh
package import MeshModel

/// Judges a world in the middle of a rollout of Istio's traffic kinds: whatever a client asks, it gets what the old
/// version alone would give, or the new one; or, where requests are drawn, a mixture of exactly these.
package struct TrafficJudge: Sendable {
    package let old: SidecarRouting
    package let new: SidecarRouting
    private let requests: [SidecarRouting.Request]
    private let expectations: [Kin: [Expectation]]
    /// Whether shares of the requests are what is rolled out.
    private let isDrawn: Bool

    /// Pods that differ in the cohort's label alone, between which neither version alone makes a difference.
    private struct Kin: Hashable {
        let namespace: String
        let labels: [String: String]

        init(_ pod: Workload) {
            namespace = pod.namespace
            labels = pod.labels.filter { !$0.key.hasPrefix("cohort.") }
        }
    }

    private struct Expectation {
        let request: SidecarRouting.Request
        let old: SidecarRouting.Behaviour
        let new: SidecarRouting.Behaviour
        let passing: [SidecarRouting.Behaviour]
    }

    /// - Parameters:
    ///   - others: What is there beside the policies.
    ///   - passing: What else the policies may be for moments, each time all of them as they are then.
    package init(
        _ changes: [PolicyChange], drawing: Bool, others: [MeshObject], pods: [Workload],
        _ requests: [SidecarRouting.Request], passing: [[JSONValue?]] = []
    ) {
        func version(_ documents: [JSONValue?]) -> SidecarRouting {
            SidecarRouting(
                objects: others
                    + zip(changes, documents).compactMap { change, document in
                        document.map { MeshObject(name: MeshObjectName(change.key), document: $0) }
                    })
        }
        let (old, new) = (version(changes.map(\.old)), version(changes.map(\.new)))
        let between = passing.map(version)
        (self.old, self.new, self.requests, isDrawn) = (old, new, requests, drawing)
        let kin = Dictionary(pods.map { (Kin($0), $0) }) { first, _ in first }
        expectations = kin.mapValues { pod in
            Self.asked(by: pod, requests).map { request in
                Expectation(
                    request: request, old: old.behaviour(of: pod, request), new: new.behaviour(of: pod, request),
                    passing: between.map { $0.behaviour(of: pod, request) })
            }
        }
    }

    /// What the pod can ask: gateways and sidecars have requests of their own.
    package static func asked(
        by pod: Workload, _ requests: [SidecarRouting.Request]
    ) -> [SidecarRouting.Request] {
        requests.filter { (pod.labels["istio"] != nil) == ($0.gateway != "mesh") }
    }

    package func violations(_ world: World) -> [String] {
        let now = SidecarRouting(world)
        let pods = Dictionary(world.pods.map { ([$0.namespace: $0.labels], $0) }) { first, _ in first }.values
        return pods.flatMap { pod in
            (expectations[Kin(pod)] ?? []).compactMap { expected in
                let present = now.behaviour(of: pod, expected.request)
                if present == expected.old || present == expected.new || expected.passing.contains(present) {
                    return nil
                }
                if isDrawn, Self.isMixture(present, expected.old, expected.new) { return nil }
                return "\(pod.name) asking \(expected.request) gets \(present)"
            }
        }
    }

    /// Whether one share in 0...1 explains all of `middle`.
    private static func isMixture(
        _ middle: SidecarRouting.Behaviour, _ old: SidecarRouting.Behaviour, _ new: SidecarRouting.Behaviour
    ) -> Bool {
        let keys = Set(middle.keys).union(old.keys).union(new.keys)
        func at(_ share: Double) -> Bool {
            keys.allSatisfy { key in
                let wanted = (old[key] ?? 0) * (1 - share) + (new[key] ?? 0) * share
                return abs(wanted - (middle[key] ?? 0)) < 1e-9
            }
        }
        guard let telling = keys.max(by: { gap($0, old, new) < gap($1, old, new) }), gap(telling, old, new) > 0 else {
            return at(0)
        }
        let share = ((middle[telling] ?? 0) - (old[telling] ?? 0)) / ((new[telling] ?? 0) - (old[telling] ?? 0))
        return (-1e-9...1 + 1e-9).contains(share) && at(share)
    }

    private static func gap(
        _ key: JSONValue, _ old: SidecarRouting.Behaviour, _ new: SidecarRouting.Behaviour
    ) -> Double { abs((old[key] ?? 0) - (new[key] ?? 0)) }
}
