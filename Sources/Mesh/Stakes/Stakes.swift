package import Domain

/// What a policy has to do with on its cluster, by its document alone. Deployments of objects that have nothing in
/// common here go on beside each other: a thousand canaries of a thousand hosts of one namespace do.
package enum Stakes {
    /// How a deployment writes.
    package enum Way: Hashable, Sendable {
        /// Whole objects at once.
        case atOnce
        /// Step by step, measured: what it copies, narrows and compares must not change meanwhile.
        case stepByStep

        var whole: Stake.Mode { self == .atOnce ? .writes : .alone }
        var within: Stake.Mode { self == .atOnce ? .meets : .reads }
    }

    /// - Parameters:
    ///   - documents: What the policy was and is to be, as far as known.
    ///   - root: The mesh's root namespace, whose policies are for all pods.
    package static func of(
        _ key: PolicyKey, _ documents: [JSONValue], _ way: Way, root: String = Surroundings.usualRootNamespace
    ) -> [Stake] {
        var list = StakeList(key: key, way: way, root: root)
        list.whole("\(key)")
        for document in documents { list.add(document["spec"] ?? .object([:])) }
        return Stake.joined(list.stakes)
    }

    /// The stake in an object that a rollout writes beside its own.
    package static func of(companion name: MeshObjectName, for key: PolicyKey) -> Stake {
        Stake(subject: "\(name)", mode: .alone, object: "\(key)")
    }
}

/// The stakes of one policy, as they are found.
struct StakeList {
    let key: PolicyKey
    let way: Stakes.Way
    let root: String
    private(set) var stakes: [Stake] = []

    init(key: PolicyKey, way: Stakes.Way, root: String) {
        self.key = key
        self.way = way
        self.root = root
    }

    mutating func add(_ spec: JSONValue) {
        switch key.kind {
        case .virtualService, .destinationRule, .serviceEntry, .httpRoute, .trafficSplit, .serviceProfile:
            addHosts(spec)
        case .authorizationPolicy, .requestAuthentication, .peerAuthentication: addPods(spec, of: "pods")
        case .sidecar, .envoyFilter: addPods(spec, of: "proxies")
        case .server: addServer(spec)
        case .serverAuthorization: addServerAuthorization(spec)
        case .gateway: break
        }
    }

    /// What the policy is about.
    mutating func whole(_ subject: String) { take(subject, way.whole) }

    /// What the policy relies on, or is a part of.
    mutating func within(_ subject: String, by part: String = "") { take(subject, way.within, part) }

    private mutating func take(_ subject: String, _ mode: Stake.Mode, _ part: String = "") {
        stakes.append(Stake(subject: subject, mode: mode, part: part, object: "\(key)"))
    }
}
