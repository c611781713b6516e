import Domain
import MeshModel

/// A policy that Istio applies to the pods with the labels in `spec.selector.matchLabels`: in its own namespace, or in
/// all of them where it is in the root namespace.
struct WorkloadPolicy {
    /// Waypoints do not look at selectors.
    private static let waypoint = LabelSelector(labels: ["gateway.istio.io/managed": "istio.io-mesh-controller"])

    let name: MeshObjectName
    let document: JSONValue
    /// Whether it is in the mesh's root namespace.
    let isInRoot: Bool

    init(_ key: PolicyKey, _ document: JSONValue, in surroundings: Surroundings) {
        self.init(MeshObject(name: MeshObjectName(key), document: document), in: surroundings)
    }

    init(_ object: MeshObject, in surroundings: Surroundings) {
        name = object.name
        document = object.document
        isInRoot = surroundings.isRoot(object.name.namespace)
    }

    /// Another document, under the same name or another one of the namespace.
    private init(_ other: WorkloadPolicy, named name: String? = nil, _ document: JSONValue) {
        self.name = MeshObjectName(
            resource: other.name.resource, namespace: other.name.namespace, name: name ?? other.name.name)
        self.document = document
        isInRoot = other.isInRoot
    }

    var object: MeshObject { MeshObject(name: name, document: document) }
    /// Labels that a pod must have; empty: every pod of the namespace.
    var labels: [String: String] {
        document["spec"]?["selector"]?["matchLabels"]?.object?.compactMapValues(\.string) ?? [:]
    }
    /// Policies with targets are for gateways, waypoints and services; sidecars do not look at them.
    var hasTargets: Bool {
        document["spec"]?["targetRef"] != nil || document["spec"]?["targetRefs"]?.array?.isEmpty == false
    }

    /// The policy as another object of its namespace.
    func named(_ name: String) -> WorkloadPolicy {
        var copy = document
        copy["metadata"]?["name"] = .string(name)
        return WorkloadPolicy(self, named: name, copy)
    }

    /// The policy for those of its pods that have the cohort's label.
    func narrowed(to cohort: Cohort) -> WorkloadPolicy {
        var labels = labels
        labels[cohort.labelKey] = Cohort.labelValue
        return with { $0["selector"] = ["matchLabels": .object(labels.mapValues { .string($0) })] }
    }

    /// The policy with a changed `spec`.
    func with(_ change: (inout JSONValue) -> Void) -> WorkloadPolicy {
        var spec = document["spec"].flatMap { $0.object != nil ? $0 : nil } ?? .object([:])
        change(&spec)
        var copy = document
        copy["spec"] = spec
        return WorkloadPolicy(self, copy)
    }

    /// The pods that the cohort is drawn from: those that the policy selects and `excluding` does not.
    func scope(in surroundings: Surroundings, excluding: [LabelSelector] = []) -> PodScope {
        let hasWaypoints = surroundings.pods.contains { Self.waypoint.selects($0.labels) }
        return PodScope.proxies(
            of: isInRoot ? nil : [name.namespace], selectedBy: labels.isEmpty ? nil : selector,
            excluding: (hasWaypoints ? [Self.waypoint] : []) + excluding, in: surroundings)
    }

    var selector: LabelSelector { LabelSelector(labels: .object(labels.mapValues { .string($0) })) }
}

extension WorkloadPolicy {
    /// Which of one policy's pods another one selects too, by their selectors: pods that are born later count as well.
    enum Overlap { case all, some, none }

    func overlap(with other: WorkloadPolicy) -> Overlap {
        if other.hasTargets { return .none }
        let isElsewhere = !other.isInRoot && other.name.namespace != name.namespace
        if isElsewhere && !isInRoot { return .none }
        if other.labels.contains(where: { key, value in labels[key].map { $0 != value } ?? false }) { return .none }
        return !isElsewhere && other.labels.allSatisfy { labels[$0] == $1 } ? .all : .some
    }

    /// The new versions of the other policies of the kind in the same rollout.
    static func arriving(with policy: WorkloadPolicy, in surroundings: Surroundings) -> [WorkloadPolicy] {
        surroundings.companions.filter { MeshResource($0.key) == policy.name.resource }
            .compactMap { change in change.new.map { WorkloadPolicy(change.key, $0, in: surroundings) } }
    }

    /// Throws where Istio does not choose the pods of the policy by labels, or where the selector changes: then there
    /// are pods that only one of the two versions is for.
    static func check(_ old: WorkloadPolicy?, _ new: WorkloadPolicy) throws(Impossible) {
        if new.hasTargets || old?.hasTargets == true { throw Impossible(targets, offers: [.clusters]) }
        if let old, old.labels != new.labels { throw Impossible(otherSelector, offers: [.clusters]) }
    }

    private static var targets: String {
        """
        the policy names its targets (targetRefs), and waypoints and gateways do not look at the labels of pods then: it \
        cannot be given to some of them. Roll it out cluster by cluster
        """
    }

    private static var otherSelector: String {
        """
        the selector changes, so that some pods would lose the policy and others get it, which is no matter of a share. \
        Roll it out cluster by cluster, or add a policy with the new selector and remove this one afterwards
        """
    }
}

extension CohortUnit {
    /// Asks for `workloads`, the one unit within a cluster that Istio's security policies have.
    func mustBeWorkloads(of units: [CohortUnit: UnitPossibility]) throws(Impossible) {
        guard self != .workloads else { return }
        throw Impossible(units[self]?.text ?? "", offers: [.workloads, .clusters])
    }
}
