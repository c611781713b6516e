package import Application
import Domain
package import Ports
import WorkerKit

/// Sees whether what was written has arrived: at the proxies, and for those who ask.
package struct Arrival: Sendable {
    private let probes: any HTTPProbing
    private let rollout: ProgressiveRollout
    private static let pause = Duration.milliseconds(250)
    /// What arrives within this time is no news.
    private static let patience = Duration.seconds(1)

    package init(probes: any HTTPProbing, rollout: ProgressiveRollout) {
        self.probes = probes
        self.rollout = rollout
    }

    /// Done when the proxies have it; the objects' notes say who said so, and whether that is an estimate.
    func awaitPropagation(_ bundle: Bundle, job: Job) async throws -> StageAnswer {
        guard let arrival = try await rollout.arrival(of: bundle) else { return StageAnswer(.done) }
        switch arrival.verdict {
        case .waiting(let why):
            let reason = "Cluster \(bundle.cluster.name): \(why)"
            return StageAnswer(
                arrival.age < Self.patience
                    ? .snooze(for: Self.pause, reason: reason) : .awaiting(for: Self.pause, reason: reason))
        case .refused(let why):
            return StageAnswer(.fail(reason: "Cluster \(bundle.cluster.name): the mesh refuses it: \(why)"))
        case .reached(let how, let isEstimate):
            let scene = bundle.deployment.plan.scene(before: job.step, on: bundle.cluster.id)
            let isEverywhere = scene?.isEverywhere == true
            // Who was told before is not asked again, and has it all the same.
            let reach = (isEverywhere ? arrival.reach : nil).map { " on all \($0) pods; of what was written last" }
            let note = "in force\(isEstimate ? " by estimate" : "")\(reach ?? ""): \(how)"
            return StageAnswer(
                .done,
                objects: bundle.reports(
                    isEverywhere ? .new : .mixed, note: note, remarks: arrival.remarks, idle: arrival.idle))
        }
    }

    /// All checks at once; every one that fails is named.
    func check(_ checks: [HTTPCheck], _ bundle: Bundle, job: Job) async -> StageAnswer {
        let headers = [Cohort.greenHeader: Cohort(bundle.deployment.id).id]
        let problems = await withTaskGroup(of: String?.self) { group in
            for check in checks.map({ $0.asked(of: bundle.cluster.name) }) {
                group.addTask { check.problem(with: await probes.probe(check, headers: headers)) }
            }
            var problems: [String] = []
            for await problem in group { problems += [problem].compactMap(\.self) }
            return problems.sorted()
        }
        guard !problems.isEmpty else { return StageAnswer(.done) }
        let plan = bundle.deployment.plan
        let place = plan.clusters.count > 1 ? "Cluster \(bundle.cluster.name): " : ""
        let failed = plan.isSmokeTest(at: job.step) ? "Smoke test failed" : "Health check failed"
        return StageAnswer(.fail(reason: "\(place)\(failed): \(problems.joined(separator: "; "))"))
    }
}
