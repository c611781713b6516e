import Domain
import Testing

/// The records of the house carry what they are given; the few words they say themselves are tried here.
@Suite struct RecordTests {
    private let now = Timestamp(seconds: 1)

    @Test func aDeploymentSaysWhereItStands() {
        let plan = Fixture.direct()
        var deployment = Deployment(
            id: ID(high: 1, low: 1), policies: [PolicyReference(policy: ID(high: 2, low: 2), version: 3)],
            environment: ID(high: 3, low: 3), strategy: .direct, plan: plan, onConflict: .refuse, rollbackOf: nil,
            requestedBy: "ada", reason: "", traceparent: nil, createdAt: now, state: .accepted(plan: plan, epoch: 1),
            sequence: 0, revision: 1, updatedAt: now)
        #expect(deployment.status == .pending && deployment.state.reason == nil)
        deployment.state.phase = .aborted(reason: "wrong")
        #expect(deployment.status == .aborted && deployment.state.reason == "wrong")
        #expect(deployment.policies[0].version == 3 && deployment.requestedBy == "ada")
        let change = StatusChange(
            id: ID(high: 4, low: 4), deployment: deployment.id, sequence: 1, status: .aborted, reason: "wrong", at: now)
        #expect(change.sequence == 1 && change.status == deployment.status)
    }

    @Test func aStepBeyondThePlanIsStillInProgress() {
        let state = DeploymentState(phase: .advancing(Position(step: 7, outstanding: [])), epoch: 1)
        #expect(state.status(plan: Fixture.direct()) == .inProgress)
    }

    @Test func aPolicyAndItsVersions() {
        let key = PolicyKey(kind: .server, group: "policy.linkerd.io", namespace: "a", name: "b")
        let policy = Policy(
            id: ID(high: 1, low: 1), key: key, owner: "team", labels: ["a": "b"], latestVersion: 2, revision: 3,
            createdAt: now, updatedAt: now)
        let version = PolicyVersion(
            policy: policy.id, number: 2, content: .document(["spec": [:]]), contentHash: "h", source: nil,
            semanticVersion: SemanticVersion("1.0.0"), tags: [.stable], author: "ada", message: "m", createdAt: now)
        #expect(policy.key.mesh == .linkerd && policy.latestVersion == version.number)
        #expect(version.content.document == ["spec": [:]] && PolicyContent.absent.document == nil)
    }

    @Test func aJobAndItsReport() {
        let job = Job(
            id: ID(high: 1, low: 1), stage: .apply, deployment: ID(high: 2, low: 2), epoch: 3, step: 1,
            cluster: Fixture.east, attempt: 0, maxAttempts: 5, payload: [:], traceparent: nil)
        let object = ObjectReport(cluster: Fixture.east, policy: ID(high: 5, low: 5), state: .new)
        let report = JobReport(job: job, claim: ID(high: 4, low: 4), result: .done, objects: [object])
        #expect(report.job == job && report.objects == [object] && object.note == nil)
        #expect(JobReport(job: job, claim: report.claim, result: .retry(reason: "r")).objects.isEmpty)
    }

    @Test func aClusterOfAnEnvironment() {
        let place = Environment(id: ID(high: 1, low: 1), name: "Staging", isProduction: false, createdAt: now)
        let cluster = Cluster(
            id: Fixture.east, name: "east", environment: place.id, environmentName: place.name, mesh: .istio,
            meshVersion: "1.21", server: "https://east:6443", certificateAuthority: nil, sealedCredentials: [1],
            prometheus: nil, createdAt: now)
        #expect(cluster.environment == place.id && cluster.environmentName == "Staging" && !place.isProduction)
    }

    /// One Prometheus sums what nothing tells apart.
    @Test func clustersThatAreMeasuredTogether() {
        func cluster(
            _ number: UInt64, _ prometheus: String? = "http://p:9090", _ matcher: String? = nil, mesh: Mesh = .istio
        ) -> Cluster {
            Cluster(
                id: ID(high: 0, low: number), name: "c\(number)", environment: ID(high: 1, low: 1),
                environmentName: "Staging", mesh: mesh, meshVersion: "", server: "https://s:6443",
                certificateAuthority: nil, sealedCredentials: [], prometheus: prometheus, prometheusMatcher: matcher,
                createdAt: now)
        }
        let fleet = [
            cluster(1), cluster(2, "http://p:9090", "cluster=\"b\""), cluster(3, "http://p:9090", "cluster=\"c\""),
            cluster(4, "http://other:9090"), cluster(5, mesh: .linkerd), cluster(6, nil),
            cluster(7, "http://p:9090", "cluster=\"c\""), cluster(8, nil),
        ]
        let shared = fleet.map { one in one.measured(with: fleet).map(\.name) }
        #expect(shared == [["c2", "c3", "c7"], [], ["c7"], [], [], [], ["c3"], []])
    }

    @Test func stepsAndStagesFitTogether() {
        let steps: [Step] = [.validate, .apply, .restore(of: Fixture.earlier)]
        #expect(steps.map(\.name) == ["validate", "apply", "restore"])
        #expect(steps.map(\.stage) == [.validate, .apply, .rollback])
        #expect(steps.map(\.writes) == [false, true, true])
        #expect(steps.map(\.status) == [.validating, .inProgress, .inProgress])
        #expect(Set(DeploymentStatus.allCases.filter(\.isTerminal)) == [.completed, .failed, .rolledBack, .aborted])
    }
}
