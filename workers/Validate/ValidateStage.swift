package import Application
package import Domain
import Impact
package import Ports
import Validation
package import WorkerKit

/// The validate stage: asks the cluster, by dry-run, whether it would take every object of the bundle,
/// and HotSwap's own rules whether they go together with what lives there. The object alone was judged when the version
/// was stored; what a cluster serves and owns only it can say.
package struct ValidateStage: StageWork {
    package let stage = Stage.validate
    private let bundles: any BundleStore
    private let clusters: any ClusterConnecting
    private let judge: PolicyJudge
    private let review: ChangeReview
    private let validations: (any ValidationStore)?
    private let rollout: ProgressiveRollout
    private let units: UnitDecision
    private let concurrency: Int
    /// How many problems a failure names; the rest is counted.
    private static let named = 10

    package init(
        bundles: any BundleStore, clusters: any ClusterConnecting, judge: PolicyJudge, review: ChangeReview,
        validations: (any ValidationStore)?, rollout: ProgressiveRollout, units: UnitDecision, concurrency: Int
    ) {
        self.bundles = bundles
        self.clusters = clusters
        self.judge = judge
        self.review = review
        self.validations = validations
        self.rollout = rollout
        self.units = units
        self.concurrency = concurrency
    }

    package func work(on job: Job, lease: WorkLease) async throws -> StageAnswer {
        guard let cluster = job.cluster, let deployment = job.deployment else {
            return StageAnswer(.fail(reason: "The job names no deployment on a cluster"))
        }
        var bundle = try await bundles.bundle(deployment, cluster: cluster)
        let objects = try await clusters.objects(of: bundle.cluster)
        let dryRun = DryRun(objects, concurrency: concurrency, onConflict: bundle.deployment.onConflict)
        let marks = ObjectMarks(deployment: deployment, epoch: job.epoch, traceparent: job.traceparent)
        let verdicts = try await dryRun.check(bundle.objects, marks: marks)
        let refused = verdicts.filter { !$0.problems.isEmpty }
        guard refused.isEmpty else {
            return StageAnswer(.fail(reason: summary(of: refused, on: bundle.cluster)))
        }
        do { bundle = try await decided(bundle, lease) } catch let problem as Problem {
            return StageAnswer(.fail(reason: problem.text))
        }
        if let problem = try await objections(to: bundle, lease) { return StageAnswer(.fail(reason: problem)) }
        var beside: [Stake] = []
        if bundle.deployment.plan.splitsClusters {
            switch try await mechanics(of: bundle) {
            case .success(let stakes): beside = stakes
            case .failure(let problem): return StageAnswer(.fail(reason: problem.text))
            }
        }
        let live = verdicts.compactMap { verdict in verdict.live.map { (verdict.object.policy, $0) } }
        try await GroundSurvey(bundles).hold(
            bundle, live: Dictionary(live) { first, _ in first }, beside: beside,
            root: try await MeshConfigReading.root(for: bundle.objects.map(\.key.kind), objects), claim: lease.claim)
        return StageAnswer(.done)
    }

    /// The bundle with a plan that leaves nothing open: the rules judge the steps as they will be. Throws `Problem`
    /// where there is none.
    private func decided(_ bundle: Bundle, _ lease: WorkLease) async throws -> Bundle {
        guard bundle.deployment.plan.isOpen else { return bundle }
        do { _ = try await units.decide(bundle, claim: lease.claim) } catch let refusal as UnitDecision.PlanRefusal {
            throw Problem(text: "\(refusal)")
        }
        return try await bundles.bundle(bundle.deployment.id, cluster: bundle.cluster.id)
    }

    /// What HotSwap's own rules have against the bundle, beside what lives in the cluster; `nil`: nothing. Nobody is
    /// refused by what was known of the cluster before it was asked: whether the first look was at that cannot be told
    /// afterwards, since another job may have had it forgotten meanwhile. What the last look found is kept with the
    /// deployment.
    private func objections(to bundle: Bundle, _ lease: WorkLease) async throws -> String? {
        let asked = ContinuousClock.now
        var found = try await findings(against: bundle)
        if found.objection != nil {
            review.forget(bundle.cluster.id, knownBefore: asked)
            found = try await findings(against: bundle)
        }
        if let record = found.record {
            try await validations?.keep(
                record.json, of: bundle.deployment.id, cluster: bundle.cluster.id, claim: lease.claim)
        }
        return found.objection
    }

    /// What is against the bundle, and what was found, suppressed and could not be checked, for whoever looks later.
    private func findings(against bundle: Bundle) async throws -> (objection: String?, record: ValidationRecord?) {
        let changes = bundle.objects.map { object in
            ChangeReview.Change(
                KnownObject.Key(of: object.key), new: object.content?.document.map { KnownObject($0) },
                way: RolloutWay(of: bundle.deployment, object.policy))
        }
        let answer = try await judge.judge(changes.compactMap(\.new), on: bundle.cluster)
        let warnings = bundle.deployment.plan.warnings
        let report = try await review.adding(
            to: answer.report, of: changes, on: bundle.cluster, settings: answer.settings
        ).joiningUnanswered().suppressing(warnings.suppressed)
        let record = ValidationRecord(report, answer.settings, answer.pending, warnings)
        let lines = warnings.objections(to: report)
        guard !lines.isEmpty else { return (nil, record) }
        let wayOut = warnings.wayOut(of: report).map { ". \($0)" } ?? ""
        return ("Cluster \(bundle.cluster.name): validation: " + Self.joined(lines) + wayOut, record)
    }

    private static func joined(_ lines: [String]) -> String {
        let more = lines.count > named ? "; and \(lines.count - named) more" : ""
        return lines.prefix(named).joined(separator: "; ") + more
    }

    private struct Problem: Error { let text: String }

    /// What the scenes of the plan have to do with beside the policies, or why the cluster cannot go through them.
    private func mechanics(of bundle: Bundle) async throws -> Result<[Stake], Problem> {
        do {
            let scenes = bundle.deployment.plan.scenes
            do {
                return .success(try await rollout.situation(of: bundle).check(scenes))
            } catch  where error is RolloutImpossible || error is EmptyCohort {
                // What a kept picture did not show may be there.
                return .success(try await rollout.situation(of: bundle, isFresh: true).check(scenes))
            }
        } catch let impossible as RolloutImpossible {
            return .failure(Problem(text: "Cluster \(bundle.cluster.name): \(impossible.explanation)"))
        } catch let empty as EmptyCohort { return .failure(Problem(text: "\(empty)")) }
    }

    private func summary(of refused: [DryRunVerdict], on cluster: Cluster) -> String {
        let lines = refused.flatMap { verdict in
            verdict.problems.map { problem in
                let place = problem.path == .root ? "" : " \(problem.path):"
                return "\(verdict.object.key):\(place) \(problem.message)"
            }
        }
        return "Cluster \(cluster.name) refuses the dry-run: \(Self.joined(lines))"
    }
}
