import Domain
import Testing

@testable import CLI

@Suite struct RecordTests {
    @Test func deploymentsAreListed() async {
        let outcome = await Session().run(
            "deployments list --status inprogress -e Staging -p \(Samples.policyID) --limit 2",
            [
                "GET /deployments?status=InProgress&environment=Staging&policy=\(Samples.policyID)&limit=2": .list([
                    Samples.deployment("InProgress")
                ])
            ])
        #expect(
            outcome.output == """
                ID                                    STATUS      ENVIRONMENT  POLICIES  BY   AGE  REASON
                \(Samples.deploymentID)  InProgress  Staging      1         ann  10s

                """)
        let slip = await Session().run("deployments list --status Complete")
        #expect(slip.exitCode == .usage && slip.errors.contains("did you mean Completed?"))
    }

    @Test func theHistoryOfADeploymentIsListed() async {
        let entry: JSONValue = [
            "deployment": .string(Samples.jobID), "status": "Completed", "reason": "too slow", "requestedBy": "ann",
            "at": "2026-09-21T11:59:00.000000Z",
        ]
        let outcome = await Session().run(
            "deployments history \(Samples.deploymentID)",
            ["GET /deployments/\(Samples.deploymentID)/rollback-history": .list([entry])])
        #expect(outcome.output.contains("60s  Completed  \(Samples.jobID)  ann  too slow\n"))
        let never = await Session().run(
            "deployments history \(Samples.deploymentID)",
            ["GET /deployments/\(Samples.deploymentID)/rollback-history": .list([])])
        #expect(never.errors == "It was never taken back\n")
    }

    private let job: JSONValue = [
        "id": .string(Samples.jobID), "stage": "apply", "state": "dead", "deployment": .string(Samples.deploymentID),
        "cluster": "east", "attempt": 5, "maxAttempts": 5, "note": "it was down",
        "createdAt": "2026-09-21T11:00:00.000000Z",
    ]

    @Test func jobsAreListed() async {
        let outcome = await Session().run(
            "jobs list --stage APPLY --state dead --deployment \(Samples.deploymentID)",
            ["GET /jobs?stage=apply&state=dead&deployment=\(Samples.deploymentID)&limit=100": .list([job])])
        #expect(
            outcome.output == """
                ID                                    STAGE  STATE  CLUSTER  ATTEMPT  DEPLOYMENT                            AGE  NOTE
                \(Samples.jobID)  apply  dead   east     5/5      \(Samples.deploymentID)  60m  it was down

                """)
    }

    @Test func deadJobsAreReplayedOneByOne() async {
        let outcome = await Session().run(
            "jobs replay a b",
            ["POST /jobs/a/replay": .json(job, status: 202), "POST /jobs/b/replay": .problem(409, "It is not dead")])
        #expect(outcome.lines == ["POST /jobs/a/replay", "POST /jobs/b/replay"])
        #expect(outcome.exitCode == .conflict)
    }

    @Test func theProgramKnowsItsVersion() async {
        #expect(await Session().run("version").output == "hotswap \(VersionCommand.current)\n")
        #expect(await Session().run("version -o json").output == "{\n  \"version\": \"\(VersionCommand.current)\"\n}\n")
        #expect(await Session().run("version -o yaml").output.hasPrefix("version: "))
    }
}
