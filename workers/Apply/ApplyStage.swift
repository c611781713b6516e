package import Application
package import Domain
package import Ports
package import WorkerKit

/// The apply stage: brings a cluster to where a step of the plan wants it: the whole bundle at once, or a scene of a
/// rollout; and sees that it has arrived there.
package struct ApplyStage: StageWork {
    package let stage = Stage.apply
    private let bundles: any BundleStore
    private let whole: WholeBundle
    private let rollout: ProgressiveRollout
    private let arrival: Arrival
    private let calendar: any ChangeCalendarSource

    /// - Parameter calendar: When an environment may be changed.
    package init(
        bundles: any BundleStore, whole: WholeBundle, rollout: ProgressiveRollout, arrival: Arrival,
        calendar: any ChangeCalendarSource
    ) {
        self.bundles = bundles
        self.whole = whole
        self.rollout = rollout
        self.arrival = arrival
        self.calendar = calendar
    }

    package func work(on job: Job, lease: WorkLease) async throws -> StageAnswer {
        guard let cluster = job.cluster, let deployment = job.deployment else {
            return StageAnswer(.fail(reason: "The job names no deployment on a cluster"))
        }
        let bundle = try await bundles.bundle(deployment, cluster: cluster)
        guard let step = bundle.deployment.plan.step(job.step) else {
            return StageAnswer(.fail(reason: "The plan has no step \(job.step)"))
        }
        if step.writes, let wait = try await calendar.wait(for: bundle.deployment.environment) {
            return StageAnswer(.closed(for: wait.duration, reason: wait.reason))
        }
        switch step {
        case .apply: return try await apply(bundle, job, lease)
        case .arrange(let scene): return try await arrange(scene, bundle, job, lease)
        case .awaitPropagation: return try await arrival.awaitPropagation(bundle, job: job)
        case .smokeTest(let checks): return await arrival.check(checks, bundle, job: job)
        case .validate, .soak, .gate, .compare, .promote, .switchTraffic, .retire, .restore:
            return StageAnswer(.fail(reason: "The step \(step.name) is not for the apply stage"))
        }
    }

    private func apply(_ bundle: Bundle, _ job: Job, _ lease: WorkLease) async throws -> StageAnswer {
        let isWatched = bundle.deployment.plan.steps.contains { $0.step.isWatched || $0.step == .awaitPropagation }
        let before = isWatched ? try await rollout.recordReach(bundle, job: job, lease: lease) : nil
        let answer = try await whole.write(bundle, job: job, lease: lease, moments: before?.moments)
        if let before, answer.result == .done { try await rollout.noteWhole(bundle, since: before, job: job) }
        return answer
    }

    private func arrange(
        _ scene: Scene, _ bundle: Bundle, _ job: Job, _ lease: WorkLease
    ) async throws -> StageAnswer {
        do {
            let situation = try await rollout.situation(of: bundle)
            let remarks = try await rollout.arrange(scene, situation, job: job, lease: lease)
            let note = Step.arrange(scene).heading ?? "\(scene)"
            return StageAnswer(
                .done,
                objects: bundle.reports(.mixed, note: note, remarks: remarks, idle: situation.books.idle))
        } catch let impossible as RolloutImpossible {
            return StageAnswer(.fail(reason: "Cluster \(bundle.cluster.name): \(impossible.explanation)"))
        } catch let empty as EmptyCohort { return StageAnswer(.fail(reason: "\(empty)")) }
    }
}
