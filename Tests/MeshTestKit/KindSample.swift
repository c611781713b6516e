package import Domain
package import Mesh
package import MeshModel

/// A change of one policy (and of those that go together with it), with the cluster around it: what `docs/mechanics/`
/// shows, what the walks of `MeshTests` go through in memory, and what the proofs on a real kube-apiserver go through.
package struct KindSample: Sendable, CustomStringConvertible {
    /// Unique; `<kind>-<what>`, e.g. `server-narrower`.
    package let name: String
    package let unit: CohortUnit
    package let change: PolicyChange
    /// The other policies of the same rollout, that `change`'s book moves as well.
    package let led: [PolicyChange]
    /// Everything else that is there, oldest first; the policy's old object is added by `world`.
    package let others: [MeshObject]
    package let pods: [Workload]
    package let services: [MeshService]
    /// The scenes of the rollout, in order; ends with `promoted`.
    package let scenes: [Scene]
    /// What is wrong with a world in the middle of the rollout, in sentences; empty: nobody has a gap, nothing is open
    /// that should not be, no two objects contend. Judged with the mesh's own rules, not with the mechanics' code.
    package let violations: @Sendable (World, KindSample) -> [String]
    /// Whether the sample's document is shown in `docs/mechanics/` (the first of each kind and unit, usually).
    package let isShown: Bool

    package init(
        name: String, unit: CohortUnit, change: PolicyChange, led: [PolicyChange] = [],
        others: [MeshObject] = [], pods: [Workload] = [],
        services: [MeshService] = [], scenes: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted],
        isShown: Bool = true, violations: @escaping @Sendable (World, KindSample) -> [String]
    ) {
        self.name = name
        self.unit = unit
        self.change = change
        self.led = led
        self.others = others
        self.pods = pods
        self.services = services
        self.scenes = scenes
        self.isShown = isShown
        self.violations = violations
    }

    package var description: String { name }

    package static let cohort = Cohort(ID(high: 0, low: 0x8000_0000_5eed_c0de))

    /// All policies of the rollout.
    package var changes: [PolicyChange] { [change] + led }

    /// The world before the rollout: the policy is older than nothing else.
    package var world: World {
        let old = changes.compactMap { change in
            change.old.map { MeshObject(name: MeshObjectName(change.key), document: $0) }
        }
        return World(objects: others + old, pods: pods)
    }

    package var surroundings: Surroundings {
        Surroundings(pods: pods, services: services, objects: world.objects)
    }

    package func book() throws(Impossible) -> any RolloutBook { try book(of: change) }

    package func book(of change: PolicyChange) throws(Impossible) -> any RolloutBook {
        let surroundings = surroundings.beside(ChangesTogether(changes), as: change.key)
        return try Mechanics.book(for: change, unit: unit, in: surroundings, cohort: Self.cohort)
    }

    /// All samples, of all kinds.
    package static let all: [KindSample] = istioTraffic + routedRules + istioSecurity + istioProxy + linkerd
}

extension Workload {
    /// A running, meshed pod for samples; its uid is made of its name.
    package static func sample(
        _ name: String, _ labels: [String: String], namespace: String = "default", serviceAccount: String = "default"
    ) -> Workload {
        Workload(
            namespace: namespace, name: name, labels: labels, phase: "Running", uid: "uid-\(namespace)-\(name)",
            serviceAccount: serviceAccount)
    }
}
