import Domain

/// What a pod's proxy takes on its ports.
struct MutualTLS: Hashable {
    enum Mode: String, Hashable {
        case disable = "DISABLE"
        case permissive = "PERMISSIVE"
        case strict = "STRICT"
    }

    var mode: Mode
    /// By the pod's port; only objects with a selector can say it.
    var ports: [String: Mode]

    /// What the pods of an object have, where `parent` is what they would have without it.
    init(_ policy: WorkloadPolicy?, parent: Mode) {
        let spec = policy?.document["spec"]
        let own = Self.mode(in: spec?["mtls"]) ?? parent
        mode = own
        ports = [:]
        guard let policy, !policy.labels.isEmpty else { return }
        ports = (spec?["portLevelMtls"]?.object ?? [:]).mapValues { Self.mode(in: $0) ?? own }
    }

    /// The mode that an `mtls` says; `nil` where it is UNSET or missing: what is above counts then.
    static func mode(in mtls: JSONValue?) -> Mode? { mtls?["mode"]?.string.flatMap(Mode.init) }

    func on(_ port: String) -> Mode { ports[port] ?? mode }

    /// Whether a server that goes from one to the other at once turns away clients that have not heard of it yet: from
    /// plaintext only to mTLS only, or the other way.
    private static func isJump(_ one: Mode, _ other: Mode) -> Bool { Set([one, other]) == [.disable, .strict] }

    /// What to pass through on the way from `old` to this: PERMISSIVE wherever the way is a jump. `nil` where it is
    /// none.
    func bridge(from old: MutualTLS) -> MutualTLS? {
        var bridge = self
        bridge.mode = Self.isJump(old.mode, mode) ? .permissive : mode
        for port in Set(ports.keys).union(old.ports.keys) {
            bridge.ports[port] = Self.isJump(old.on(port), on(port)) ? .permissive : on(port)
        }
        let ways = [bridge.mode != mode] + bridge.ports.map { $0.value != on($0.key) }
        return ways.contains(true) ? bridge : nil
    }

    /// The policy with these modes, said outright. Ports are written where the policy has a selector.
    func written(in policy: WorkloadPolicy) -> WorkloadPolicy {
        policy.with { spec in
            spec["mtls"] = ["mode": .string(mode.rawValue)]
            let own = policy.labels.isEmpty ? [:] : ports
            spec["portLevelMtls"] = own.isEmpty ? nil : .object(own.mapValues { ["mode": .string($0.rawValue)] })
        }
    }
}
