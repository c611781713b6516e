import Domain
import Mesh
import Ports

/// Works off a batch of submissions with as few round trips as one alone would take.
struct DeploymentIntake: Sendable {
    let policies: any PolicyStore
    let fleet: FleetDirectory
    let rollouts: any RolloutStore
    let deployments: any DeploymentStore
    let planner: DeploymentPlanner
    let assessment: RolloutAssessment
    let waiting: WaitingLine
    let ids: any IDSource
    let time: any TimeSource

    struct Accepted: Sendable {
        let deployment: Deployment
        let jobs: [Job]
    }

    func accept(_ batch: [DeploymentDesk.Submission]) async throws -> [Result<Accepted, any Error>] {
        let plans = try await plan(batch)
        let drafts = plans.compactMap { try? $0.get().draft }
        let outcomes = drafts.isEmpty ? [] : try await rollouts.accept(drafts)
        var next = outcomes.makeIterator()
        var answers: [Result<Accepted, any Error>] = []
        for plan in plans {
            guard case .success(let planned) = plan, let outcome = next.next() else {
                answers.append(plan.flatMap { _ in .failure(MissingAnswer()) })
                continue
            }
            answers.append(await answer(outcome, planned))
        }
        return answers
    }

    /// Who is refused for a lock may wait for it, where the request says so.
    private func answer(
        _ outcome: Result<Deployment, StoreRefusal>, _ planned: PlannedSubmission
    ) async -> Result<Accepted, any Error> {
        let ifActive = planned.asked.request.options.ifActive
        guard case .failure(let refusal) = outcome, let holder = refusal.holder, ifActive != .refuse else {
            return outcome.map { Accepted(deployment: $0, jobs: planned.draft.jobs) }.mapError { $0 }
        }
        do {
            let draft =
                planned.isOpen
                ? planned.draft : try await draft(planned.asked, behind: try await deployment(holder))
            let queued = try await waiting.accept(draft, ifActive, at: time.now())
            return .success(Accepted(deployment: queued.deployment, jobs: queued.jobs))
        } catch { return .failure(error) }
    }

    private func plan(_ batch: [DeploymentDesk.Submission]) async throws -> [Result<PlannedSubmission, any Error>] {
        let named = Set(batch.flatMap { $0.request.policies.map(\.policy) })
        async let epochs = rollouts.freshEpochs(batch.count)
        async let fleet = fleet.current()
        let known = Dictionary(try await policies.policies(Array(named)).map { ($0.id, $0) }) { first, _ in first }
        let contents = try await policies.contents(of: batch.flatMap { $0.request.versions(among: known) })
        let given = try await epochs
        let asked = zip(batch, given).map {
            AskedDeployment($0, as: ids.next(Deployment.self), epoch: $1, known: known, contents: contents)
        }
        let plans = await plan(asked, try await fleet)
        guard plans.contains(where: \.dependsOnFleet) else { return plans }
        // Another process may have registered what is missing a moment ago.
        let again = await plan(asked, try await self.fleet.fresh())
        return zip(plans, again).map { $0.dependsOnFleet ? $1 : $0 }
    }

    private func plan(
        _ asked: [AskedDeployment], _ fleet: Fleet
    ) async -> [Result<PlannedSubmission, any Error>] {
        var plans: [Result<PlannedSubmission, any Error>] = []
        for var asked in asked {
            asked.fleet = fleet
            do { plans.append(.success(try await planned(asked))) } catch { plans.append(.failure(error)) }
        }
        return plans
    }

    /// Who holds the same is looked for first: what the clusters show meanwhile is no reason against anybody.
    private func planned(_ asked: AskedDeployment) async throws -> PlannedSubmission {
        let holder = try await holder(for: asked)
        return PlannedSubmission(
            asked: asked, draft: try await draft(asked, behind: holder), isOpen: holder != nil)
    }

    /// A deployment at once takes the clusters as it finds them.
    private func holder(for asked: AskedDeployment) async throws -> Deployment? {
        guard asked.request.strategy != .direct else { return nil }
        let objects = try planner.placement(of: asked.request, known: asked.known, fleet: asked.fleet).objects
        let stakes = DeploymentStakes.of(objects, of: asked.known, saying: asked.contents, .stepByStep)
        guard let holder = try await rollouts.holders(of: objects, stakes: stakes).first else { return nil }
        return try await deployment(holder)
    }

    private func deployment(_ id: ID<Deployment>) async throws -> Deployment? {
        try await deployments.deployments([id]).first?.deployment
    }

    /// - Parameter holder: Who is in its way, so that it is not known how the clusters will be when it begins.
    private func draft(_ asked: AskedDeployment, behind holder: Deployment?) async throws -> DeploymentDraft {
        let plan = try planner.plan(
            asked.request, known: asked.known, fleet: asked.fleet,
            finding: try await finding(of: asked, behind: holder), epoch: asked.epoch, as: asked.deployment,
            now: time.now())
        return DeploymentDraft(
            deployment: plan.deployment, objects: plan.objects,
            stakes: DeploymentStakes.of(
                plan.objects, of: asked.known, saying: asked.contents, .of(plan.deployment)),
            jobs: plan.jobs, change: plan.change,
            context: try asked.submission.context(plan.deployment, asked.fleet))
    }

    /// What the clusters say to a rollout step by step. About a Direct one nobody is asked, unless its write may be
    /// dangerous by itself.
    private func finding(
        of asked: AskedDeployment, behind holder: Deployment?
    ) async throws -> RolloutAssessment.Finding {
        let request = asked.request
        let isDirect = request.strategy == .direct
        let named = request.policies.compactMap { asked.known[$0.policy] }
        guard !isDirect || named.contains(where: ModeJump.isPossible) else { return RolloutAssessment.Finding() }
        let placement = try planner.placement(of: request, known: asked.known, fleet: asked.fleet)
        let places = placement.places(in: asked.fleet)
        var finding = try await assessment.assess(
            request, policies: asked.known, references: placement.references, places: places, as: asked.deployment,
            behind: holder)
        // What clusters show while another one is under way will be otherwise.
        guard holder == nil else { return finding }
        finding.standing += try await assessment.jumps(
            of: request, asked.known, placement.references, places, units: finding.units)
        guard !isDirect else { return finding }
        let leftovers = try await rollouts.leftovers(where: placement.objects)
        finding.standing += try await assessment.notes(of: leftovers, on: places.map(\.cluster))
        return finding
    }
}

/// A submission with what is stored of what it names.
private struct AskedDeployment: Sendable {
    let submission: DeploymentDesk.Submission
    /// What it becomes where it is accepted.
    let deployment: ID<Deployment>
    let epoch: Int64
    let known: [ID<Policy>: Policy]
    let contents: [PolicyReference: PolicyContent]
    var fleet = Fleet(environments: [], clusters: [])

    var request: DeploymentRequest { submission.request }

    init(
        _ submission: DeploymentDesk.Submission, as deployment: ID<Deployment>, epoch: Int64,
        known: [ID<Policy>: Policy], contents: [PolicyReference: PolicyContent]
    ) {
        self.submission = submission
        self.deployment = deployment
        self.epoch = epoch
        self.known = known
        self.contents = contents
    }
}

/// A submission that could be planned.
private struct PlannedSubmission: Sendable {
    let asked: AskedDeployment
    let draft: DeploymentDraft
    /// It was planned without a look at what its clusters show.
    let isOpen: Bool
}

extension DeploymentRequest {
    /// The versions that it names, as far as there are such policies.
    fileprivate func versions(among known: [ID<Policy>: Policy]) -> [PolicyReference] {
        policies.compactMap { reference in
            known[reference.policy].map {
                PolicyReference(policy: $0.id, version: reference.version ?? $0.latestVersion)
            }
        }
    }
}

extension Result<PlannedSubmission, any Error> {
    /// Whether it failed for what the fleet has not.
    fileprivate var dependsOnFleet: Bool {
        guard case .failure(let error as RequestProblem) = self else { return false }
        return switch error {
        case .unknown(let field, _), .impossible(let field, _, _): !field.hasPrefix("policies")
        }
    }
}
