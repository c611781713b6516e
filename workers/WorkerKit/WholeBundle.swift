package import Application
package import Domain
import Mesh
package import Ports

/// Writes a bundle as it is to be in the end: captures the way back, writes in order, reads everything back.
package struct WholeBundle: Sendable {
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

    /// - Parameter moments: Is told of every write that has ended.
    package func write(
        _ bundle: Bundle, job: Job, lease: WorkLease, moments: WriteMoments? = nil
    ) async throws -> StageAnswer {
        let objects = try await clusters.objects(of: bundle.cluster)
        let marks = ObjectMarks(deployment: bundle.deployment.id, epoch: job.epoch, traceparent: job.traceparent)
        let reader = TargetReader(objects, concurrency: concurrency)
        let targets = try await reader.targets(of: bundle.objects)
        for live in targets.compactMap(\.live) { try marks.checkFence(live) }
        try await GroundSurvey(bundles).hold(
            bundle, live: targets.live, beside: [],
            root: try await MeshConfigReading.root(for: bundle.objects.map(\.key.kind), objects), claim: lease.claim)
        try await capture(targets, bundle, lease)
        let writer = ObjectWriter(
            objects, marks: marks, lease: lease, onConflict: bundle.deployment.onConflict, requestLimit: requestLimit)
        let run = BundleRun(concurrency: concurrency)
        let waves = BundleOrder.waves(targets, kind: \.object.key.kind) { $0.document == nil ? .remove : .write }
        let written = try await run.write(waves, on: bundle.cluster) { target in
            defer { moments?.note(target.reference) }
            return try await writer.write(target)
        }
        let reports = written.reports(cluster: bundle.cluster.id, untouched: targets, marks)
        if let failure = written.failureText {
            return StageAnswer(
                written.isTransient ? .unanswered(reason: failure) : .fail(reason: failure), objects: reports)
        }
        return StageAnswer(await verdict(on: targets, reader, bundle.cluster), objects: reports)
    }

    /// Live equals recorded, or another attempt. What was written is reported even where it cannot be read back.
    package func verdict(
        on targets: [ClusterTarget], _ reader: TargetReader, _ cluster: Cluster
    ) async -> StageResult {
        do {
            let differences = try await ReadBack(reader: reader).differences(of: targets, on: cluster)
            return differences.isEmpty ? .done : .retry(reason: differences.joined(separator: "; "))
        } catch {
            let reason = "Cluster \(cluster.name) was written but cannot be read back: \(error)"
            return (error as? PortError)?.kind == .transient ? .unanswered(reason: reason) : .retry(reason: reason)
        }
    }

    /// The proof alone: whether the bundle's objects are as they are to be in the end.
    package func proof(of bundle: Bundle) async throws -> StageResult {
        let objects = try await clusters.objects(of: bundle.cluster)
        let reader = TargetReader(objects, concurrency: concurrency)
        return await verdict(on: try await reader.unread(of: bundle.objects), reader, bundle.cluster)
    }

    /// The way back is stored before anything is written, once: a retry gets what the first attempt found.
    private func capture(_ targets: [ClusterTarget], _ bundle: Bundle, _ lease: WorkLease) async throws {
        let missing = targets.filter { $0.object.capture == nil }
        guard !missing.isEmpty else { return }
        let captures = missing.map { Capture(policy: $0.object.policy, before: $0.live?.body) }
        _ = try await bundles.capture(
            captures, deployment: bundle.deployment.id, cluster: bundle.cluster.id, claim: lease.claim)
    }
}
