package import Application
package import Domain
package import Ports
package import WorkerKit

/// The promote stage: the new version everywhere, at once or with nothing of the rollout left.
package struct PromoteStage: StageWork {
    package let stage = Stage.promote
    private let bundles: any BundleStore
    private let whole: WholeBundle
    private let rollout: ProgressiveRollout
    private let calendar: any ChangeCalendarSource
    /// How often is looked whether a pause is over.
    private static let heldPause = Duration.seconds(2)

    package init(
        bundles: any BundleStore, whole: WholeBundle, rollout: ProgressiveRollout, calendar: any ChangeCalendarSource
    ) {
        self.bundles = bundles
        self.whole = whole
        self.rollout = rollout
        self.calendar = calendar
    }

    package func work(on job: Job, lease: WorkLease) async throws -> StageAnswer {
        guard let cluster = job.cluster, let deployment = job.deployment else {
            return StageAnswer(.fail(reason: "The job names no deployment on a cluster"))
        }
        let bundle = try await bundles.bundle(deployment, cluster: cluster)
        switch bundle.deployment.plan.step(job.step) {
        case .switchTraffic:
            if let wait = try await calendar.wait(for: bundle.deployment.environment) {
                return StageAnswer(.closed(for: wait.duration, reason: wait.reason))
            }
            return try await reach(.switched, bundle, job, lease)
        case .promote:
            if let wait = try await calendar.wait(for: bundle.deployment.environment) {
                return StageAnswer(.closed(for: wait.duration, reason: wait.reason))
            }
            return try await reach(.promoted, bundle, job, lease)
        // What it takes away does no work any more: no window need be open for it. Its job was due when the step began,
        // so a pause meanwhile is found here.
        case .retire:
            if bundle.deployment.state.isHeld {
                return StageAnswer(.snooze(for: Self.heldPause, reason: "the deployment is paused"))
            }
            return try await reach(.promoted, bundle, job, lease)
        case nil, .validate, .apply, .arrange, .awaitPropagation, .soak, .smokeTest, .gate, .compare, .restore:
            return StageAnswer(.fail(reason: "The step \(job.step) is not for the promote stage"))
        }
    }

    private func reach(
        _ scene: Scene, _ bundle: Bundle, _ job: Job, _ lease: WorkLease
    ) async throws -> StageAnswer {
        let remarks: [ID<Policy>: String]
        let idle: Set<ID<Policy>>
        do {
            let situation = try await rollout.situation(of: bundle)
            idle = situation.books.idle
            remarks = try await rollout.arrange(scene, situation, job: job, lease: lease)
        } catch let impossible as RolloutImpossible {
            return StageAnswer(.fail(reason: "Cluster \(bundle.cluster.name): \(impossible.explanation)"))
        } catch let empty as EmptyCohort { return StageAnswer(.fail(reason: "\(empty)")) }
        let proof = scene == .promoted ? try await whole.proof(of: bundle) : .done
        return StageAnswer(proof, objects: bundle.reports(.new, remarks: remarks, idle: idle))
    }
}
