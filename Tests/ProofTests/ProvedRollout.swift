import Application
import Domain
import Kubernetes
import Mesh
import MeshTestKit
import Ports
import Rollback
import Runtime
import TestKit
import WorkerKit

/// One deployment of a sample, done by the engine itself: only the stores are in memory.
struct ProvedRollout: Sendable {
    private let rollout: ProgressiveRollout
    private let rollback: RollbackStage
    private let bundles: MemoryBundles
    private let cohorts = MemoryCohorts()
    private let epoch: Int64
    private static let time = SystemTime()
    private static let deployment = ID<Deployment>(high: 0, low: 0x8000_0000_5eed_c0de)
    private static let requestLimit = Duration.seconds(60)
    private static let place = Cluster(
        id: ID(high: 1, low: 1), name: "west", environment: ID(high: 2, low: 2), environmentName: "Development",
        mesh: .istio, meshVersion: "", server: "", certificateAuthority: nil, sealedCredentials: [], prometheus: nil,
        createdAt: Timestamp(microseconds: 0))

    /// - Parameter epoch: Of the way there; the way back has the next one.
    init(_ sample: KindSample, on cluster: ObservedCluster, epoch: Int64) {
        self.epoch = epoch
        bundles = MemoryBundles(
            Self.deployment(sample, epoch), cluster: Self.place, sample.changes)
        let jobs = IdleJobs(time: Self.time)
        rollout = ProgressiveRollout(
            bundles: bundles, cohorts: cohorts, clusters: cluster, pods: cluster,
            propagations: Propagations(clusters: cluster, pods: cluster), pictures: ClusterPictures(),
            jobs: jobs,
            settings: ProgressiveRollout.Settings(concurrency: 1, requestLimit: Self.requestLimit, settleTime: .zero),
            time: Self.time)
        rollback = RollbackStage(
            bundles: bundles, jobs: jobs, clusters: cluster, rollout: rollout, concurrency: 1,
            requestLimit: Self.requestLimit)
    }

    /// One step of the plan, as the stages do it.
    func arrange(_ scene: Scene) async throws {
        let situation = try await rollout.situation(
            of: await bundles.bundle(Self.deployment, cluster: Self.place.id))
        try await rollout.arrange(scene, situation, job: job(.promote, step: 0, epoch), lease: lease())
    }

    /// The way back, as the rollback stage does it. Returns what it answers where that is not "done".
    func takeBack() async throws -> String? {
        let answer = try await rollback.work(on: job(.rollback, step: Plan.wayBack, epoch + 1), lease: lease())
        if case .done = answer.result, answer.objects.allSatisfy({ $0.state == .old }) { return nil }
        return "\(answer)"
    }

    /// The share that the cohort's keeper would keep.
    var share: Share? { get async { await cohorts.record?.share } }

    private func lease() -> WorkLease {
        WorkLease(claim: ID(high: 5, low: 5), requested: Self.time.uptime(), length: .seconds(3600), time: Self.time)
    }

    private func job(_ stage: Stage, step: Int, _ epoch: Int64) -> Job {
        Job(
            id: ID(high: 4, low: UInt64(epoch)), stage: stage, deployment: Self.deployment, epoch: epoch, step: step,
            cluster: Self.place.id, attempt: 1, maxAttempts: 5, payload: [:],
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    }

    private static func deployment(_ sample: KindSample, _ epoch: Int64) -> Deployment {
        let policies = sample.changes.indices.map(MemoryBundles.policy)
        let units = Dictionary(policies.map { ($0, sample.unit) }) { first, _ in first }
        let plan = Plan(clusters: [place.id], steps: [], onFailure: .rollback, units: units)
        let now = time.now()
        return Deployment(
            id: deployment, policies: policies.map { PolicyReference(policy: $0, version: 2) },
            environment: place.environment, strategy: .canary, plan: plan, onConflict: .takeOver, rollbackOf: nil,
            requestedBy: "proof", reason: "", traceparent: nil, createdAt: now,
            state: .accepted(plan: plan, epoch: epoch), sequence: 0, revision: 0, updatedAt: now)
    }
}
