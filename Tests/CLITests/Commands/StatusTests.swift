import Domain
import Ports
import Testing

@testable import CLI

@Suite struct StatusTests {
    private let id = Samples.deploymentID

    @Test func statusShowsClustersAndObjects() async {
        let status = Samples.status(
            "InProgress", sequence: 2, step: Samples.step(1, "apply", waitingFor: ["west"]),
            objects: [Samples.object("east", "new", note: "as v1beta1"), Samples.object("west", "unknown")])
        let outcome = await Session().run(
            "status \(id)",
            [
                "GET /deployments/\(id)/status": .json(status),
                "GET /deployments/\(id)": .json(Samples.deployment("InProgress")),
            ])
        #expect(
            outcome.output == """
                Deployment    \(id)
                Status        InProgress
                Step          apply, waiting for west
                Environment   Staging
                Clusters      east, west
                Requested by  ann
                Because       HS-12
                Created       2026-09-21T11:59:50.000000Z
                Changed       2026-09-21T11:59:55.000000Z

                CLUSTER  OBJECT                          STATE    VERSION  NOTE
                east     VirtualService/default/reviews  new      2 → 3    as v1beta1
                west     VirtualService/default/reviews  unknown  2 → 3

                """)
        #expect(await Session().run("status 42").errors.contains("named by its id"))
        #expect(
            await Session().run("status \(id)", ["GET /deployments/\(id)/status": .problem(404, "no")]).exitCode
                == .notFound)
    }

    /// Who looks at what has failed is told that others wait for it.
    @Test func whatStandsIsSaid() async {
        var status = Samples.status("Failed", sequence: 3, reason: "refused")
        for (stands, isTold) in [(JSONValue.string("what it has written stands"), true), (.null, false)] {
            status["stands"] = stands
            let outcome = await Session().run(
                "status \(id)",
                [
                    "GET /deployments/\(id)/status": .json(status),
                    "GET /deployments/\(id)": .json(Samples.deployment("Failed")),
                ])
            #expect(
                outcome.output.contains("\nStands        what it has written stands\n") == isTold, "\(outcome.output)")
        }
    }

    /// What a watch sees, request by request of `/status`.
    private func watch(
        _ statuses: [WireAnswer],
        events: @escaping @Sendable (Int) throws -> WireAnswer = { _ in WireAnswer(status: 200) },
        session: Session = Session(), staysOpen: Bool = false
    ) async -> Session.Outcome {
        let id = id
        return await session.run(
            "status \(id) --watch",
            ScriptedTransport(staysOpen: staysOpen) { request, number in
                switch request.line {
                case "GET /deployments/\(id)": .json(Samples.deployment("Pending"))
                case "GET /deployments/\(id)/status": statuses[min(number - 1, statuses.count - 1)]
                default: try events(number)
                }
            })
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            (["Pending", "Completed"], ExitCode.done), (["Completed"], .done), (["Pending", "Failed"], .failed),
            (["Failed"], .failed), (["InProgress", "RollingBack", "RolledBack"], .failed),
            (["RollingBack", "RolledBack"], .done), (["RolledBack"], .done), (["Aborted"], .done),
        ])
    func theExitCodeTellsTheEnd(_ words: [String], _ code: ExitCode) async {
        let answers = words.enumerated().map { WireAnswer.json(Samples.status($1, sequence: Int64($0))) }
        #expect(await watch(answers).exitCode == code)
    }

    @Test(.timeLimit(.minutes(10))) func aServerThatIsRestartedIsWaitedFor() async {
        let session = Session()
        let outcome = await watch(
            [
                .json(Samples.status("Pending", sequence: 0)), .json(Samples.status("Pending", sequence: 0)),
                .problem(502, "away"), .problem(502, "away"), .json(Samples.status("Completed", sequence: 1)),
            ],
            events: { number in
                guard number % 2 == 0 else { throw PortError(.transient, "the server", "broke off") }
                return .problem(503, "starting")
            }, session: session)
        #expect(outcome.exitCode == .done, "\(outcome.errors)")
    }

    @Test(.timeLimit(.minutes(10))) func butNotForEver() async {
        let outcome = await watch([
            .json(Samples.status("Pending", sequence: 0)), .json(Samples.status("Pending", sequence: 0)),
            .problem(502, "The proxy finds no server"),
        ])
        #expect(outcome.exitCode == .unreachable)
        #expect(outcome.errors.contains("The proxy finds no server"))
    }

    @Test(.timeLimit(.minutes(10))) func aTokenThatExpiresEndsTheWatch() async {
        let pending = WireAnswer.json(Samples.status("Pending", sequence: 0))
        let outcome = await watch([pending, pending, .problem(401, "The token has expired")])
        #expect(outcome.exitCode == .refused)
        let stream = await watch([pending], events: { _ in .problem(403, "Not you") })
        #expect(stream.exitCode == .refused)
    }

    @Test(.timeLimit(.minutes(10))) func onAScreenThePictureIsDrawnAnew() async {
        var session = Session()
        session.columns = 90
        session.hasColours = true
        let outcome = await watch(
            [
                .json(Samples.status("Pending", sequence: 0)), .json(Samples.status("Pending", sequence: 0)),
                .json(
                    Samples.status(
                        "InProgress", sequence: 1, step: Samples.step(1, "apply", waitingFor: ["west"]),
                        objects: [Samples.object("east", "new")])),
                .json(Samples.status("Completed", sequence: 2, objects: [Samples.object("east", "new")])),
            ], session: session, staysOpen: true)
        let frames = outcome.output.split(separator: "\u{1B}[J").map(String.init)
        #expect(frames.count == 3)
        #expect(frames.first?.contains("Deployment \(id) \u{1B}[36mPending") == true)
        #expect(
            frames.dropFirst().first?.contains("  ● apply  1/2 clusters, waiting for west\n") == true,
            "\(outcome.output)")
        #expect(frames.dropFirst().first?.contains("\u{1B}[32m  ✓ validate\u{1B}[0m\n") == true)
        #expect(frames.last?.contains("\u{1B}[32m  ✓ apply\u{1B}[0m\n") == true)
        // The cursor goes back over exactly the lines of the frame before.
        #expect(frames.first?.hasSuffix("\u{1B}[3A") == true)
        #expect(frames.dropFirst().first?.hasSuffix("\u{1B}[5A") == true)
    }

    @Test func thePictureShowsTheWayBackAndFits() {
        let terminal = Terminal(columns: 70, hasColours: false, output: { _ in }, errors: { _ in })
        let picture = DeploymentPicture(Samples.deployment("RollingBack"))
        let lines = picture.lines(
            Samples.status(
                "RollingBack", sequence: 3,
                step: Samples.step(nil, "rollback", waitingFor: ["east", "west"]),
                objects: [Samples.object("east", "unknown", note: String(repeating: "long ", count: 30))],
                reason: String(repeating: "why ", count: 40)), terminal)
        #expect(lines.contains("  - validate") && lines.contains("  ● rollback  0/2 clusters, waiting for east, west"))
        #expect(lines.allSatisfy { DisplayText.width($0) <= 70 }, "\(lines)")
    }

    /// Lines of a pipe, without their times.
    private func lines(
        isFromNow: Bool = false, _ act: (DeploymentProgress) async -> Void
    ) async -> [String] {
        let kept = Kept<String>()
        let terminal = Terminal(columns: nil, hasColours: false, output: { kept.add($0) }, errors: { _ in })
        let output = Output(format: .table, terminal: terminal, now: ScriptedTime().now())
        let progress = DeploymentProgress(Samples.deployment("Pending"), output, isFromNow: isFromNow)
        await act(progress)
        await progress.end()
        return kept.all.map { String($0.drop { $0 != " " }.dropFirst().dropLast()) }
    }

    @Test func linesStandInTheOrderOfWhatHasHappened() async {
        func event(_ sequence: Int, _ status: String) -> ServerEvent {
            let data = Samples.event(sequence, status).split(separator: "data: ")[1]
            return ServerEvent(id: "\(sequence)", data: String(data.dropLast(2)))
        }
        let applied = Samples.status("Completed", sequence: 2, objects: [Samples.object("east", "new")])
        let object = "east VirtualService/default/reviews: new"
        // The status is there before its events, after them, or they never come.
        #expect(
            await lines {
                await $0.show(applied)
                await $0.show(event(1, "InProgress"))
                await $0.show(event(2, "Completed"))
            } == ["InProgress", "Completed", object])
        #expect(
            await lines {
                await $0.show(event(1, "InProgress"))
                await $0.show(event(2, "Completed"))
                await $0.show(applied)
            } == ["InProgress", "Completed", object])
        #expect(await lines { await $0.show(applied) } == ["Completed", object])
        // Who joins later is not told again what has happened before.
        #expect(
            await lines(isFromNow: true) {
                await $0.show(applied)
                await $0.show(event(1, "InProgress"))
                await $0.show(event(2, "Completed"))
            } == ["Completed", object])
    }

    /// What one look brings stands in the order in which it has happened.
    @Test func whatWasFirstStandsFirst() async {
        func evaluated(_ second: Int) -> JSONValue {
            [
                "cluster": "east", "at": .string("2026-09-21T11:59:5\(second).000000Z"), "outcome": "goOn",
                "measurements": [],
            ]
        }
        var (early, late) = (
            Samples.status("InProgress", sequence: 2, at: "2026-09-21T11:59:52.000000Z"),
            Samples.status(
                "InProgress", sequence: 2, step: Samples.step(1, "apply", waitingFor: ["west"]),
                at: "2026-09-21T11:59:55.000000Z")
        )
        early["evaluations"] = [evaluated(2)]
        late["evaluations"] = [evaluated(8)]
        let (first, second) = (early, late)
        let told = await lines {
            await $0.show(first)
            await $0.show(second)
        }
        #expect(
            told == ["InProgress", "east watched: ", "apply  1/2 clusters, waiting for west", "east watched: "],
            "\(told)")
    }

    /// No status change says whom a deployment waits for.
    @Test func whomItWaitsForIsSaid() async {
        func queued(_ words: String) -> JSONValue {
            var status = Samples.status("Pending", sequence: 0, reason: "it waits for deployment 7 (\(words)) to end")
            status["waitsFor"] = [["deployment": "7", "status": .string(words)]]
            return status
        }
        let pending = ServerEvent(
            id: "0", data: #"{"status":"Pending","sequence":0,"reason":null,"at":"2026-09-21T11:59:50.000000Z"}"#)
        let told = await lines {
            await $0.show(pending)
            for words in ["InProgress", "InProgress", "RollingBack"] { await $0.show(queued(words)) }
            await $0.show(Samples.status("Pending", sequence: 0))
        }
        #expect(
            told == [
                "Pending", "Pending: it waits for deployment 7 (InProgress) to end",
                "Pending: it waits for deployment 7 (RollingBack) to end",
            ], "\(told)")
    }

    /// What a validation could not check has a line of its own, and no place in the count of changes.
    @Test func whatWasNotCheckedHasALine() async {
        let data = #"""
            {"at":"2026-01-09T08:53:20.000Z","cluster":"east","unchecked":2,"first":{"what":"Secrets","why":"forbidden"}}
            """#
        let told = await lines { await $0.show(ServerEvent(id: "2", data: data)) }
        #expect(told == ["east: not checked: Secrets: forbidden (and 1 more, see deployments report)"], "\(told)")
    }

    @Test func anAnswerThatComesLateIsNotShown() async {
        let kept = Kept<String>()
        let output = Output(
            format: .table,
            terminal: Terminal(columns: nil, hasColours: false, output: { kept.add($0) }, errors: { _ in }),
            now: ScriptedTime().now())
        let progress = DeploymentProgress(Samples.deployment("Pending"), output)
        await progress.show(
            Samples.status("InProgress", sequence: 5, step: Samples.step(1, "apply", waitingFor: ["east"])))
        await progress.show(
            Samples.status("Pending", sequence: 1, step: Samples.step(0, "validate", waitingFor: ["east"])))
        await progress.show(ServerEvent(id: "6", data: "no JSON"))
        await progress.end()
        #expect(kept.all.count == 2, "\(kept.all)")
        #expect(await progress.lastEvent == "6")
    }
}
