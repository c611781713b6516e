import Domain
import Testing

@testable import CLI

/// Rollouts step by step, on the command line.
@Suite struct RolloutTests {
    private let id = Samples.deploymentID

    private func body(_ options: String, files: [String: String] = [:]) async -> JSONValue {
        var session = Session()
        session.files = files
        let outcome = await session.run(
            "deploy -p \(Samples.policyID) -e Staging \(options)",
            ["POST /deployments": .json(Samples.deployment("Pending"), status: 202)])
        #expect(outcome.exitCode == .done, "\(options): \(outcome.errors)")
        return outcome.requests.last?.json ?? .null
    }

    @Test func everyOptionBecomesWhatTheAPITakes() async {
        let cases: [(String, JSONValue)] = [
            ("--strategy canary", ["type": "Canary"]),
            (
                "--strategy canary --steps 10,30%,50 --soak 1h30m --unit WORKLOADS --shadow PT2M --no-auto-promote",
                [
                    "type": "Canary", "steps": [10, 30, 50], "soak": "PT1H30M", "unit": "workloads", "shadow": "PT2M",
                    "autoPromote": false,
                ]
            ),
            (
                "--strategy bluegreen --smoke-test http://a --smoke-test http://b --watch 90s --keep-blue 1d --no-auto-switch",
                [
                    "type": "BlueGreen", "smokeTests": [["url": "http://a"], ["url": "http://b"]], "watch": "PT1M30S",
                    "keepBlueDuration": "P1D", "autoSwitch": false,
                ]
            ),
            (
                "--strategy rolling --batch 20 --interval 2m --unit clusters --health-check http://a",
                [
                    "type": "Rolling", "batch": 20, "interval": "PT2M", "unit": "clusters",
                    "healthChecks": [["url": "http://a"]],
                ]
            ), ("--strategy rolling --batch-count 3", ["type": "Rolling", "batch": ["count": 3]]),
            (
                "--strategy ab --header x-beta=a=b --confidence 0.99 --min-samples 50 --max-duration 1d2h "
                    + "--compare LATENCY --on-inconclusive pause",
                [
                    "type": "AB", "header": ["name": "x-beta", "value": "a=b"],
                    "test": [
                        "confidence": 0.99, "minimumSamples": 50, "maximumDuration": "P1DT2H", "metrics": "latency",
                        "onInconclusive": "pause",
                    ],
                ]
            ), ("--strategy ab --split 20 --unit requests", ["type": "AB", "split": 20, "unit": "requests"]),
            ("--strategy ab --cookie beta=1", ["type": "AB", "cookie": ["name": "beta", "value": "1"]]),
        ]
        for (options, strategy) in cases {
            let sent = await body(options)
            #expect(sent["strategy"] == strategy, "\(options): \(sent.jsonText)")
        }
        #expect(await body("")["strategy"] == nil)
    }

    @Test func filesAndTimesGoAlong() async {
        let files = [
            "s.yaml": "type: Canary\nsteps: [{percent: 5, soak: PT1M}]\n",
            "list.yaml": "- {metric: p95, above: 100}\n",
            "all.yaml": "rules: [{metric: p95, above: 100}]\ndefaultRules: false\n",
        ]
        let sent = await body(
            "--strategy-file s.yaml --rules list.yaml --no-default-rules --waves a/b,c --start-at 2026-01-09T08:30:00Z "
                + "--if-active QUEUE --progress-deadline 10m", files: files)
        #expect(
            sent == [
                "policies": [["id": .string(Samples.policyID)]], "environment": "Staging",
                "strategy": ["type": "Canary", "steps": [["percent": 5, "soak": "PT1M"]]],
                "rules": [["metric": "p95", "above": 100]], "defaultRules": false, "waves": [["a"], ["b", "c"]],
                "startAt": "2026-01-09T08:30:00Z", "ifActive": "queue", "progressDeadline": "PT10M",
            ])
        #expect(await body("--rules all.yaml", files: files)["defaultRules"] == false)
    }

    @Test(arguments: [
        "--steps 10", "--strategy direct --soak 5m", "--strategy canary --batch 5", "--strategy canary --steps 10,x",
        "--strategy canary --steps 10,", "--strategy canary --soak 5", "--strategy canary --soak 1y",
        "--strategy rolling --batch x", "--strategy rolling --batch 5 --batch-count 5",
        "--strategy rolling --batch-count 0", "--strategy ab --header x", "--strategy ab --cookie =1",
        "--strategy ab --confidence high", "--strategy ab --compare all", "--strategy canary --unit pods",
        "--strategy-file f --strategy canary", "--strategy-file f --soak 5m", "--waves a//b", "--waves a,", "--waves /",
        "--start-at tomorrow", "--if-active wait", "--progress-deadline soon",
    ])
    func slipsAreToldBeforeAnythingIsAsked(_ options: String) async {
        let outcome = await Session().run("deploy -p \(Samples.policyID) -e Staging \(options)")
        #expect(outcome.exitCode == .usage && outcome.requests.isEmpty, "\(options): \(outcome.errors)")
    }

    @Test(arguments: ["- a\n---\n- b\n", "a: [", "x: 1\n", "7\n"])
    func rulesThatAreNoneAreNotSent(_ text: String) async {
        var session = Session()
        session.files = ["r.yaml": text]
        let outcome = await session.run("deploy -p \(Samples.policyID) -e Staging --rules r.yaml")
        #expect(outcome.exitCode == .failed && outcome.requests.isEmpty, "\(outcome.errors)")
        #expect(outcome.errors.contains("r.yaml"))
    }

    @Test func promotionsAreOneRequestEach() async {
        let cases: [(String, String, JSONValue)] = [
            ("promote ID", "promote", .null),
            ("promote ID --to-end --reason why", "promote", ["toEnd": true, "reason": "why"]),
            ("switch ID", "switch", .null), ("rollback-to-blue ID --reason why", "rollback-to-blue", ["reason": "why"]),
        ]
        for (line, path, sent) in cases {
            let outcome = await Session().run(
                line.replacing("ID", with: id),
                ["POST /deployments/\(id)/\(path)": .json(Samples.deployment("InProgress"), status: 202)])
            #expect(outcome.exitCode == .done, "\(line): \(outcome.errors)")
            #expect(outcome.requests.last?.json == sent, "\(line)")
        }
        let refused = await Session().run(
            "switch \(id)", ["POST /deployments/\(id)/switch": .problem(409, "green is not ready yet")])
        #expect(refused.exitCode == .conflict && refused.errors.contains("green is not ready yet"))
        #expect(await Session().run("promote nonsense").exitCode == .usage)
    }

    static func evaluation(_ cluster: String, verdict: String = "ok", at: String = "2026-09-21T11:59:58.000000Z")
        -> JSONValue
    {
        [
            "cluster": .string(cluster), "step": 3, "at": .string(at), "outcome": "goOn",
            "measurements": [
                [
                    "unit": "workloads", "shareAsked": "10 %", "shareSeen": 9.756,
                    "rules": [
                        [
                            "rule": "error-rate", "metric": "errorRate", "unit": "%", "value": 0.256, "baseline": 0.2,
                            "limit": 5.0, "requests": 900.0, "verdict": .string(verdict),
                        ],
                        [
                            "rule": "p99", "metric": "p99", "unit": "ms", "value": 80.0, "requests": 900.0,
                            "verdict": "observed",
                        ],
                    ],
                ]
            ],
        ]
    }

    @Test func thePictureHasSharesAndRules() {
        let deployment = JSONValue.object([
            "id": .string(id), "steps": ["arrange", "soak"], "clusters": ["east"],
            "plan": [
                ["name": "arrange", "heading": "applying to 10 %", "wave": .null],
                ["name": "soak", "heading": "soaking for PT5M", "wave": .null],
            ], "units": [["policy": .string(Samples.policyID), "unit": "workloads"]],
        ])
        var status = Samples.status(
            "InProgress", sequence: 2,
            step: ["index": 1, "name": "soak", "heading": "soaking for PT5M", "outstanding": ["east"]])
        status["cohorts"] = [
            [
                "cluster": "east", "share": ["percent": 10], "shareSeen": 9.756, "pods": ["cohort": 1, "rest": 9],
                "units": [], "since": .null, "retiredAt": .null,
            ]
        ]
        status["evaluations"] = [Self.evaluation("east")]
        let terminal = Terminal(columns: 100, hasColours: false, output: { _ in }, errors: { _ in })
        let picture = DeploymentPicture(deployment)
        #expect(
            picture.lines(status, terminal) == [
                "Deployment \(id) InProgress", "  ✓ arrange: applying to 10 %",
                "  ● soak: soaking for PT5M  0/1 clusters, waiting for east", "  shares of workloads",
                "  east: 10 % asked, 9.76 % seen; pods 1 with, 9 without",
                "  CLUSTER  RULE        VALUE   BASELINE  LIMIT  VERDICT",
                "  east     error-rate  0.26 %  0.2 %     5 %    ok",
            ])
        for (chosen, words) in [("namespaces", "; namespaces web with, api, cart without"), ("", "")] {
            var unlabelled = status
            var cohort = status["cohorts"]?[0] ?? .null
            cohort["pods"] = .null
            cohort["namespaces"] = chosen.isEmpty ? .null : ["cohort": ["web"], "rest": ["api", "cart"]]
            unlabelled["cohorts"] = [cohort]
            #expect(picture.lines(unlabelled, terminal).contains("  east: 10 % asked, 9.76 % seen" + words))
        }
        let later = "2026-09-21T12:00:08.000000Z"
        var next = status
        next["evaluations"] = [Self.evaluation("east", verdict: "breaching", at: later)]
        #expect(
            picture.changes(from: status, to: next).map(\.text) == [
                "east watched: 10 % asked, 9.76 % seen (workloads); error-rate 0.26 % (baseline 0.2 %) breaching"
            ])
        // Each of several policies has its name.
        var several = Self.evaluation("east", at: later)
        let part = several["measurements"]?.array?.first?.object ?? [:]
        several["measurements"] = .array(
            ["cart", "reviews"].map { name in
                .object(part.merging(["about": .string("VirtualService shop/\(name)")]) { _, new in new })
            })
        next["evaluations"] = [several]
        #expect(
            picture.lines(next, terminal).suffix(3) == [
                "  CLUSTER  POLICY                       RULE        VALUE   BASELINE  LIMIT  VERDICT",
                "  east     VirtualService shop/cart     error-rate  0.26 %  0.2 %     5 %    ok",
                "  east     VirtualService shop/reviews  error-rate  0.26 %  0.2 %     5 %    ok",
            ])
        #expect(
            picture.changes(from: status, to: next).first?.text.contains("; VirtualService shop/reviews; 10 % asked")
                == true)
        var timed = Self.evaluation("east", at: later)
        (timed["step"], timed["elapsedSeconds"], timed["durationSeconds"]) = (1, 75.5, 300.0)
        next["evaluations"] = [timed]
        #expect(picture.lines(next, terminal).contains { $0.hasSuffix("■■■■■□□□□□□□□□□□□□□□ 75 of 300 s") })
        #expect(picture.changes(from: status, to: next).first?.text.hasPrefix("east watched 75 of 300 s: ") == true)
        #expect(picture.changes(from: status, to: status).isEmpty)
    }

    /// While Prometheus is away the last numbers are shown with their age.
    @Test func thePictureHasTheLastNumbers() {
        var blind = Self.evaluation("east")
        (blind["problem"], blind["measurements"]) = ("Prometheus did not answer", [])
        blind["last"] = [
            "at": "2026-09-21T11:59:00.000000Z", "ageSeconds": 24.7,
            "measurements": Self.evaluation("east")["measurements"] ?? .null,
        ]
        let rows = EvaluationText.table([blind]).rows.map { $0.map(\.text) }
        #expect(rows == [["east", "error-rate", "0.26 %", "0.2 %", "5 %", "ok, 24 s ago"]])
        let line = EvaluationText.line(blind)
        #expect(
            line.hasSuffix(
                "problem: Prometheus did not answer; measured last, 24 s ago: error-rate 0.26 % (baseline 0.2 %) ok"),
            "\(line)")
    }

    /// The clusters of later waves have not begun, and nobody waits for them.
    @Test func theClustersOfAWaveAreCounted() {
        let deployment: JSONValue = [
            "id": .string(id), "steps": ["validate", "soak", "soak"], "clusters": ["north", "west"],
            "waves": [["west"], ["north"]],
            "plan": [
                ["name": "validate", "heading": .null, "wave": .null],
                ["name": "soak", "heading": "soaking for PT5M", "wave": 0],
                ["name": "soak", "heading": "soaking for PT5M", "wave": 1],
            ],
        ]
        let picture = DeploymentPicture(deployment)
        func said(_ step: Int64, _ name: String, _ clusters: JSONValue) -> String? {
            let status = Samples.status(
                "InProgress", sequence: 2, step: ["index": .int(step), "name": .string(name), "outstanding": clusters])
            return picture.changes(from: .null, to: status).first?.text
        }
        #expect(said(0, "validate", ["west"])?.hasSuffix("1/2 clusters, waiting for west") == true)
        #expect(said(1, "soak", ["west"])?.hasSuffix("  wave 1 of 2, 0/1 clusters, waiting for west") == true)
        #expect(said(2, "soak", ["north"])?.hasSuffix("  wave 2 of 2, 0/1 clusters, waiting for north") == true)
    }

    /// A value that nothing is there to compare with is no missing value.
    @Test func aMissingBaselineIsSaid() {
        func said(_ rule: JSONValue) -> String {
            let part: JSONValue = ["rules": [rule]]
            return EvaluationText.line(["cluster": "east", "outcome": "goOn", "measurements": [part]])
        }
        let rule: JSONValue = ["rule": "p95", "value": 72.74, "unit": "ms", "verdict": "noData"]
        #expect(said(rule) == "east watched: p95 72.74 ms no baseline")
        #expect(said(["rule": "p95", "verdict": "noData"]) == "east watched: no data")
    }

    /// A note is read once, not at every tick.
    @Test func aNoteIsSaidWhenItIsNew() {
        func status(_ note: String, _ second: Int) -> JSONValue {
            var evaluation = Self.evaluation("east", at: "2026-09-21T12:00:0\(second).000000Z")
            evaluation["note"] = .string(note)
            return ["id": .string(id), "status": "InProgress", "evaluations": [evaluation]]
        }
        func said(_ old: String, _ new: String) -> String? {
            DeploymentPicture(["id": .string(id)]).changes(from: status(old, 1), to: status(new, 2)).first?.text
        }
        #expect(said("", "few pods")?.hasSuffix("; few pods") == true)
        #expect(said("few pods", "few pods")?.hasSuffix(" ok") == true)
        #expect(said("few pods", "none left")?.hasSuffix("; none left") == true)
    }

    @Test(.timeLimit(.minutes(10))) func metricsShowTheNewestAndFollowTheRest() async {
        let one = await Session().run(
            "deployments metrics \(id) --cluster east",
            [
                "GET /deployments/\(id)/metrics?cluster=east": .json([
                    "items": [Self.evaluation("east"), Self.evaluation("east", verdict: "breached", at: "x")],
                    "next": .null, "latest": .null,
                ])
            ])
        #expect(one.exitCode == .done, "\(one.errors)")
        #expect(one.output.contains("east     error-rate  0.26 %  0.2 %     5 %    ok\n"), "\(one.output)")
        #expect(one.output.contains("p99") && !one.output.contains("breached"))
        let id = id
        let followed = await Session().run(
            "deployments metrics \(id) --follow",
            ScriptedTransport { request, number in
                if request.line == "GET /deployments/\(id)/status" {
                    return .json(Samples.status(number < 3 ? "InProgress" : "Completed", sequence: 1))
                }
                let found = (0..<number).reversed().map {
                    Self.evaluation("east", at: "2026-09-21T12:00:0\($0).000000Z")
                }
                return .json(["items": .array(found), "next": .null, "latest": .null])
            })
        #expect(followed.output.split(separator: "\n").count == 3, "\(followed.output)")
    }

    @Test func aReportAndAServiceAreTables() async {
        let report: JSONValue = [
            "deployment": .string(id), "status": "RolledBack", "reason": "error rate 23 % was above 5 %",
            "breach": Self.evaluation("east", verdict: "breached"), "breachedAt": "2026-09-21T11:59:58.000000Z",
            "rollingBackAt": "2026-09-21T11:59:58.500000Z", "restoredAt": .null, "secondsToRestore": 12.3,
            "verified": true,
            "recovered": true, "recoveredAt": "2026-09-21T12:00:30.000000Z", "recovery": [], "clusters": [],
            "objects": [Samples.object("east", "old")], "rolledBackBy": .null,
        ]
        let shown = await Session().run("deployments report \(id)", ["GET /deployments/\(id)/report": .json(report)])
        for text in [
            "Took          12.3 s", "Verified      yes", "Recovered     yes, at 2026", "breached",
            "VirtualService/default/reviews",
        ] {
            #expect(shown.output.contains(text), "\(shown.output)")
        }
        // Where there was no way back, nothing was to be read back.
        var good = report
        (good["rollingBackAt"], good["verified"]) = (.null, false)
        let ended = await Session().run("deployments report \(id)", ["GET /deployments/\(id)/report": .json(good)])
        #expect(!ended.output.contains("Verified"), "\(ended.output)")
        good["left"] = [
            [
                "cluster": "west", "objects": ["VirtualService shop/reviews"], "copies": ["DestinationRule shop/twins"],
                "changed": [], "label": "cohort.hotswap.io/ab", "pods": 3,
            ]
        ]
        let left = await Session().run("deployments report \(id)", ["GET /deployments/\(id)/report": .json(good)])
        let words =
            "Left behind on west: VirtualService shop/reviews; copies: DestinationRule shop/twins; the label "
            + "cohort.hotswap.io/ab on 3 pods\n"
        #expect(left.output.contains(words), "\(left.output)")
        // What is not known yet is said, and is no empty line.
        for (recovery, words) in [
            ([], "not known yet"), ([["cluster": "east", "outcome": "recovering"]], "east: being looked at"),
            ([["cluster": "east", "outcome": "recoveryUnknown"]], "east: nothing to judge it by"),
        ] as [(JSONValue, String)] {
            var early = report
            early["restoredAt"] = "2026-09-21T12:00:10.000000Z"
            (early["recovered"], early["recoveredAt"], early["recovery"]) = (.null, .null, recovery)
            early["warnings"] = ["The same Prometheus measures west"]
            let shown = await Session().run(
                "deployments report \(id)", ["GET /deployments/\(id)/report": .json(early)])
            #expect(shown.output.contains("Recovered     \(words)"), "\(shown.output)")
            #expect(shown.output.contains("Warning: The same Prometheus measures west\n"), "\(shown.output)")
        }
        let traffic: JSONValue = [
            "service": "reviews",
            "items": [
                [
                    "cluster": "east", "namespace": "books", "collectedAt": "2026-09-21T11:59:58.000000Z",
                    "sides": ["server": ["requestsPerSecond": 12.0, "errorRate": 0.5, "p95": 40.0]], "problem": .null,
                ],
                ["cluster": "west", "namespace": .null, "collectedAt": .null, "sides": [:], "problem": "it is away"],
                [
                    "cluster": "north", "namespace": "books", "collectedAt": .null, "sides": [:], "problem": "silent",
                    "rollouts": [
                        [
                            "deployment": .string(id), "at": "2026-09-21T11:59:30.000000Z", "side": "client",
                            "cohort": ["errorRate": 7.0], "baseline": ["errorRate": 3.0],
                        ]
                    ],
                ],
            ],
        ]
        let service = await Session().run(
            "service metrics reviews -n books", ["GET /services/reviews/metrics?namespace=books": .json(traffic)])
        #expect(service.output.contains("12 /s"), "\(service.output)\(service.errors)")
        #expect(service.output.contains("it is away"))
        let north = service.output.split(separator: "\n").filter { $0.hasPrefix("north") }
        #expect(north.count == 2 && north[0].contains("client, with \(id)") && north[0].contains("7 %"), "\(north)")
        #expect(north.last?.contains("without \(id)") == true && north.last?.contains("3 %") == true)
    }
}
