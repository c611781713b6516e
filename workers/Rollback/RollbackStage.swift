package import Application
package import Domain
package import Ports
package import WorkerKit

/// The rollback stage: brings the objects of a deployment on a cluster back to what was captured of them.
///
/// It serves two kinds of job: the way back of a deployment that failed or was taken back while under way, and the
/// one step of a deployment that takes back a finished one.
package struct RollbackStage: StageWork {
    package let stage = Stage.rollback
    private let bundles: any BundleStore
    private let jobs: any JobStore
    private let clusters: any ClusterConnecting
    private let rollout: ProgressiveRollout
    private let concurrency: Int
    private let requestLimit: Duration

    package init(
        bundles: any BundleStore, jobs: any JobStore, clusters: any ClusterConnecting, rollout: ProgressiveRollout,
        concurrency: Int, requestLimit: Duration
    ) {
        self.bundles = bundles
        self.jobs = jobs
        self.clusters = clusters
        self.rollout = rollout
        self.concurrency = concurrency
        self.requestLimit = requestLimit
    }

    package func work(on job: Job, lease: WorkLease) async throws -> StageAnswer {
        guard let cluster = job.cluster, let deployment = job.deployment else {
            return StageAnswer(.fail(reason: "The job names no deployment on a cluster"))
        }
        let bundle = try await bundles.bundle(deployment, cluster: cluster)
        do { return try await restore(deployment, on: cluster, bundle, job, lease) } catch let error as PortError {
            // What people read must name the cluster, whatever it was that failed.
            let reason = "Cluster \(bundle.cluster.name) could not be asked: \(error)"
            return StageAnswer(
                error.kind == .permanent ? .fail(reason: reason) : .unanswered(reason: reason),
                objects: job.step == Plan.wayBack ? bundle.unasked : [])
        }
    }

    private func restore(
        _ deployment: ID<Deployment>, on cluster: ID<Cluster>, _ bundle: Bundle, _ job: Job, _ lease: WorkLease
    ) async throws -> StageAnswer {
        if job.step == Plan.wayBack {
            let taken =
                bundle.deployment.plan.splitsClusters
                ? try await rollout.takeBack(bundle, job: job, lease: lease) : TakenBack()
            return try await wayBack(job, bundle, bundle, restored: .old, lease, beside: taken)
                .adding(taken.failures)
        }
        guard case .restore(let original)? = bundle.deployment.plan.step(job.step)
        else { return StageAnswer(.fail(reason: "The job's step restores nothing")) }
        let taken = try await bundles.bundle(original, cluster: cluster)
        try await capture(bundle, job, lease)
        return try await wayBack(job, bundle, taken, restored: .new, lease)
    }

    /// - Parameters:
    ///   - bundle: The job's own deployment.
    ///   - taken: The deployment whose writes are taken back; may be the same.
    ///   - restored: What a restored object is from the view of the job's own deployment.
    ///   - beside: What the rollout's own moves have come to, before.
    private func wayBack(
        _ job: Job, _ bundle: Bundle, _ taken: Bundle, restored: ObjectState, _ lease: WorkLease,
        beside: TakenBack = TakenBack()
    ) async throws -> StageAnswer {
        let objects = try await clusters.objects(of: bundle.cluster)
        let captured = taken.objects.filter { $0.capture != nil }
        let reader = TargetReader(objects, concurrency: concurrency)
        let targets = try await reader.targets(of: captured)
        let marks = ObjectMarks(deployment: bundle.deployment.id, epoch: job.epoch, traceparent: job.traceparent)
        let restorer = ObjectRestorer(
            objects, marks: marks, writer: taken.deployment.id, lease: lease, requestLimit: requestLimit)
        let run = RestoreRun(restorer: restorer, concurrency: concurrency)
        let ends = try await run.restore(
            targets.waysBack, cluster: bundle.cluster,
            isSplit: job.step == Plan.wayBack && taken.deployment.plan.splitsClusters)
        let reports = ends.reports(cluster: bundle.cluster.id, restored: restored, remarks: beside.remarks)
        if let why = ends.failure {
            let failure = ([why] + beside.othersWork).joined(separator: "; ")
            return StageAnswer(ends.isTransient ? .retry(reason: failure) : .fail(reason: failure), objects: reports)
        }
        // What the mechanics have restored was read after their last write.
        let returned = targets.touched.filter { !ends.leftPolicies.contains($0.object.policy) }
        let now = ends.hasWritten ? try await reader.refreshed(returned) : returned
        if let difference = unrestored(now, bundle.cluster) {
            return StageAnswer(.retry(reason: difference), objects: reports)
        }
        if let wait = try await lateWriters(job, bundle) {
            return StageAnswer(
                .snooze(for: wait, reason: "Waiting for the lease of a stopped writer to end"), objects: reports)
        }
        let left = ends.left + beside.othersWork
        guard !left.isEmpty else { return StageAnswer(.done, objects: reports) }
        return StageAnswer(
            .left(reason: "Cluster \(bundle.cluster.name): \(left.joined(separator: "; "))"), objects: reports)
    }

    /// The proof: what was restored, as it was read afterwards. In words, what is not as it was captured; `nil`:
    /// everything is.
    private func unrestored(_ targets: [ClusterTarget], _ cluster: Cluster) -> String? {
        let differing = targets.filter { target in
            target.live.map { ObjectContent.of($0.body) }
                != target.object.capture?.before.map { before in
                    var content = ObjectContent.of(before)
                    content["apiVersion"] = .string(target.reference.apiVersion)
                    return content
                }
        }
        guard !differing.isEmpty else { return nil }
        let names = differing.prefix(5).map { "\($0.object.key)" }.joined(separator: ", ")
        return "Cluster \(cluster.name): not as they were before: \(names)"
    }

    /// How long a writer of an older epoch may still hold a lease: only after that is "restored" final, since a create
    /// carries no precondition that would refuse it.
    private func lateWriters(_ job: Job, _ bundle: Bundle) async throws -> Duration? {
        let end = try await jobs.lastLease(
            of: bundle.deployment.id, cluster: bundle.cluster.id, before: job.epoch,
            idle: bundle.deployment.plan.idleSteps)
        guard let end else { return nil }
        let left = end - (try await jobs.now())
        // Asked again soon: a writer that stops earlier gives its lease up.
        return left > .zero ? min(left, .milliseconds(500)) : nil
    }

    /// A rollback deployment has a way back too, captured before it writes.
    private func capture(_ bundle: Bundle, _ job: Job, _ lease: WorkLease) async throws {
        let missing = bundle.objects.filter { $0.capture == nil }
        guard !missing.isEmpty else { return }
        let objects = try await clusters.objects(of: bundle.cluster)
        let targets = try await TargetReader(objects, concurrency: concurrency).targets(of: missing)
        let captures = targets.map { Capture(policy: $0.object.policy, before: $0.live?.body) }
        _ = try await bundles.capture(
            captures, deployment: bundle.deployment.id, cluster: bundle.cluster.id, claim: lease.claim)
    }
}

extension Bundle {
    /// Of what was written to a cluster that does not tell any more nobody knows how it is.
    fileprivate var unasked: [ObjectReport] {
        objects.filter { $0.state != .old && $0.state != .unknown }.map { object in
            ObjectReport(
                cluster: cluster.id, policy: object.policy, state: .unknown,
                note: "not known: the cluster could not be asked on the way back")
        }
    }
}

extension [ClusterTarget] {
    /// Those that the deployment may have written.
    fileprivate var touched: [ClusterTarget] { filter { $0.object.state != .old } }
}

extension StageAnswer {
    /// The same answer where nothing is `left`; else what the rollout left behind is another attempt's work. Until then
    /// the objects are not as they were, with all that is beside them.
    fileprivate func adding(_ left: [String]) -> StageAnswer {
        guard !left.isEmpty else { return self }
        switch result {
        case .done, .left: break
        default: return self
        }
        let reason = "Not taken back yet: \(left.joined(separator: "; "))"
        let unfinished = objects.map { report in
            report.state == .old
                ? ObjectReport(cluster: report.cluster, policy: report.policy, state: .unknown, note: reason) : report
        }
        return StageAnswer(.retry(reason: reason), objects: unfinished)
    }
}
