package import Domain
package import Ports

/// What becomes of the reports of workers.
package struct ReportSettling: Sendable {
    private let ids: any IDSource

    package init(ids: any IDSource) { self.ids = ids }

    /// Announces the deployments of `starting` that have not begun, then decides about every report whose claim
    /// still holds.
    ///
    /// - Parameter waiting: Jobs under way that wait for something, in words; `nil`: no more.
    package func settle(
        _ loaded: LoadedRollouts, starting: [ID<Deployment>] = [], waiting: [(Job, String?)] = []
    ) -> Settlement {
        var builder = SettlementBuilder(loaded, ids: ids)
        for deployment in starting { builder.apply(.started, to: deployment) }
        for (job, why) in waiting {
            let event = why.map { job.putOff($0, at: loaded.now, until: nil) } ?? job.goesOn
            apply(event, of: job, in: &builder)
        }
        for report in loaded.reports { settle(report, in: &builder) }
        return builder.finish()
    }

    private func settle(_ report: JobReport, in builder: inout SettlementBuilder) {
        let job = report.job
        guard let deployment = job.deployment else { return settleTick(report, in: &builder) }
        guard job.stage == .notify || builder.deployment(deployment) != nil else {
            let note = "The deployment was written by a newer HotSwap; upgrade this process"
            builder.add(
                JobUpdate(
                    job: job.id, state: .available, runAt: builder.now + .seconds(30), note: note,
                    refundsAttempt: true))
            return
        }
        if job.stage != .notify, builder.deployment(deployment)?.state.epoch != job.epoch {
            builder.add(JobUpdate(job: job.id, state: .cancelled, note: "The deployment has moved on"))
            return
        }
        builder.add(report.objects, of: deployment)
        switch report.result {
        case .underWay: break
        case .done:
            builder.add(JobUpdate(job: job.id, state: .done))
            apply(job.succeeded, of: job, in: &builder)
        case .retry(let reason):
            retry(job, reason: reason, hasBegun: !report.objects.isEmpty, in: &builder)
        case .unanswered(let reason):
            // Of what is not known nothing was done.
            let hasBegun = report.objects.contains { $0.state != .unknown }
            askAgain(job, reason: reason, hasBegun: hasBegun, in: &builder)
        case .snooze(let duration, let reason):
            builder.add(
                JobUpdate(
                    job: job.id, state: .available, runAt: builder.now + duration, note: reason, refundsAttempt: true))
        case .closed(let duration, let reason):
            let opening = builder.now + duration
            builder.add(
                JobUpdate(job: job.id, state: .available, runAt: opening, note: reason, refundsAttempt: true))
            apply(job.putOff(reason, at: builder.now, until: opening), of: job, in: &builder)
        case .awaiting(let duration, let reason):
            awaitOn(job, for: duration, reason: reason, in: &builder)
        case .left(let reason) where job.step == Plan.wayBack:
            builder.add(JobUpdate(job: job.id, state: .done, note: reason))
            apply(job.left(reason: reason), of: job, in: &builder)
        case .fail(let reason), .left(let reason):
            bury(job, reason: reason, in: &builder)
        case .cancel(let reason):
            // The epoch is current, so the deployment waits for this job: giving it up has to be told.
            bury(job, reason: reason, in: &builder)
        }
    }

    /// Asks again, unless it was looked for long enough: whoever looks counts the time, so that none passes while
    /// nobody does.
    private func awaitOn(_ job: Job, for duration: Duration, reason: String, in builder: inout SettlementBuilder) {
        apply(job.putOff(reason, at: builder.now, until: nil), of: job, in: &builder)
        guard let id = job.deployment, let cluster = job.cluster, let deployment = builder.deployment(id),
            case .advancing(let position) = deployment.state.phase, position.step == job.step,
            deployment.plan.isOver(position, on: cluster, now: builder.now)
        else {
            return builder.add(
                JobUpdate(
                    job: job.id, state: .available, runAt: builder.now + duration, note: reason, refundsAttempt: true))
        }
        builder.add(JobUpdate(job: job.id, state: .cancelled, note: reason))
        builder.apply(
            .deadlinePassed(
                step: job.step, epoch: job.epoch, reason: Plan.lateness, nextEpoch: builder.freshEpoch(for: id)),
            to: id)
    }

    /// A tick belongs to a cluster; what it found concerns many deployments. One that fails is left to the next slot.
    private func settleTick(_ report: JobReport, in builder: inout SettlementBuilder) {
        switch report.result {
        case .underWay: break
        case .done: builder.add(JobUpdate(job: report.job.id, state: .done))
        case .retry(let reason), .unanswered(let reason), .left(let reason), .fail(let reason), .cancel(let reason),
            .snooze(_, let reason), .closed(_, let reason), .awaiting(_, let reason):
            builder.add(JobUpdate(job: report.job.id, state: .cancelled, note: reason))
        }
        builder.add(report.watch.entries)
        for verdict in report.watch.verdicts {
            builder.apply(
                verdict.event(freshEpoch: builder.freshEpoch(for: verdict.deployment)), to: verdict.deployment)
        }
    }

    /// - Parameter hasBegun: An attempt that tells of no object has done nothing: its cluster did not answer.
    private func retry(_ job: Job, reason: String, hasBegun: Bool, in builder: inout SettlementBuilder) {
        let schedule = RetrySchedule.standard(for: job.stage)
        guard job.attempt < job.maxAttempts || schedule.refunds(attempt: job.attempt) else {
            return bury(job, reason: "\(reason) (given up after \(job.attempt) attempts)", in: &builder)
        }
        let delay = schedule.delay(afterAttempt: job.attempt, jitter: ids.jitter())
        builder.add(
            JobUpdate(
                job: job.id, state: .available, runAt: builder.now + delay, note: reason,
                refundsAttempt: schedule.refunds(attempt: job.attempt), hasNotBegun: !hasBegun))
        if schedule.triesForever { apply(job.putOff(reason, at: builder.now, until: nil), of: job, in: &builder) }
    }

    /// An API server that restarts takes no good rollout back: the last attempt is kept for one that gets an answer.
    private func askAgain(_ job: Job, reason: String, hasBegun: Bool, in builder: inout SettlementBuilder) {
        guard job.stage == .apply || job.stage == .promote, let id = job.deployment, let cluster = job.cluster else {
            return retry(job, reason: reason, hasBegun: hasBegun, in: &builder)
        }
        apply(job.putOff(reason, at: builder.now, until: nil), of: job, in: &builder)
        if let deployment = builder.deployment(id), case .advancing(let position) = deployment.state.phase,
            position.step == job.step, deployment.plan.isOver(position, on: cluster, now: builder.now)
        {
            let limit = deployment.plan.arrivalLimit.isoText
            return bury(job, reason: "\(reason) (asked again for \(limit))", in: &builder)
        }
        let delay = RetrySchedule.standard(for: job.stage).delay(afterAttempt: job.attempt, jitter: ids.jitter())
        builder.add(
            JobUpdate(
                job: job.id, state: .available, runAt: builder.now + delay, note: reason,
                refundsAttempt: job.attempt >= job.maxAttempts - 1, hasNotBegun: !hasBegun))
    }

    /// The job is dead: visible and replayable; its deployment hears of it, so that it never hangs.
    private func bury(_ job: Job, reason: String, in builder: inout SettlementBuilder) {
        builder.add(JobUpdate(job: job.id, state: .dead, note: reason))
        let fresh = job.deployment.map { builder.freshEpoch(for: $0) } ?? 0
        apply(job.failed(reason: reason, freshEpoch: fresh), of: job, in: &builder)
    }

    private func apply(_ event: DeploymentEvent?, of job: Job, in builder: inout SettlementBuilder) {
        guard let event, let deployment = job.deployment else { return }
        if case .pending = builder.deployment(deployment)?.state.phase { builder.apply(.started, to: deployment) }
        builder.apply(event, to: deployment)
    }
}

extension WatchVerdict {
    fileprivate func event(freshEpoch: Int64) -> DeploymentEvent {
        switch outcome {
        case .passed: .stepSucceeded(cluster: cluster, step: step, epoch: epoch)
        case .breached(let reason):
            .breached(cluster: cluster, step: step, epoch: epoch, reason: reason, nextEpoch: freshEpoch)
        case .pause(let reason, let whileHeld):
            .holdRequested(cluster: cluster, step: step, epoch: epoch, reason: reason, whileHeld: whileHeld)
        case .explained(let reason, let isOver):
            .holdExplained(cluster: cluster, step: step, epoch: epoch, reason: reason, isOver: isOver)
        case .compared(let outcome):
            .compared(cluster: cluster, step: step, epoch: epoch, outcome: outcome, nextEpoch: freshEpoch)
        }
    }
}

extension Job {
    /// What the deployment hears when the job is done; notify jobs tell it nothing.
    fileprivate var succeeded: DeploymentEvent? {
        guard stage != .notify, let cluster else { return nil }
        return step == Plan.wayBack
            ? .restored(cluster: cluster, epoch: epoch)
            : .stepSucceeded(cluster: cluster, step: step, epoch: epoch)
    }

    /// What the deployment hears when the job must wait.
    fileprivate func putOff(_ reason: String, at moment: Timestamp, until: Timestamp?) -> DeploymentEvent? {
        cluster.map { .putOff(cluster: $0, step: step, epoch: epoch, reason: reason, at: moment, until: until) }
    }

    /// What the deployment hears when the job waits no more.
    fileprivate var goesOn: DeploymentEvent? {
        cluster.map { .goesOn(cluster: $0, step: step, epoch: epoch) }
    }

    /// What the deployment hears when the job is dead.
    fileprivate func failed(reason: String, freshEpoch: Int64) -> DeploymentEvent? {
        guard stage != .notify, let cluster else { return nil }
        return step == Plan.wayBack
            ? .restoreFailed(cluster: cluster, epoch: epoch, reason: reason, stands: true)
            : .stepFailed(cluster: cluster, step: step, epoch: epoch, reason: reason, nextEpoch: freshEpoch)
    }

    /// What the deployment hears when its way back has left others' work alone.
    fileprivate func left(reason: String) -> DeploymentEvent? {
        cluster.map { .restoreFailed(cluster: $0, epoch: epoch, reason: reason, stands: false) }
    }
}
