import Domain
import Mesh
import Ports

/// Reads from what a wave has written whom a mesh has something to send for it.
struct WaveReading: Sendable {
    private let situation: ProgressiveRollout.Situation
    private let places: [MeshObjectName: MoveWriter.Place]
    private let earlier: EarlierAttempts?
    private let settle: Duration

    /// - Parameters:
    ///   - places: All objects that the scene touches.
    ///   - settle: How long to wait where nobody tells.
    init(
        _ situation: ProgressiveRollout.Situation, places: [MeshObjectName: MoveWriter.Place],
        earlier: EarlierAttempts?, settle: Duration
    ) {
        self.situation = situation
        self.places = places
        self.earlier = earlier
        self.settle = settle
    }

    /// `nil`: nothing that a mesh takes notice of. Whoever was given a label, or lost it, is asked about all that is
    /// chosen by labels; the others only about what has changed. What an earlier attempt may have written without a
    /// word is asked about as well; who was sent it before now is not known.
    ///
    /// - Parameters:
    ///   - now: A moment after the last write.
    ///   - uptime: Not later than `now`.
    func configuration(of wave: MoveRun.Wave, now: Timestamp, uptime: Duration) -> WrittenConfiguration? {
        var moments = moments(of: wave, now: now, uptime: uptime)
        let changed = Set(moments.keys)
        for object in unaccounted(wave) where moments[object] == nil { moments[object] = now }
        let touched = Set(moments.keys)
        let relabelled = situation.relabelled(wave.members)
        let isOpen = earlier?.leavesOpen(wave.members) ?? false
        let hasLabels = !relabelled.isEmpty || isOpen
        guard !touched.isEmpty || hasLabels else { return nil }
        let concerned = touched.isEmpty && !isOpen ? [] : situation.affected(wave.members)
        return WrittenConfiguration(
            objects: hasLabels ? all : touched.sorted(by: Self.order),
            // Where the policies concern nobody by name, neither does the label.
            pods: !touched.isEmpty && concerned.isEmpty ? [] : concerned.union(relabelled), at: now, settle: settle,
            effect: WriteEffect(
                objects: changed, pods: relabelled, root: root, moments: moments,
                labels: wave.labelled.mapValues { now + ($0 - uptime) }))
    }

    /// All that the scene touches, as if nothing of it had changed.
    func whole(of wave: MoveRun.Wave, now: Timestamp) -> WrittenConfiguration {
        WrittenConfiguration(
            objects: all, pods: situation.affected(wave.members), at: now, settle: settle,
            effect: WriteEffect(root: root))
    }

    /// Where the objects of these names are found.
    func references(_ names: some Sequence<MeshObjectName>) -> Set<ObjectReference> {
        Set(names.lazy.compactMap { places[$0]?.reference })
    }

    /// What stands as this step writes it, and nobody has said that it was waited for.
    private func unaccounted(_ wave: MoveRun.Wave) -> Set<ObjectReference> {
        earlier.map { references(wave.standing).subtracting($0.known) } ?? []
    }

    private func moments(
        of wave: MoveRun.Wave, now: Timestamp, uptime: Duration
    ) -> [ObjectReference: Timestamp] {
        let ended = wave.changed.compactMap { name, ended in places[name].map { ($0.reference, ended) } }
        return Dictionary(ended.map { ($0, now + ($1 - uptime)) }) { max($0, $1) }
    }

    private var all: [ObjectReference] { Set(places.values.map(\.reference)).sorted(by: Self.order) }
    /// Equal sets have equal lists.
    private static func order(_ left: ObjectReference, _ right: ObjectReference) -> Bool {
        left.description < right.description
    }
    private var root: String { situation.picture.surroundings.rootNamespace }
}

/// What earlier attempts at a step have left for the next one.
struct EarlierAttempts: Sendable {
    /// What they have stored last, where they came to that.
    let stored: WrittenScene?
    /// The objects of which they have said that they were written, or waited for.
    let known: Set<ObjectReference>

    /// - Parameter record: The cohort as it was before this attempt. `nil` where no attempt before it has begun the
    ///   step.
    init?(at step: Int, in record: CohortRecord?) {
        guard record?.step == step else { return nil }
        let written = record?.written.flatMap { WrittenScene(json: $0) }
        stored = written?.step == step ? written : nil
        known = stored.map { $0.settled.union($0.configuration.objects) } ?? []
    }

    /// Whether nobody has said that the pods with the label have it.
    func leavesOpen(_ members: CohortMembers?) -> Bool {
        guard let members, !members.cohort.isEmpty else { return false }
        guard let told = stored?.configuration else { return true }
        return told.effect.pods.isEmpty && !told.pods.isSuperset(of: members.cohort)
    }
}
