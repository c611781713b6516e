package import Application
import Apply
package import CohortKeeper
package import Domain
import HTTPClient
import Kubernetes
import Notify
package import Ports
import Promote
import Rollback
import SoakMonitor
import Validate
package import WorkerKit

/// What all stages of a worker are made of.
package struct WorkerParts: Sendable {
    let bundles: any BundleStore
    let jobs: any JobStore
    let watches: any WatchStore
    let cohorts: any CohortStore
    let fleet: FleetDirectory
    let clusters: any ClusterConnecting
    let pods: any ClusterPodsConnecting
    let metrics: any TrafficMetricsConnecting
    let probes: any HTTPProbing
    let events: any EventPublishing
    let calendar: any ChangeCalendarSource
    let time: any TimeSource
    let source: String
    let limits: Limits
    private let propagations: Propagations
    private let pictures = ClusterPictures()
    private let judge: PolicyJudge
    private let review: ChangeReview
    private let validations: (any ValidationStore)?
    private let recorder: JobRecorder

    /// How the stages work.
    package struct Limits: Sendable {
        /// How many requests a job sends to one cluster at once.
        package let concurrency: Int
        /// The longest that one request to a cluster may take.
        package let requestLimit: Duration
        package let settleTime: Duration
        package let soakInterval: Duration

        package init(concurrency: Int, requestLimit: Duration, settleTime: Duration, soakInterval: Duration) {
            self.concurrency = concurrency
            self.requestLimit = requestLimit
            self.settleTime = settleTime
            self.soakInterval = soakInterval
        }
    }

    package init(
        bundles: any BundleStore, jobs: any JobStore, watches: any WatchStore, cohorts: any CohortStore,
        fleet: FleetDirectory, clusters: any ClusterConnecting, pods: any ClusterPodsConnecting,
        metrics: any TrafficMetricsConnecting, probes: any HTTPProbing, events: any EventPublishing,
        calendar: any ChangeCalendarSource, recorder: JobRecorder, time: any TimeSource, source: String, limits: Limits,
        schemas: ClusterSchemas? = nil, knowledge: ClusterKnowledge? = nil, pending: PendingKnowledge? = nil,
        validations: (any ValidationStore)? = nil
    ) {
        self.bundles = bundles
        self.jobs = jobs
        self.watches = watches
        self.cohorts = cohorts
        self.fleet = fleet
        self.clusters = clusters
        self.pods = pods
        self.metrics = metrics
        self.probes = probes
        self.events = events
        self.calendar = calendar
        self.time = time
        self.source = source
        self.limits = limits
        propagations = Propagations(clusters: clusters, pods: pods)
        let knowledge = knowledge ?? ClusterKnowledge(clusters: clusters)
        judge = PolicyJudge(knowledge, schemas: schemas, pending: pending)
        review = judge.review
        self.validations = validations
        self.recorder = recorder
    }

    /// The work of a stage.
    package func work(of stage: Stage) -> any StageWork {
        switch stage {
        case .validate:
            ValidateStage(
                bundles: bundles, clusters: clusters, judge: judge, review: review, validations: validations,
                rollout: rollout,
                units: UnitDecision(
                    bundles: bundles, clusters: clusters, pods: pods, metrics: metrics,
                    concurrency: limits.concurrency),
                concurrency: limits.concurrency)
        case .apply:
            ApplyStage(bundles: bundles, whole: whole, rollout: rollout, arrival: arrival, calendar: calendar)
        case .soakMonitor:
            SoakMonitorStage(
                watches: watches, fleet: fleet, metrics: metrics, jobs: jobs, recorder: recorder, pictures: pictures,
                interval: limits.soakInterval)
        case .promote: PromoteStage(bundles: bundles, whole: whole, rollout: rollout, calendar: calendar)
        case .rollback:
            RollbackStage(
                bundles: bundles, jobs: jobs, clusters: clusters, rollout: rollout, concurrency: limits.concurrency,
                requestLimit: limits.requestLimit)
        case .notify: NotifyStage(events: events, source: source)
        }
    }

    /// Who keeps the cohorts, signing as `name`.
    package func keeper(name: String) -> CohortKeeper {
        CohortKeeper(
            cohorts: cohorts, fleet: fleet, clusters: pods,
            settings: CohortKeeper.Settings(name: name, concurrency: limits.concurrency), time: time)
    }

    private var whole: WholeBundle {
        WholeBundle(
            bundles: bundles, clusters: clusters, concurrency: limits.concurrency, requestLimit: limits.requestLimit)
    }

    private var rollout: ProgressiveRollout {
        ProgressiveRollout(
            bundles: bundles, cohorts: cohorts, clusters: clusters, pods: pods, propagations: propagations,
            pictures: pictures, jobs: jobs,
            settings: ProgressiveRollout.Settings(
                concurrency: limits.concurrency, requestLimit: limits.requestLimit, settleTime: limits.settleTime),
            time: time, news: { [recorder] job, why in await recorder.tell(job, waitsFor: why) })
    }

    private var arrival: Arrival { Arrival(probes: probes, rollout: rollout) }
}
