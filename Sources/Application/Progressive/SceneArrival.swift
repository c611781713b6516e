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
    private let bundle: Bundle
    private let check: PropagationCheck
    private let job: Job
    private let remarks: [ID<Policy>: String]
    private let lease: WorkLease
    private let isStored: Bool
    private let earlier: EarlierAttempts?
    private let reading: WaveReading
    private let waves: Mutex<Waves>
    private static let pause = Duration.milliseconds(250)

    private struct Waves {
        /// How it was before the wave that is written now.
        var mark: PropagationMark
        /// What was written last at this step.
        var last: WrittenScene?
        /// The objects of this step that need not be waited for any more.
        var settled: Set<ObjectReference>
        /// Whether the wave that is written now is the first one.
        var isFirst = true
    }

    /// To be made before the first write.
    ///
    /// - Parameters:
    ///   - places: All objects that the scene touches.
    ///   - earlier: What earlier attempts at this step have left; `nil`: there was none.
    ///   - isStored: Whether somebody looks at it later; on the way back nobody does.
    init(
        _ rollout: ProgressiveRollout, _ situation: ProgressiveRollout.Situation, job: Job, lease: WorkLease,
        places: [MeshObjectName: MoveWriter.Place], remarks: [ID<Policy>: String] = [:],
        earlier: EarlierAttempts? = nil, isStored: Bool = true
    ) async throws {
        self.rollout = rollout
        bundle = situation.bundle
        self.job = job
        self.remarks = remarks
        self.lease = lease
        self.isStored = isStored
        self.earlier = earlier
        reading = WaveReading(situation, places: places, earlier: earlier, settle: rollout.settings.settleTime)
        check = try await rollout.propagations.check(of: situation.bundle.cluster)
        let mark = await check.before(nil)
        waves = Mutex(Waves(mark: mark, last: earlier?.stored, settled: earlier?.known ?? []))
    }

    /// Waits until the proxies have what the wave has written, for as long as the step may take: another attempt would
    /// begin with the first wave, and undo what came of the later ones. Throws `ConfigurationRefused` and
    /// `ConfigurationLate`.
    func settle(_ wave: MoveRun.Wave) async throws {
        let limit = bundle.deployment.plan.arrivalLimit
        if let why = try await settle(wave, for: limit) {
            throw ConfigurationLate(cluster: bundle.cluster.name, limit: limit, why: why)
        }
    }

    /// The same on the way back, which waits for nobody longer than where nobody tells: what is worse than a gap is in
    /// force meanwhile.
    func settleBackwards(_ wave: MoveRun.Wave) async throws {
        do { _ = try await settle(wave, for: rollout.settings.settleTime) } catch is ConfigurationRefused {}
    }

    /// Returns why it has not arrived; `nil`: it has.
    private func settle(_ wave: MoveRun.Wave, for longest: Duration) async throws -> String? {
        // Before it is forgotten for what this attempt has written.
        if waves.withLock(\.isFirst), let stored = earlier?.stored, let why = try await wait(for: stored, longest) {
            return why
        }
        try await keep(wave)
        var why: String?
        if let written = waves.withLock(\.last) {
            why = try await wait(for: written, longest)
        } else {
            // What a mesh has no reason to send anything for.
            try await rollout.time.sleep(for: rollout.settings.settleTime)
        }
        let mark = await check.before(nil)
        let objects = reading.references(wave.changed.keys).union(reading.references(wave.standing))
        waves.withLock { ($0.mark, $0.settled, $0.isFirst) = (mark, $0.settled.union(objects), false) }
        return why
    }

    /// At the end of the scene: somebody looks whether that has arrived in any case.
    func finish(_ wave: MoveRun.Wave) async throws {
        try await keep(wave)
        guard waves.withLock(\.last) == nil else { return }
        try await keep(reading.whole(of: wave, now: try await rollout.jobs.now()))
    }

    /// Stores what the wave has written for whoever waits for it; where it has written nothing, what came last stays.
    private func keep(_ wave: MoveRun.Wave) async throws {
        let uptime = rollout.time.uptime()
        let now = try await rollout.jobs.now()
        // What stands without an earlier attempt at this step is of the steps before it, which have waited for it.
        let standing = earlier == nil ? reading.references(wave.standing) : []
        waves.withLock { $0.settled.formUnion(standing) }
        guard let configuration = reading.configuration(of: wave, now: now, uptime: uptime) else { return }
        try await keep(configuration)
    }

    private func keep(_ configuration: WrittenConfiguration) async throws {
        let (mark, settled) = waves.withLock { ($0.mark.kept(for: configuration), $0.settled) }
        let scene = WrittenScene(
            configuration: configuration, mark: mark, remarks: remarks, step: job.step, settled: settled)
        if isStored { try await rollout.note(scene, bundle, epoch: job.epoch) }
        waves.withLock { $0.last = scene }
    }

    /// Returns what is missing when the time is over; `nil`: nothing.
    private func wait(for written: WrittenScene, _ longest: Duration) async throws -> String? {
        let begun = rollout.time.uptime()
        let now = try await rollout.jobs.now()
        var story = WaitStory()
        while true {
            try lease.check(margin: rollout.settings.requestLimit)
            let waited = rollout.time.uptime() - begun
            switch try await check.check(written.configuration, since: written.mark, now: now + waited) {
            case .reached:
                if isStored, story.isTold { await rollout.news(job, nil) }
                return nil
            case .refused(let why): throw ConfigurationRefused(cluster: bundle.cluster.name, why: why)
            case .waiting(let why):
                if waited >= longest { return why }
                if isStored, story.isDue(why, after: waited) {
                    await rollout.news(job, "Cluster \(bundle.cluster.name): \(why)")
                }
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

/// The proxies have not got what a step has written first within the time that it may take.
package struct ConfigurationLate: Error, Hashable {
    package let cluster: String
    /// How long was waited.
    package let limit: Duration
    package let why: String

    package var explanation: String {
        "Cluster \(cluster): what was written first has not arrived within \(limit.components.seconds) s: \(why)"
    }
}
