package import Domain
import Mesh
import MeshModel
package import Ports

extension ProgressiveRollout {
    func note(_ written: WrittenScene, _ bundle: Bundle, epoch: Int64) async throws {
        try await cohorts.noteWritten(
            written.json, deployment: bundle.deployment.id, cluster: bundle.cluster.id, epoch: epoch)
    }

    /// What the proxies say of the last write, what others have done, and the policies that nothing is done with. `nil`:
    /// nothing was written that anybody waits for.
    package func arrival(
        of bundle: Bundle
    ) async throws -> (verdict: PropagationVerdict, remarks: [ID<Policy>: String], idle: Set<ID<Policy>>)? {
        let records = try await cohorts.cohorts(of: bundle.deployment.id)
        guard let record = records.first(where: { $0.cluster == bundle.cluster.id }), let json = record.written,
            let written = WrittenScene(json: json)
        else { return nil }
        let check = try await propagations.check(of: bundle.cluster)
        let verdict = try await check.check(written.configuration, since: written.mark, now: try await jobs.now())
        let idle = record.measurements.filter(\.isIdle).flatMap(\.policies)
        return (verdict, written.remarks, Set(idle))
    }

    /// Notes that whole objects were written just now.
    package func noteWhole(_ bundle: Bundle, job: Job) async throws {
        let objects = try await clusters.objects(of: bundle.cluster)
        let targets = try await TargetReader(objects, concurrency: settings.concurrency).targets(of: bundle.objects)
        let written = WrittenConfiguration(
            objects: targets.map(\.reference), pods: [], at: try await jobs.now(), settle: settings.settleTime)
        try await note(
            WrittenScene(configuration: written, mark: PropagationMark()), bundle, epoch: job.epoch)
    }
}
