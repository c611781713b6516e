package import Application
package import Domain
package import Ports
import Mesh
package import WorkerKit

/// The apply stage: captures the way back, writes the bundle in order, reads it back.
package struct ApplyStage: StageWork {
    package let stage = Stage.apply
    private let bundles: any BundleStore
    private let clusters: any ClusterConnecting
    private let concurrency: Int
    private let requestLimit: Duration

    /// - Parameters:
    ///   - concurrency: How many requests go to one cluster at once.
    ///   - requestLimit: The longest that one request to a cluster may take.
    package init(
        bundles: any BundleStore, clusters: any ClusterConnecting, concurrency: Int, requestLimit: Duration
    ) {
        self.bundles = bundles
        self.clusters = clusters
        self.concurrency = concurrency
        self.requestLimit = requestLimit
    }

    package func work(on job: Job, lease: WorkLease) async throws -> StageAnswer {
        guard let cluster = job.cluster else { return StageAnswer(.fail(reason: "The job names no cluster")) }
        let bundle = try await bundles.bundle(job.deployment, cluster: cluster)
        let objects = try await clusters.objects(of: bundle.cluster)
        let marks = ObjectMarks(deployment: job.deployment, epoch: job.epoch, traceparent: job.traceparent)
        let reader = TargetReader(objects, concurrency: concurrency)
        let targets = try await reader.targets(of: bundle.objects)
        for live in targets.compactMap(\.live) { try marks.checkFence(live) }
        try await capture(targets, job, cluster, lease)
        let writer = ObjectWriter(
            objects, marks: marks, lease: lease, onConflict: bundle.deployment.onConflict, requestLimit: requestLimit)
        let run = BundleRun(concurrency: concurrency)
        let waves = BundleOrder.waves(targets, kind: \.object.key.kind) { $0.document == nil ? .remove : .write }
        let written = try await run.write(waves, on: bundle.cluster) { try await writer.write($0) }
        let reports = written.reports(cluster: cluster, untouched: targets, marks)
        if let failure = written.failureText {
            return StageAnswer(written.isTransient ? .retry(reason: failure) : .fail(reason: failure), objects: reports)
        }
        return StageAnswer(await verdict(on: targets, reader, bundle.cluster), objects: reports)
    }

    /// Live equals recorded, or another attempt. What was written is reported even where it cannot be read back.
    private func verdict(on targets: [ClusterTarget], _ reader: TargetReader, _ cluster: Cluster) async -> StageResult {
        do {
            let differences = try await ReadBack(reader: reader).differences(of: targets, on: cluster)
            return differences.isEmpty ? .done : .retry(reason: differences.joined(separator: "; "))
        } catch { return .retry(reason: "Cluster \(cluster.name) was written but cannot be read back: \(error)") }
    }

    /// The way back is stored before anything is written, once: a retry gets what the first attempt found.
    private func capture(
        _ targets: [ClusterTarget], _ job: Job, _ cluster: ID<Cluster>, _ lease: WorkLease
    ) async throws {
        let missing = targets.filter { $0.object.capture == nil }
        guard !missing.isEmpty else { return }
        let captures = missing.map { Capture(policy: $0.object.policy, before: $0.live?.body) }
        _ = try await bundles.capture(captures, deployment: job.deployment, cluster: cluster, claim: lease.claim)
    }
}
