import Domain
import JSON
import Testing

@testable import CLI

@Suite struct DeployTests {
    private let id = Samples.deploymentID

    @Test func aBundleIsSentWithEverything() async throws {
        let outcome = await Session().run(
            "deploy -p default/reviews@2 -p \(Samples.jobID) --cluster east --cluster west --strategy direct "
                + "--on-failure STOP --on-conflict takeOver --accept-warning HS1 --reason HS-12 "
                + "--suppress HS5001=soon",
            [
                "GET /policies?name=reviews&namespace=default&limit=20": .list([Samples.policy()]),
                "POST /deployments": .json(Samples.deployment("Pending"), status: 202),
            ])
        #expect(
            outcome.requests.last?.json == [
                "policies": [["id": .string(Samples.policyID), "version": 2], ["id": .string(Samples.jobID)]],
                "clusters": ["east", "west"], "strategy": ["type": "Direct"], "onFailure": "stop",
                "onConflict": "takeOver", "acceptWarnings": ["HS1"], "reason": "HS-12",
                "suppress": [["code": "HS5001", "reason": "soon"]],
            ])
        #expect(outcome.output == "Deployment \(id) is accepted; `hotswap status \(id) --watch` follows it\n")
    }

    @Test(arguments: [
        "deploy -p a/b", "deploy -p a/b -e X --cluster y", "deploy -e X", "deploy -p a/b@ -e X", "deploy -p a/b@0 -e X",
        "deploy -p a/b@new -e X",
    ])
    func halfACommandIsRefusedBeforeAnythingIsAsked(_ line: String) async {
        let outcome = await Session().run(line)
        #expect(outcome.exitCode == .usage && outcome.requests.isEmpty, "\(outcome.errors)")
    }

    @Test func aSecondDeploymentIsAConflict() async {
        let outcome = await Session().run(
            "deploy -p \(Samples.policyID) -e Staging",
            ["POST /deployments": .problem(409, "Deployment \(id) is under way")])
        #expect(outcome.exitCode == .conflict && outcome.errors.contains(id))
    }

    /// An API whose deployment goes through the given answers of `/status`; the last one stays.
    private func api(
        _ statuses: [JSONValue], events: [String] = [], report: JSONValue = ["validation": []]
    ) -> ScriptedTransport {
        let id = id
        return ScriptedTransport(pieces: { _ in events }) { request, number in
            switch request.line {
            case "POST /deployments", "POST /deployments/\(id)/rollback", "POST /deployments/\(id)/pause",
                "POST /deployments/\(id)/abort", "POST /deployments/\(id)/resume":
                .json(Samples.deployment("Pending"), status: 202)
            case "GET /deployments/\(id)": .json(Samples.deployment("Pending"))
            case "GET /deployments/\(id)/status": .json(statuses[min(number - 1, statuses.count - 1)])
            case "GET /deployments/\(id)/report": .json(report)
            case "GET /deployments/\(id)/events": WireAnswer(status: 200)
            default: .problem(500, "unexpected: \(request.line)")
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func waitFollowsToTheEnd() async {
        let transport = api(
            [
                Samples.status(
                    "Pending", sequence: 0, step: Samples.step(0, "validate", waitingFor: ["east", "west"])),
                Samples.status(
                    "InProgress", sequence: 2, step: Samples.step(1, "apply", waitingFor: ["west"]),
                    objects: [Samples.object("east", "new", note: "as v1"), Samples.object("west", "old")]),
                Samples.status(
                    "Completed", sequence: 3,
                    objects: [Samples.object("east", "new", note: "as v1"), Samples.object("west", "new")]),
            ], events: [Samples.event(1, "Validating"), Samples.event(2, "InProgress"), Samples.event(3, "Completed")])
        let outcome = await Session().run("deploy -p \(Samples.policyID) -e Staging --wait", transport)
        #expect(outcome.exitCode == .done, "\(outcome.errors)")
        let output = outcome.output
        for line in [
            "validate  0/2 clusters, waiting for east, west", "apply  1/2 clusters, waiting for west",
            "east VirtualService/default/reviews: new (as v1)", "west VirtualService/default/reviews: new",
        ] { #expect(output.contains("11:59:55Z \(line)\n"), "\(output)") }
        // What a status shows stands behind the status.
        let words = ["Validating", "InProgress", "Completed", "west VirtualService/default/reviews: new"]
        let places = words.map { output.ranges(of: $0).first?.lowerBound ?? output.endIndex }
        #expect(places == places.sorted() && !places.contains(output.endIndex), "\(output)")
    }

    @Test(.timeLimit(.minutes(10))) func whatValidationFoundIsSaidAtTheEnd() async {
        let finding: JSONValue = [
            "code": "HS5001", "severity": "error", "path": "spec.http[0]", "message": "no such host",
            "object": ["kind": "VirtualService", "namespace": "shop", "name": "reviews"],
        ]
        let report: JSONValue = [
            "validation": [["cluster": "east", "counts": ["error": 2, "warning": 1], "findings": [finding, finding]]]
        ]
        let transport = api(
            [Samples.status("Pending", sequence: 0), Samples.status("Completed", sequence: 2)], report: report)
        let outcome = await Session().run("deploy -p \(Samples.policyID) -e Staging --wait", transport)
        #expect(outcome.exitCode == .done)
        #expect(outcome.errors.contains("Validation on east found 2 errors, 1 warning"), "\(outcome.errors)")
        #expect(outcome.errors.contains("VirtualService shop/reviews spec.http[0]: no such host [HS5001]"))
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["Failed", "RolledBack", "Aborted"])
    func anotherEndIsAFailure(_ end: String) async {
        let transport = api([
            Samples.status("Pending", sequence: 0), Samples.status(end, sequence: 2, reason: "west is down"),
        ])
        let outcome = await Session().run("deploy -p \(Samples.policyID) -e Staging --wait", transport)
        #expect(outcome.exitCode == .failed)
        #expect(outcome.errors.contains("Deployment \(id) is \(end): west is down"))
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            ("rollback", "RolledBack", ExitCode.done), ("rollback", "Completed", .done),
            ("rollback", "Failed", .failed),
            ("abort", "Aborted", .done), ("abort", "Failed", .failed), ("pause", "Paused", .done),
            ("pause", "Completed", .failed),
            ("resume", "Completed", .done), ("resume", "Failed", .failed),
        ])
    func controlsWaitForWhatTheyAskedFor(_ command: String, _ end: String, _ code: ExitCode) async {
        let transport = api([Samples.status("RollingBack", sequence: 1), Samples.status(end, sequence: 2)])
        let outcome = await Session().run("\(command) \(id) --wait --reason why", transport)
        #expect(outcome.exitCode == code, "\(outcome.errors)")
        #expect(outcome.requests.first?.line == "POST /deployments/\(id)/\(command)")
        #expect(outcome.requests.first?.json == ["reason": "why"])
    }

    /// Who gives up wants it over, not everything restored.
    @Test(.timeLimit(.minutes(10))) func givingUpIsOverWhenItHasFailed() async {
        let transport = api([Samples.status("RollingBack", sequence: 1), Samples.status("Failed", sequence: 2)])
        let outcome = await Session().run("abort \(id) --give-up --wait", transport)
        #expect(outcome.exitCode == .done, "\(outcome.errors)")
        #expect(outcome.requests.first?.json == ["giveUp": true])
    }

    /// In a script nobody can promote: the wait ends, and says what is asked for.
    @Test(
        .timeLimit(.minutes(10)),
        arguments: ["deploy -p \(Samples.policyID) -e Staging", "resume \(Samples.deploymentID)"])
    func aPauseEndsTheWait(_ command: String) async {
        let transport = api([
            Samples.status("InProgress", sequence: 1),
            Samples.status("Paused", sequence: 2, step: Samples.step(3, "gate", waitingFor: []), reason: "no data"),
        ])
        let outcome = await Session().run("\(command) --wait", transport)
        #expect(outcome.exitCode == .undecided, "\(outcome.errors)")
        #expect(outcome.errors.contains("is Paused: no data. A person must decide: `hotswap promote`"))
    }

    /// Who goes back is not held by anybody, and who watches sees it go on.
    @Test(
        .timeLimit(.minutes(10)),
        arguments: ["abort \(Samples.deploymentID) --wait", "status \(Samples.deploymentID) -w"])
    func othersWaitThroughAPause(_ command: String) async {
        let end = command.hasPrefix("abort") ? "Aborted" : "Completed"
        let transport = api([
            Samples.status("Paused", sequence: 1), Samples.status("Paused", sequence: 1),
            Samples.status(end, sequence: 3),
        ])
        #expect(await Session().run(command, transport).exitCode == .done)
    }

    @Test(.timeLimit(.minutes(10))) func theWaitHasALimit() async {
        let transport = api([Samples.status("InProgress", sequence: 1)])
        let outcome = await Session().run("deploy -p \(Samples.policyID) -e Staging --wait --timeout 30m", transport)
        #expect(outcome.exitCode == .timedOut, "\(outcome.errors)")
        #expect(outcome.errors.contains("has not ended after 30m; it goes on"))
        for line in ["--timeout 30m", "--wait --timeout soon", "--wait --timeout 0s"] {
            let refused = await Session().run("promote \(id) \(line)")
            #expect(refused.exitCode == .usage && refused.requests.isEmpty, "\(line)")
        }
    }

    @Test func notesAreShown() async {
        var accepted = Samples.deployment("Pending")
        accepted["notes"] = ["Cluster west has no Prometheus"]
        let outcome = await Session().run(
            "deploy -p \(Samples.policyID) -e Staging", ["POST /deployments": .json(accepted, status: 202)])
        #expect(outcome.exitCode == .done && outcome.errors == "Note: Cluster west has no Prometheus\n")
    }

    @Test func controlsWithoutWaitAnswerAtOnce() async {
        let outcome = await Session().run("pause \(id)", api([]))
        #expect(outcome.output.hasPrefix("Deployment \(id) is to be held; "))
        #expect(outcome.requests.count == 1 && outcome.requests.first?.body == [])
        #expect(await Session().run("pause nonsense").exitCode == .usage)
    }

    @Test(.timeLimit(.minutes(10))) func programsGetTheEndAndTheProgressBesideIt() async throws {
        let transport = api([Samples.status("Pending", sequence: 0), Samples.status("Completed", sequence: 1)])
        let outcome = await Session().run("deploy -p \(Samples.policyID) -e Staging --wait -o json", transport)
        #expect(try JSONParser.parse(outcome.output)["status"] == "Completed")
    }
}
