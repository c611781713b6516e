import Application
import Domain
import Mesh
import MeshModel
import MeshTestKit
import Ports
import Synchronization
import TestKit

/// One deployment of a sample, done step by step on a mesh that may be slow; only the clock and the stores are made up.
struct ArrivalTown {
    let time = DrivenTime()
    let mesh: SlowMesh
    let cohorts = MemoryCohorts()
    let told = ToldWaits()
    private let bundles: MemoryBundles
    static let settleTime = Duration.seconds(15)
    private static let deployment = ID<Deployment>(high: 0, low: 0x8000_0000_5eed_c0de)
    private static let place = Cluster(
        id: ID(high: 1, low: 1), name: "west", environment: ID(high: 2, low: 2), environmentName: "Development",
        mesh: .istio, meshVersion: "", server: "", certificateAuthority: nil, sealedCredentials: [], prometheus: nil,
        createdAt: Timestamp(microseconds: 0))

    /// - Parameters:
    ///   - sample: The name of a `KindSample`.
    ///   - deadline: The `progressDeadline` of the request.
    init(_ sample: String, deadline: Duration? = nil) throws {
        guard let sample = KindSample.all.first(where: { $0.name == sample }) else { throw NotPlayed() }
        mesh = SlowMesh(pods: sample.pods, time: time)
        bundles = MemoryBundles(Self.deployment(sample, deadline), cluster: Self.place, sample.changes)
        for (name, document) in sample.world.objects {
            let (resource, namespace) = (name.resource, name.namespace)
            let place = MeshPlace(
                group: resource.group, plural: resource.plural, namespace: namespace, name: name.name)
            mesh.put(document, at: place)
        }
        for service in sample.services {
            let body: JSONValue = [
                "metadata": ["namespace": .string(service.namespace), "name": .string(service.name)],
                "spec": ["selector": .object(service.selector.mapValues { .string($0) })],
            ]
            let place = MeshPlace(group: "", plural: "services", namespace: service.namespace, name: service.name)
            mesh.put(body, at: place)
        }
    }

    private static func deployment(_ sample: KindSample, _ deadline: Duration?) -> Deployment {
        let policies = sample.changes.indices.map(MemoryBundles.policy)
        let plan = Plan(
            clusters: [place.id], steps: [], onFailure: .rollback,
            units: Dictionary(policies.map { ($0, sample.unit) }) { first, _ in first }, progressDeadline: deadline)
        let now = Timestamp(microseconds: 0)
        return Deployment(
            id: deployment, policies: policies.map { PolicyReference(policy: $0, version: 2) },
            environment: place.environment, strategy: .canary, plan: plan, onConflict: .takeOver, rollbackOf: nil,
            requestedBy: "ada", reason: "", traceparent: nil, createdAt: now,
            state: .accepted(plan: plan, epoch: 1), sequence: 0, revision: 0, updatedAt: now)
    }

    /// A worker of its own, which knows of others what is stored.
    private var worker: ProgressiveRollout {
        ProgressiveRollout(
            bundles: bundles, cohorts: cohorts, clusters: mesh, pods: mesh,
            propagations: Propagations(clusters: mesh, pods: mesh, lifetime: .zero), pictures: ClusterPictures(),
            jobs: IdleJobs(time: time),
            settings: ProgressiveRollout.Settings(
                concurrency: 1, requestLimit: .seconds(1), settleTime: Self.settleTime), time: time,
            news: { [told] _, why in told.add(why) })
    }

    func lease() -> WorkLease {
        WorkLease(claim: ID(high: 5, low: 5), requested: time.uptime(), length: .seconds(36_000), time: time)
    }

    private func job(_ stage: Stage, step: Int, epoch: Int64) -> Job {
        Job(
            id: ID(high: 4, low: 4), stage: stage, deployment: Self.deployment, epoch: epoch, step: step,
            cluster: Self.place.id, attempt: 1, maxAttempts: 5, payload: [:], traceparent: nil)
    }

    private var bundle: Bundle {
        get async { await bundles.bundle(Self.deployment, cluster: Self.place.id) }
    }

    /// One attempt at a step.
    func arrange(_ scene: Scene, step: Int, lease: WorkLease? = nil) async throws {
        let worker = worker
        let situation = try await worker.situation(of: await bundle)
        try await worker.arrange(
            scene, situation, job: job(.apply, step: step, epoch: 1), lease: lease ?? self.lease())
    }

    /// What stands in the way of the old version, each in a sentence.
    func takeBack() async throws -> [String] {
        try await worker.takeBack(
            await bundle, job: job(.rollback, step: Plan.wayBack, epoch: 2), lease: lease()
        ).failures
    }

    /// What the step that waits for the proxies finds.
    func arrival() async throws -> PropagationVerdict? { try await report()?.verdict }

    /// The same with whom it is about.
    func report() async throws -> ProgressiveRollout.ArrivalReport? {
        try await worker.arrival(of: await bundle)
    }

    /// What was stored last.
    var written: WrittenScene? {
        get async { await cohorts.record?.written.flatMap { WrittenScene(json: $0) } }
    }
}

/// What was told of waits in the middle of steps; `nil`: they were over.
final class ToldWaits: Sendable {
    private let words = Mutex<[String?]>([])

    func add(_ why: String?) { words.withLock { $0.append(why) } }
    /// Empty again when it was looked at.
    func take() -> [String?] {
        words.withLock { words in
            defer { words = [] }; return words
        }
    }
}
