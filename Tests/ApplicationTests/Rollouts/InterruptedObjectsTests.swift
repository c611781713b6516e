import Application
import Domain
import Ports
import Testing

/// A deployment that stops where it stands: nobody hears any more how far the other clusters came.
@Suite struct InterruptedObjectsTests {
    private let now = Timestamp(seconds: 1_790_000_000)
    private let id = ID<Deployment>(high: 0, low: 2)
    private let policy = ID<Policy>(high: 0, low: 6)
    private let west = ID<Cluster>(high: 1, low: 1)
    private let east = ID<Cluster>(high: 1, low: 2)
    private let north = ID<Cluster>(high: 1, low: 3)

    private struct Ids: IDSource {
        func next<Entity>(_: Entity.Type) -> ID<Entity> { ID(high: 9, low: 9) }
        func jitter() -> Double { 1 }
    }

    /// West is done, east is under way, north has failed: what is stored of the objects.
    private func fail(
        _ step: Step, _ onFailure: FailurePolicy, isHeld: Bool = false, isTold: Bool = true
    ) -> [ObjectUpdate] {
        let plan = Plan(
            clusters: [west, east, north], steps: [PlannedStep(.arrange(.share(.percent(50)))), PlannedStep(step)],
            onFailure: onFailure)
        let position = Position(step: 1, outstanding: [east, north])
        let deployment = Deployment(
            id: id, policies: [PolicyReference(policy: policy, version: 2)], environment: ID(high: 0, low: 4),
            strategy: .canary, plan: plan, onConflict: .refuse, rollbackOf: nil, requestedBy: "ada", reason: "",
            traceparent: nil, createdAt: now,
            state: DeploymentState(phase: isHeld ? .held(position) : .advancing(position), epoch: 1),
            sequence: 1, revision: 1, updatedAt: now)
        let job = Job(
            id: ID(high: 0, low: 5), stage: .promote, deployment: id, epoch: 1, step: 1, cluster: north, attempt: 1,
            maxAttempts: 12, payload: [:], traceparent: nil)
        let told = ObjectReport(cluster: north, policy: policy, state: .mixed)
        let report = JobReport(
            job: job, claim: ID(high: 0, low: 3), result: .fail(reason: "refused"), objects: isTold ? [told] : [])
        return ReportSettling(ids: Ids()).settle(
            LoadedRollouts(now: now, deployments: [id: deployment], freshEpochs: [id: 7], reports: [report])
        ).objects
    }

    @Test func whereTheStepWasUnderWayNothingIsKnown() throws {
        let objects = fail(.promote, .stop)
        #expect(objects.map(\.report.cluster) == [north, east])
        #expect(objects.map(\.report.state) == [.mixed, .unknown] && objects.allSatisfy { $0.deployment == id })
        let note = try #require(objects.last?.report.note)
        #expect(note == "not known: the step (promoting) was under way when the deployment stopped")
    }

    /// A step goes on while a person holds the deployment, and a worker may die before it tells anything.
    @Test(arguments: [true, false]) func whoToldNothingIsNotKnownEither(isHeld: Bool) {
        let objects = fail(.promote, .stop, isHeld: isHeld, isTold: false)
        #expect(objects.map(\.report.cluster) == [east, north])
        #expect(objects.allSatisfy { $0.report.state == .unknown })
    }

    /// The way back tells how everything is; a step that writes nothing leaves it as it was.
    @Test func whatGoesBackOrWritesNothingIsKnown() {
        #expect(fail(.promote, .rollback).map(\.report.cluster) == [north])
        #expect(fail(.smokeTest([]), .stop).map(\.report.cluster) == [north])
    }
}
