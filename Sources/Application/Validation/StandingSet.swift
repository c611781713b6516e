import Domain
import Ports
import Validation

/// What documents are judged beside on a cluster: what lives there with what deployments under way bring in its place,
/// and what is stored where nothing of that name is there yet. What is stored in place of something that lives is a
/// second view: it is not there, and may never be, so it must not hide what is.
struct StandingSet: Sendable {
    /// What lives there alone.
    let live: ValidationSet
    /// What lives there with what deployments under way bring in its place.
    let coming: ValidationSet
    let base: ValidationSet
    /// `nil`: nothing is stored in place of something that lives.
    let planned: ValidationSet?
    /// Those that `base` has beyond `live`, and those that `planned` has beyond `base`.
    let inBase: [PendingKnowledge.Object]
    let inPlanned: [PendingKnowledge.Object]

    /// - Parameter objects: What `live` holds.
    init(live: ValidationSet, objects: [KnownObject], pending: [PendingKnowledge.Object]) {
        self.live = live
        let known = Set(objects.map(\.key))
        let underway = pending.filter { $0.version.deployment != nil }
        let taken = Set(underway.map(\.key))
        let stored = pending.filter { $0.version.deployment == nil && !taken.contains($0.key) }
        // Who says that something is to go that is not there says nothing.
        let brought = underway.filter { $0.known != nil || known.contains($0.key) }
        let new = stored.filter { $0.known != nil && !known.contains($0.key) }
        let (first, second) = (brought + new, stored.filter { known.contains($0.key) })
        coming = Self.laying(brought, over: live, objects)
        let base = Self.laying(new, over: coming, objects)
        let replaced = Set(first.map(\.key))
        let whole = { first.compactMap(\.known) + objects.filter { !replaced.contains($0.key) } }
        planned = second.isEmpty ? nil : Self.laying(second, over: base, whole())
        self.base = base
        inBase = first
        inPlanned = second
    }

    private static func laying(
        _ pending: [PendingKnowledge.Object], over set: ValidationSet, _ objects: @autoclosure () -> [KnownObject]
    ) -> ValidationSet {
        let added = pending.compactMap(\.known)
        let gone = Set(pending.filter { $0.known == nil }.map(\.key))
        guard !gone.isEmpty else { return added.isEmpty ? set : .laying(added, over: set) }
        let left = objects().filter { !gone.contains($0.key) }
        return .laying(added, over: ValidationSet(left, listed: set.listed))
    }

    /// Those that count beside `judged` objects: what is judged stands in for what is pending of the same name.
    func counted(beside judged: [KnownObject]) -> [PendingKnowledge.Object] {
        let own = Set(judged.map(\.key))
        return (inBase + inPlanned).filter { !own.contains($0.key) }
    }
}
