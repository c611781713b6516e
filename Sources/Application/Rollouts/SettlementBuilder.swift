package import Domain
package import Ports

/// The one interpreter of effects: carries events through `decide` and gathers what the decisions write.
package struct SettlementBuilder {
    private let loaded: LoadedRollouts
    private let ids: any IDSource
    private var working: [ID<Deployment>: Working] = [:]
    private var settlement = Settlement()

    /// A deployment while its events are worked off.
    private struct Working {
        var deployment: Deployment
        var changes: [StatusChange] = []
        var cancelJobsBefore: Int64?
        var takesLocks = false
        var releasesLocks = false
        var endsWatches = false
        var watches: [ID<Cluster>: WatchBeginning] = [:]
        var isTouched = false
    }

    package init(_ loaded: LoadedRollouts, ids: any IDSource) {
        self.loaded = loaded
        self.ids = ids
        working = loaded.deployments.mapValues { Working(deployment: $0) }
    }

    package var now: Timestamp { loaded.now }

    /// The deployment as it stands after the events so far.
    package func deployment(_ id: ID<Deployment>) -> Deployment? { working[id]?.deployment }

    /// A number above every epoch so far, for an event of this deployment.
    package func freshEpoch(for id: ID<Deployment>) -> Int64 { loaded.freshEpochs[id] ?? 0 }

    package mutating func add(_ update: JobUpdate) { settlement.jobs.append(update) }

    package mutating func add(_ entries: [WatchEntry]) { settlement.watches += entries }

    package mutating func add(_ reports: [ObjectReport], of deployment: ID<Deployment>) {
        settlement.objects += reports.map { ObjectUpdate(deployment: deployment, report: $0) }
    }

    /// Carries `event` through the state machine. A refusal changes nothing and is returned.
    @discardableResult
    package mutating func apply(_ event: DeploymentEvent, to id: ID<Deployment>) -> Decision {
        guard var subject = working[id] else { return .ignore("no such deployment") }
        let decision = decide(subject.deployment.state, event, plan: subject.deployment.plan)
        guard case .advance(let state, let effects) = decision else { return decision }
        let before = subject.deployment.state
        subject.deployment.state = state
        let told = settlement.objects.filter { $0.deployment == id }.map(\.report.cluster)
        settlement.objects += subject.deployment.interrupted(before, except: Set(told))
        subject.isTouched = true
        for effect in effects { interpret(effect, for: &subject) }
        working[id] = subject
        return decision
    }

    private mutating func interpret(_ effect: Effect, for subject: inout Working) {
        switch effect {
        case .cancelJobs(let epoch):
            subject.cancelJobsBefore = max(subject.cancelJobsBefore ?? epoch, epoch)
            let id = subject.deployment.id
            settlement.newJobs.removeAll { $0.deployment == id && $0.epoch < epoch && $0.stage != .notify }
        case .enqueue(let stage, let step, let clusters, let delay):
            settlement.newJobs += clusters.map {
                subject.deployment.job(stage, step: step, cluster: $0, ids: ids, delay: delay)
            }
        case .beginWatch(let step, let clusters):
            for cluster in clusters { subject.watches[cluster] = WatchBeginning(step: step, cluster: cluster) }
        case .keepWatch(let step, let clusters):
            for cluster in clusters {
                let isNew = subject.watches[cluster].map { !$0.isKept } ?? false
                subject.watches[cluster] = WatchBeginning(step: step, cluster: cluster, isKept: !isNew)
            }
        case .endWatch:
            subject.endsWatches = true
            subject.watches = [:]
        case .takeLocks: subject.takesLocks = true
        case .releaseLocks: subject.releasesLocks = true
        case .announce(let status, let reason): announce(status, reason: reason, for: &subject)
        }
    }

    private mutating func announce(_ status: DeploymentStatus, reason: String?, for subject: inout Working) {
        subject.deployment.sequence += 1
        let change = StatusChange(
            id: ids.next(StatusChange.self), deployment: subject.deployment.id, sequence: subject.deployment.sequence,
            status: status, reason: reason, at: loaded.now)
        subject.changes.append(change)
        settlement.newJobs.append(subject.deployment.notifyJob(of: change, ids: ids))
    }

    /// Everything that is to be written.
    package consuming func finish() -> Settlement {
        let now = loaded.now
        settlement.deployments = working.values.filter(\.isTouched).map { subject in
            DeploymentUpdate(
                deployment: subject.deployment, changes: subject.changes, cancelJobsBefore: subject.cancelJobsBefore,
                takesLocks: subject.takesLocks, releasesLocks: subject.releasesLocks, endsWatches: subject.endsWatches,
                beginsWatches: subject.watches.values.sorted { $0.cluster < $1.cluster },
                deadline: subject.deployment.deadline(from: now))
        }
        return settlement
    }
}

extension Deployment {
    /// A job of this deployment at its present epoch.
    package func job(
        _ stage: Stage, step: Int, cluster: ID<Cluster>?, ids: any IDSource, delay: Duration = .zero
    ) -> Job {
        Job(
            id: ids.next(Job.self), stage: stage, deployment: id, epoch: state.epoch, step: step, cluster: cluster,
            attempt: 0, maxAttempts: RetrySchedule.standard(for: stage).maxAttempts, payload: .object([:]),
            traceparent: traceparent, delay: delay)
    }

    /// When the step that is under way must have ended; `nil` where a person or the traffic decides how long it lasts,
    /// or whoever looks counts the time.
    fileprivate func deadline(from now: Timestamp) -> Timestamp? {
        guard case .advancing(let position) = state.phase, let step = plan.step(position.step), step.stage != nil,
            !step.isCountedByLooks, let limit = plan.progressDeadline
        else { return nil }
        // While nothing may be changed no time passes.
        let start = position.delays.values.compactMap(\.until).max().map { max($0, now) } ?? now
        if case .retire(let after) = step { return start + after + limit }
        return start + limit
    }

    /// The job that tells the world of `change`.
    package func notifyJob(of change: StatusChange, ids: any IDSource) -> Job {
        Job(
            id: ids.next(Job.self), stage: .notify, deployment: id, epoch: state.epoch, step: 0, cluster: nil,
            attempt: 0, maxAttempts: RetrySchedule.standard(for: .notify).maxAttempts, payload: change.json,
            traceparent: traceparent)
    }
}

extension StatusChange {
    /// What a notify job carries. `key` makes the job unique.
    package var json: JSONValue {
        [
            "key": .string(id.description), "deployment": .string(deployment.description),
            "sequence": .int(sequence), "status": .string(status.rawValue),
            "reason": reason.map { .string($0) } ?? .null, "at": .string(at.description),
        ]
    }

    /// Reads what a notify job carries; `nil` where it is none.
    package init?(json: JSONValue) {
        guard let id = json["key"]?.string.flatMap(ID<StatusChange>.init),
            let deployment = json["deployment"]?.string.flatMap(ID<Deployment>.init),
            let sequence = json["sequence"]?.int,
            let status = json["status"]?.string.flatMap(DeploymentStatus.init(rawValue:)),
            let at = json["at"]?.string.flatMap(Timestamp.init)
        else { return nil }
        self.init(
            id: id, deployment: deployment, sequence: sequence, status: status, reason: json["reason"]?.string, at: at)
    }
}
