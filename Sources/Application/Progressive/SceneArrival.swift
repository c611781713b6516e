import Domain
import Mesh
import Ports
import Synchronization

/// What a scene writes comes in waves, each of which has to be in force before the next is written: the twins before
/// the routes to them, the copies before what they stand in for goes.
///
/// One attempt at a scene has one of it. What a wave has written is stored before it is waited for, so that an attempt
/// that finds all of it written knows what to wait for.
final class SceneArrival: Sendable {
    private let rollout: ProgressiveRollout
    private let situation: ProgressiveRollout.Situation
    private let check: PropagationCheck
    private let job: Job
    private let places: [MeshObjectName: MoveWriter.Place]
    private let remarks: [ID<Policy>: String]
    private let lease: WorkLease
    private let isStored: Bool
    private let waves: Mutex<Waves>
    private static let pause = Duration.milliseconds(250)

    private struct Waves {
        /// How it was before the wave that is written now.
        var mark: PropagationMark
        /// What was written last at this step.
        var last: WrittenScene?
    }

    /// To be made before the first write.
    ///
    /// - Parameters:
    ///   - places: All objects that the scene touches.
    ///   - stored: What was written last, by whatever attempt.
    ///   - isStored: Whether somebody looks at it later; on the way back nobody does.
    init(
        _ rollout: ProgressiveRollout, _ situation: ProgressiveRollout.Situation, job: Job, lease: WorkLease,
        places: [MeshObjectName: MoveWriter.Place], remarks: [ID<Policy>: String] = [:], stored: WrittenScene? = nil,
        isStored: Bool = true
    ) async throws {
        self.rollout = rollout
        self.situation = situation
        self.job = job
        self.places = places
        self.remarks = remarks
        self.lease = lease
        self.isStored = isStored
        check = try await rollout.propagations.check(of: situation.bundle.cluster)
        waves = Mutex(Waves(mark: await check.before(nil), last: stored?.step == job.step ? stored : nil))
    }

    /// Waits until the proxies have what the wave has written, for as long as the step may take: another attempt would
    /// begin with the first wave, and undo what came of the later ones. Throws `ConfigurationRefused`.
    func settle(_ wave: MoveRun.Wave) async throws { try await settle(wave, for: nil) }

    /// The same on the way back, which waits for nobody longer than where nobody tells: what is worse than a gap is in
    /// force meanwhile.
    func settleBackwards(_ wave: MoveRun.Wave) async throws {
        do { try await settle(wave, for: rollout.settings.settleTime) } catch is ConfigurationRefused {}
    }

    private func settle(_ wave: MoveRun.Wave, for longest: Duration?) async throws {
        try await keep(wave)
        guard let written = waves.withLock(\.last) else {
            // Another attempt has written it, and did not come to say what.
            return try await rollout.time.sleep(for: rollout.settings.settleTime)
        }
        try await wait(for: written, longest)
        let mark = await check.before(nil)
        waves.withLock { $0.mark = mark }
    }

    /// Stores what the wave has written for whoever waits for it; where it has written nothing, what came last stays.
    func keep(_ wave: MoveRun.Wave) async throws {
        guard let configuration = try await configuration(of: wave) else { return }
        let mark = waves.withLock(\.mark).kept(for: configuration)
        let scene = WrittenScene(configuration: configuration, mark: mark, remarks: remarks, step: job.step)
        if isStored { try await rollout.note(scene, situation.bundle, epoch: job.epoch) }
        waves.withLock { $0.last = scene }
    }

    /// The same at the end of the scene: somebody looks whether that has arrived in any case.
    func finish(_ wave: MoveRun.Wave) async throws {
        try await keep(wave)
        guard waves.withLock(\.last) == nil else { return }
        let whole = WrittenConfiguration(
            objects: references, pods: situation.affected(wave.members), at: try await rollout.jobs.now(),
            settle: rollout.settings.settleTime, effect: WriteEffect(root: root))
        let mark = waves.withLock(\.mark).kept(for: whole)
        try await rollout.note(
            WrittenScene(configuration: whole, mark: mark, remarks: remarks, step: job.step), situation.bundle,
            epoch: job.epoch)
    }

    /// `nil`: nothing that a mesh takes notice of. Whoever was given a label, or lost it, is asked about all that is
    /// chosen by labels; the others only about what has changed.
    private func configuration(of wave: MoveRun.Wave) async throws -> WrittenConfiguration? {
        let relabelled = situation.relabelled(wave.members)
        let changed = Set(wave.changed.compactMap { places[$0]?.reference })
        guard !changed.isEmpty || !relabelled.isEmpty else { return nil }
        let concerned = changed.isEmpty ? [] : situation.affected(wave.members)
        return WrittenConfiguration(
            objects: relabelled.isEmpty ? changed.sorted(by: Self.order) : references,
            // Where the policies concern nobody by name, neither does the label.
            pods: !changed.isEmpty && concerned.isEmpty ? [] : concerned.union(relabelled),
            at: try await rollout.jobs.now(), settle: rollout.settings.settleTime,
            effect: WriteEffect(objects: changed, pods: relabelled, root: root))
    }

    private var references: [ObjectReference] { Set(places.values.map(\.reference)).sorted(by: Self.order) }
    /// Equal sets have equal lists.
    private static func order(_ left: ObjectReference, _ right: ObjectReference) -> Bool {
        left.description < right.description
    }
    private var root: String { situation.picture.surroundings.rootNamespace }

    private func wait(for written: WrittenScene, _ longest: Duration?) async throws {
        let begun = rollout.time.uptime()
        let now = try await rollout.jobs.now()
        while true {
            try lease.check(margin: rollout.settings.requestLimit)
            let waited = rollout.time.uptime() - begun
            switch try await check.check(written.configuration, since: written.mark, now: now + waited) {
            case .reached: return
            case .refused(let why): throw ConfigurationRefused(cluster: situation.bundle.cluster.name, why: why)
            case .waiting: if let longest, waited >= longest { return }
            }
            try await rollout.time.sleep(for: Self.pause)
        }
    }
}

/// A proxy or the control plane refuses what a step has written first: what needs it is not written.
package struct ConfigurationRefused: Error, Hashable {
    package let cluster: String
    package let why: String

    package var explanation: String { "Cluster \(cluster): the mesh refuses what was written first: \(why)" }
}
