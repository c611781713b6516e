import Domain

/// Which changes of an EnvoyFilter can be made for some pods only: those that add patches behind all of its others.
struct EnvoyFilterRules {
    let change: PolicyChange
    /// The namespace whose EnvoyFilters are for the whole mesh.
    let root: String

    /// The new document and the patches that it has more than the old one, where the cohort can have them alone.
    func divisible() throws(Impossible) -> (new: JSONValue, added: [JSONValue]) {
        guard let new = change.new else { throw refusal(removal) }
        guard !Self.hasTargets(new), !(change.old.map(Self.hasTargets) ?? false) else { throw refusal(targets) }
        guard let old = change.old else { return (new, Self.patches(of: new)) }
        guard Self.withoutPatches(old) == Self.withoutPatches(new) else { throw refusal(otherFields) }
        let (before, after) = (Self.patches(of: old), Self.patches(of: new))
        guard after.starts(with: before) else { throw refusal(unapplied) }
        guard after.count > before.count else { throw refusal(nothing) }
        return (new, Array(after.dropFirst(before.count)))
    }

    /// At which ends of connections the patches can do harm: gateways call as well, and `ANY`, the default, is both.
    func sides(of patches: [JSONValue]) -> [TrafficSide] {
        let found = patches.map { patch -> Set<TrafficSide> in
            switch patch["match"]?["context"]?.string {
            case "SIDECAR_OUTBOUND", "GATEWAY": [.client]
            case "SIDECAR_INBOUND": [.server]
            default: [.client, .server]
            }
        }
        let sides = found.reduce(into: Set<TrafficSide>()) { $0.formUnion($1) }
        return [TrafficSide.server, .client].filter(sides.contains)
    }

    /// - Parameter others: The live EnvoyFilters, the changed one among them.
    func notes(others: [MeshObject]) -> [String] {
        guard let new = change.new else { return [] }
        var notes = ["Istio does not check what a patch makes of Envoy's configuration: watch the first pods closely."]
        guard change.old != nil else { return notes }
        notes.append(
            "For the moment between two writes at the end, the cohort's proxies may have the old version: with both"
                + " objects they would have the added patches twice. Where a worker dies just then, the moment lasts until"
                + " its lease has ended and another one goes on.")
        let rivals = others.filter { other in
            other.name != MeshObjectName(change.key) && Self.priority(of: other.document) == Self.priority(of: new)
                && [change.key.namespace, root].contains(other.name.namespace)
        }
        guard !rivals.isEmpty else { return notes }
        let names = rivals.map(\.name.description).joined(separator: ", ")
        notes.append(
            "Patches of the same priority are applied in the order of their objects' age. During the rollout the added"
                + " ones come last, after those of \(names); from the promotion on they stand where their object does.")
        return notes
    }

    private static func patches(of document: JSONValue) -> [JSONValue] {
        document["spec"]?["configPatches"]?.array ?? []
    }

    private static func priority(of document: JSONValue) -> Int64 { document["spec"]?["priority"]?.int ?? 0 }

    private static func hasTargets(_ document: JSONValue) -> Bool {
        !(document["spec"]?["targetRefs"]?.array ?? []).isEmpty
    }

    /// What decides which proxies have the patches, and when: the revision of istiod that reads them, and the fields of
    /// the spec beside them.
    private static func withoutPatches(_ document: JSONValue) -> [JSONValue?] {
        var spec = document["spec"]
        spec?["configPatches"] = nil
        return [document["metadata"]?["labels"]?["istio.io/rev"], spec]
    }

    private func refusal(_ reason: String) -> Impossible { Impossible(reason, offers: [.clusters]) }
}

extension EnvoyFilterRules {
    private var removal: String {
        """
        a patch cannot be taken from some of the pods that its EnvoyFilter selects: an object can only leave them all or \
        reach them all. Remove it cluster by cluster
        """
    }

    private var targets: String {
        """
        targetRefs name gateways and services and cannot be narrowed to some of their pods. Roll it out cluster by \
        cluster, or use workloadSelector
        """
    }

    private var otherFields: String {
        """
        the change touches more than configPatches (workloadSelector, priority or the revision label), so that the \
        patches in force would be gone or come in another order on some pods. Roll it out cluster by cluster, or change \
        the patches alone
        """
    }

    private var unapplied: String {
        """
        the change drops, changes or moves a patch that is in force, and a patch cannot be taken from some of the pods \
        but by another one against it, which Istio leaves undefined. Roll it out cluster by cluster, or keep the old \
        patches as they are and add new ones behind them
        """
    }

    private var nothing: String {
        "the change adds no patch: there is nothing that some pods could have first. Roll it out cluster by cluster"
    }
}
