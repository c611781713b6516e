import Application
import Domain
package import Ports
import WorkerKit

/// Sees whether what was written has arrived: at the proxies, and for those who ask.
package struct Arrival: Sendable {
    private let probes: any HTTPProbing
    private let settleTime: Duration
    private let time: any TimeSource

    /// - Parameter settleTime: How long a write needs to reach the proxies, where the mesh does not tell.
    package init(probes: any HTTPProbing, settleTime: Duration, time: any TimeSource) {
        self.probes = probes
        self.settleTime = settleTime
        self.time = time
    }

    func awaitPropagation(_ bundle: Bundle, job: Job) async throws -> StageAnswer {
        try await time.sleep(for: settleTime)
        return StageAnswer(.done)
    }

    /// All checks at once; every one that fails is named.
    func smokeTest(_ checks: [HTTPCheck], _ bundle: Bundle) async -> StageAnswer {
        let headers = [Cohort.greenHeader: Cohort(bundle.deployment.id).id]
        let problems = await withTaskGroup(of: String?.self) { group in
            for check in checks { group.addTask { check.problem(with: await probes.probe(check, headers: headers)) } }
            var problems: [String] = []
            for await problem in group { problems += [problem].compactMap(\.self) }
            return problems.sorted()
        }
        guard !problems.isEmpty else { return StageAnswer(.done) }
        return StageAnswer(.fail(reason: "Smoke test failed: \(problems.joined(separator: "; "))"))
    }
}
