import Domain
import Ports

/// One bundle of one policy, in memory: every claim holds, and a way back is stored once.
actor MemoryBundles: BundleStore {
    private let deployment: Deployment
    private let cluster: Cluster
    private let key: PolicyKey
    private let content: PolicyContent
    private var captured: Capture?
    private var companions: [CompanionCapture] = []
    static let policy = ID<Policy>(high: 3, low: 3)

    init(_ deployment: Deployment, cluster: Cluster, key: PolicyKey, content: PolicyContent) {
        self.deployment = deployment
        self.cluster = cluster
        self.key = key
        self.content = content
    }

    func bundle(_: ID<Deployment>, cluster _: ID<Cluster>) -> Bundle {
        let object = BundleObject(
            policy: Self.policy, key: key, content: content, version: 2, state: captured == nil ? .old : .unknown,
            capture: captured)
        return Bundle(deployment: deployment, cluster: cluster, objects: [object], companions: companions)
    }

    func capture(
        _ captures: [Capture], deployment _: ID<Deployment>, cluster _: ID<Cluster>, claim _: ID<Claim>
    ) -> [ID<Policy>: Capture] {
        captured = captured ?? captures.first
        return captured.map { [Self.policy: $0] } ?? [:]
    }

    func capture(
        _ captures: [CompanionCapture], deployment _: ID<Deployment>, cluster _: ID<Cluster>, claim _: ID<Claim>
    ) -> [CompanionCapture] {
        for capture in captures where stored(like: capture) == nil { companions.append(capture) }
        return captures.compactMap { stored(like: $0) }
    }

    /// Nobody else is there.
    func hold(_: [Stake], deployment _: ID<Deployment>, cluster _: ID<Cluster>, claim _: ID<Claim>) {}

    /// Units are given in proofs.
    func decide(
        _: [ID<Policy>: CohortUnit], deployment: ID<Deployment>, cluster: ID<Cluster>, claim _: ID<Claim>
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
