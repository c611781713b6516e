import Application
import Domain
import Ports

/// Consumes the queue of one stage: claim, work, record, ack, in this order for every job, many jobs at once.
struct StageLoop: Sendable {
    let work: any StageWork
    let subscription: any QueueSubscription<JobDelivery>
    let jobs: any JobStore
    let recorder: JobRecorder
    let leases: Leases
    let settings: WorkerSettings
    let time: any TimeSource
    let observer: WorkerObserver

    /// Runs until the subscription is cancelled, and then until the jobs under way are done.
    func run() async {
        await withDiscardingTaskGroup { group in
            let slots = Slots(settings.concurrency)
            while true {
                let free = await slots.waitForSome()
                guard let deliveries = await poll(max: free) else { break }
                let claimed = await claim(deliveries)
                slots.take(claimed.count)
                for (delivery, job, lease) in claimed {
                    group.addTask {
                        await perform(job, lease, delivery)
                        slots.giveBack()
                    }
                }
            }
        }
    }

    /// What one wait for deliveries came to.
    private enum Poll: Sendable {
        /// `nil`: the subscription has ended.
        case deliveries([JobDelivery]?)
        case silence
    }

    /// Waits for deliveries, and tells every few seconds that it still does; `nil` when the subscription has ended.
    private func poll(max: Int) async -> [JobDelivery]? {
        while true {
            observer.polled(work.stage)
            if case .deliveries(let deliveries) = await pollOnce(max: max) { return deliveries }
        }
    }

    private func pollOnce(max: Int) async -> Poll {
        await withTaskGroup(of: Poll.self) { group in
            group.addTask { .deliveries(await subscription.next(max: max)) }
            group.addTask {
                try? await time.sleep(for: Self.pollLimit)
                return .silence
            }
            let first = await group.next() ?? .silence
            group.cancelAll()
            guard case .silence = first, !Task.isCancelled else { return first }
            // What came at the very moment must not be lost; no delivery means that the wait was cut short.
            guard case .deliveries(let late?)? = await group.next() else { return .silence }
            return .deliveries(late)
        }
    }

    private static let pollLimit = Duration.seconds(5)

    /// Claims the jobs of the deliveries. Those that are somebody else's, or not due, are acked away. While the
    /// database is away the deliveries wait with us.
    private func claim(_ deliveries: [JobDelivery]) async -> [(JobDelivery, ClaimedJob, WorkLease)] {
        observer.reached(.beforeClaim)
        let byJob = Dictionary(grouping: deliveries) { ID<Job>($0.message.jobID) }
        let ids = byJob.keys.compactMap(\.self)
        let requested = time.uptime()
        guard
            let claims = await retrying(
                "claim", { try await jobs.claim(ids, worker: settings.name, lease: settings.lease) })
        else {
            subscription.reject(deliveries.map(\.tag), requeue: true)
            return []
        }
        observer.reached(.afterClaim)
        var claimed: [(JobDelivery, ClaimedJob, WorkLease)] = []
        var mine: Set<DeliveryTag> = []
        for claim in claims {
            guard let delivery = byJob[claim.job.id]?.first else { continue }
            mine.insert(delivery.tag)
            claimed.append((delivery, claim, leases.begin(claim.claim, requested: requested)))
        }
        subscription.ack(deliveries.map(\.tag).filter { !mine.contains($0) })
        return claimed
    }

    private func perform(_ claimed: ClaimedJob, _ lease: WorkLease, _ delivery: JobDelivery) async {
        defer {
            leases.end(lease)
            observer.polled(work.stage)
        }
        let began = time.uptime()
        guard let answer = await answer(for: claimed, lease) else {
            observer.finished(claimed.job, nil, took: time.uptime() - began)
            _ = try? await jobs.relinquish([claimed.claim])
            subscription.ack([delivery.tag])
            return
        }
        observer.reached(.beforeRecord)
        let report = JobReport(
            job: claimed.job, claim: claimed.claim, result: answer.result, objects: answer.objects,
            watch: answer.watch)
        guard await retrying("record", { try await recorder.record(report) }) != nil else {
            subscription.reject([delivery.tag], requeue: true)
            return
        }
        observer.reached(.afterRecord)
        observer.finished(claimed.job, answer.result, took: time.uptime() - began)
        observer.reached(.beforeAck)
        subscription.ack([delivery.tag])
        observer.reached(.afterAck)
    }

    private func answer(for claimed: ClaimedJob, _ lease: WorkLease) async -> StageAnswer? {
        do {
            // Validating changes nothing, so it need not wait until its beginning is recorded; a writer does.
            async let begin: Void = recordStart(claimed)
            if claimed.job.stage != .validate { try await begin }
            observer.reached(.beforeWork)
            let answer = try await work.work(on: claimed.job, lease: lease)
            observer.reached(.afterWork)
            try await begin
            return answer
        } catch {
            return StageAnswer(of: error)
        }
    }

    private func recordStart(_ claimed: ClaimedJob) async throws {
        guard claimed.deploymentIsPending, claimed.job.stage != .notify, let deployment = claimed.job.deployment
        else { return }
        try await recorder.recordStart(of: deployment)
    }

    /// Tries a database call again until it succeeds, for as long as a lease may hold; `nil` when it never did.
    private func retrying<Output>(_ what: String, _ call: () async throws -> Output) async -> Output? {
        let deadline = time.uptime() + settings.lease
        var wait = Duration.milliseconds(50)
        while true {
            do { return try await call() } catch {
                observer.failed(what, work.stage, error)
                guard time.uptime() + wait < deadline, (try? await time.sleep(for: wait)) != nil else { return nil }
                wait = min(wait * 2, .seconds(1))
            }
        }
    }
}
