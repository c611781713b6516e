package import Domain
package import Mesh
package import Ports

/// One bundle, in memory: every claim holds, and a way back is stored once.
package actor MemoryBundles: BundleStore {
    private let deployment: Deployment
    private let cluster: Cluster
    private let changes: [Mechanics.Change]
    private var captured: [ID<Policy>: Capture] = [:]
    private var companions: [CompanionCapture] = []

    package init(_ deployment: Deployment, cluster: Cluster, _ changes: [Mechanics.Change]) {
        self.deployment = deployment
        self.cluster = cluster
        self.changes = changes
    }

    /// The policy of the change at `place`.
    package static func policy(_ place: Int) -> ID<Policy> { ID(high: 3, low: UInt64(place)) }

    package func bundle(_: ID<Deployment>, cluster _: ID<Cluster>) -> Bundle {
        let objects = changes.enumerated().map { place, change in
            let capture = captured[Self.policy(place)]
            return BundleObject(
                policy: Self.policy(place), key: change.key, content: change.new.map { .document($0) } ?? .absent,
                version: 2, state: capture == nil ? .old : .unknown, capture: capture)
        }
        return Bundle(deployment: deployment, cluster: cluster, objects: objects, companions: companions)
    }

    package func capture(
        _ captures: [Capture], deployment _: ID<Deployment>, cluster _: ID<Cluster>, claim _: ID<Claim>
    ) -> [ID<Policy>: Capture] {
        for capture in captures where captured[capture.policy] == nil { captured[capture.policy] = capture }
        return captured
    }

    package func capture(
        _ captures: [CompanionCapture], deployment _: ID<Deployment>, cluster _: ID<Cluster>, claim _: ID<Claim>
    ) -> [CompanionCapture] {
        for capture in captures where stored(like: capture) == nil { companions.append(capture) }
        return captures.compactMap { stored(like: $0) }
    }

    /// Nobody else is there.
    package func hold(_: [Stake], deployment _: ID<Deployment>, cluster _: ID<Cluster>, claim _: ID<Claim>) {}

    /// Units are given.
    package func decide(
        _: Plan.Decision, deployment: ID<Deployment>, cluster: ID<Cluster>, claim _: ID<Claim>
    ) throws -> Plan {
        throw StoreRefusal.notFound("open units of deployment \(deployment) on cluster \(cluster)")
    }

    private func stored(like capture: CompanionCapture) -> CompanionCapture? {
        let (wanted, names) = (capture.reference, \ObjectReference.nameAnyVersion)
        return companions.first { $0.reference[keyPath: names] == wanted[keyPath: names] }
    }
}

extension ObjectReference {
    /// What tells the object from others in whatever version it is read.
    fileprivate var nameAnyVersion: [String] { [group, kind, namespace, name] }
}
