package import Application
import Domain
import MeshModel
package import Ports

/// Keeps the share of every cohort while pods come and go, and takes the labels of finished ones off.
///
/// One keeper works on a cluster at a time (a lease in the database); when it dies another one goes on within the
/// lease. What it does is a pure function of the pods and the stored cohorts, so two of them would do no harm.
package struct CohortKeeper: Sendable {
    private let cohorts: any CohortStore
    private let fleet: FleetDirectory
    private let clusters: any ClusterPodsConnecting
    private let settings: Settings
    private let time: any TimeSource

    /// How it works.
    package struct Settings: Sendable {
        /// How it signs its leases; unique among running workers.
        package let name: String
        package let lease: Duration
        /// How often the stored cohorts are read.
        package let interval: Duration
        /// For how long the labels of a finished cohort are looked for: longer than any late writer's lease.
        package let afterRetirement: Duration
        package let concurrency: Int

        package init(
            name: String, lease: Duration = .seconds(10), interval: Duration = .milliseconds(500),
            afterRetirement: Duration = .seconds(60), concurrency: Int = 16
        ) {
            self.name = name
            self.lease = lease
            self.interval = interval
            self.afterRetirement = afterRetirement
            self.concurrency = concurrency
        }
    }

    package init(
        cohorts: any CohortStore, fleet: FleetDirectory, clusters: any ClusterPodsConnecting, settings: Settings,
        time: any TimeSource
    ) {
        self.cohorts = cohorts
        self.fleet = fleet
        self.clusters = clusters
        self.settings = settings
        self.time = time
    }

    /// Keeps until the task is cancelled.
    /// - Parameter observe: A round has ended, well or not.
    package func run(observe: @escaping @Sendable (Result<Void, any Error>) -> Void) async {
        await withDiscardingTaskGroup { group in
            let rounds = KeptClusters()
            while !Task.isCancelled {
                do {
                    for cluster in try await cohorts.clustersWithCohorts(retiredWithin: settings.afterRetirement) {
                        guard rounds.begin(cluster) else { continue }
                        group.addTask {
                            defer { rounds.end(cluster) }
                            do { try await keep(cluster) } catch { observe(.failure(error)) }
                        }
                    }
                    observe(.success(()))
                } catch { observe(.failure(error)) }
                guard (try? await time.sleep(for: settings.interval)) != nil else { break }
            }
            group.cancelAll()
        }
    }

    /// Keeps one cluster for as long as it has cohorts and the lease is ours.
    private func keep(_ id: ID<Cluster>) async throws {
        let lease = "cohorts/\(id)"
        guard try await cohorts.takeLease(lease, holder: settings.name, length: settings.lease),
            let cluster = try await fleet.cluster(id)
        else { return }
        let pods = try await clusters.pods(of: cluster)
        let picture = PodPicture()
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pods.watchPods { await picture.take($0) } }
                group.addTask { try await tend(id, pods, picture, lease) }
                try await group.next()
                group.cancelAll()
            }
        } catch is CancellationError {}
        try await cohorts.giveUpLease(lease, holder: settings.name)
    }

    /// Rounds at once when a pod has come, gone or changed its labels, and now and then.
    private func tend(
        _ cluster: ID<Cluster>, _ pods: any ClusterPods, _ picture: PodPicture, _ lease: String
    ) async throws {
        var rounds = KeptRounds()
        while true {
            try Task.checkCancellation()
            let found = await picture.next(atMost: settings.interval, time)
            let records = try await cohorts.cohorts(on: cluster, retiredWithin: settings.afterRetirement)
            guard !records.isEmpty,
                try await cohorts.takeLease(lease, holder: settings.name, length: settings.lease)
            else { return }
            guard let found else { continue }
            let until = time.uptime() + settings.lease
            for record in rounds.due(records, found) {
                try await keep(record, found.pods, pods, until: until)
                rounds.note(record)
            }
        }
    }

    private func keep(
        _ record: CohortRecord, _ found: [Workload], _ pods: any ClusterPods, until: Duration
    ) async throws {
        let cohort = Cohort(record.deployment)
        let scopes = record.scopes.map { PodScope(json: $0) }
        let share = record.retiredAt == nil ? record.share : nil
        // A cohort without a share labels nobody, and while it stands its labels are the step's own business.
        guard share != nil || record.retiredAt != nil else { return }
        let plan = CohortLabels.plan(found, scopes: scopes, share: share, cohort: cohort)
        let time = time
        try await CohortLabels(pods: pods, concurrency: settings.concurrency).carryOut(plan, cohort: cohort) {
            guard time.uptime() < until else { throw LeaseLost(reason: "The keeper's lease has run out") }
        }
        guard record.retiredAt == nil, plan.members != record.members else { return }
        try await cohorts.note(
            plan.members, deployment: record.deployment, cluster: record.cluster, epoch: record.epoch)
    }
}
