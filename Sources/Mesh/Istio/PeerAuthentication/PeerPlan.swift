import Domain
import MeshModel

/// Decides how a change of a PeerAuthentication is made for the cohort.
struct PeerPlan {
    let old: WorkloadPolicy?
    let new: WorkloadPolicy
    let cohort: Cohort
    let surroundings: Surroundings

    func book() throws(Impossible) -> PeerAuthenticationBook {
        let there = surroundings.objects(of: new.name.resource).map { WorkloadPolicy($0, in: surroundings) }
        let coming = WorkloadPolicy.arriving(with: new, in: surroundings)
            .filter { policy in !there.contains { $0.name == policy.name } }
        let others = (there + coming)
            .filter { $0.name != new.name && ($0.isInRoot || $0.name.namespace == new.name.namespace) }
        if let other = coming.first(where: { !$0.labels.isEmpty && new.overlap(with: $0) != .none }) {
            throw PeerRefusal.together(other.name).impossible
        }
        let selecting = others.filter { !$0.isInRoot && !$0.labels.isEmpty && new.overlap(with: $0) != .none }
        if new.labels.isEmpty, let second = others.first(where: { !$0.isInRoot && $0.labels.isEmpty }) {
            throw PeerRefusal.second(second.name).impossible
        }
        if !new.labels.isEmpty, old != nil, let rival = selecting.first {
            throw PeerRefusal.rival(rival.name).impossible
        }
        let parent = try parentMode(others)
        let after = MutualTLS(new, parent: parent)
        let bridge = after.bridge(from: MutualTLS(old, parent: parent))
        let scope = new.scope(in: surroundings, excluding: selecting.map(\.selector))
        let beside = beside(after)
        return PeerAuthenticationBook(
            new: new.object, newBridge: bridge?.written(in: new).object, way: way, beside: beside.object,
            besideBridge: bridge?.written(in: beside).object, podScope: scope,
            notes: notes(isJump: bridge != nil, hasOthers: !selecting.isEmpty),
            everybody: MeasuredReach(scope, in: surroundings))
    }

    private var way: PeerAuthenticationBook.Way {
        guard let old else { return .narrowing }
        guard !old.labels.isEmpty else { return .winning }
        return .twin(old.named(cohort.copyName(of: old.name.name, "stable")).object)
    }

    /// What the cohort gets. With a selector it is a workload's object: what it leaves open would come from the
    /// namespace's, which is the old version, and ports, which count for nothing without a selector, would count.
    private func beside(_ after: MutualTLS) -> WorkloadPolicy {
        guard new.labels.isEmpty else { return new.narrowed(to: cohort) }
        let own = after.written(in: new)
        return (old == nil ? own : own.named(cohort.copyName(of: new.name.name))).narrowed(to: cohort)
    }

    /// What the pods have where the object leaves it open.
    private func parentMode(_ others: [WorkloadPolicy]) throws(Impossible) -> MutualTLS.Mode {
        let isOpen = [old, new].contains { $0.map { Self.mode(of: $0) == nil } ?? true }
        let namespaces = new.labels.isEmpty ? [] : others.filter { !$0.isInRoot && $0.labels.isEmpty }
        for level in [namespaces, others.filter { $0.isInRoot && $0.labels.isEmpty }] {
            let modes = Set(level.map(Self.mode))
            if modes.count > 1, isOpen, let first = level.first {
                throw PeerRefusal.unclearParent(first.name).impossible
            }
            if let mode = modes.compactMap(\.self).first { return mode }
        }
        return .permissive
    }

    private static func mode(of policy: WorkloadPolicy) -> MutualTLS.Mode? {
        MutualTLS.mode(in: policy.document["spec"]?["mtls"])
    }

    private func notes(isJump: Bool, hasOthers: Bool) -> [String] {
        var notes = [
            "Connections that a server in STRICT refuses never become requests: watch the connection failures of its"
                + " clients."
        ]
        if hasOthers {
            notes.append("Pods that another PeerAuthentication selects keep theirs, and are not counted in the share.")
        }
        guard isJump else { return notes }
        notes.append(
            "Between DISABLE and STRICT the cohort passes through PERMISSIVE until its clients know, whenever the share"
                + " grows and on the way back, too. Pods that got the new mode by the promotion alone go back at once, and"
                + " pods that are born into the cohort begin with the new mode.")
        return notes
    }
}
