import Domain
import Testing

@testable import CLI

@Suite struct PolicyChangingTests {
    private let id = Samples.policyID
    private var session: Session {
        var session = Session()
        session.files = ["reviews.yaml": Samples.reviewsYAML, "two.yaml": "a: 1\n---\nb: 2\n"]
        return session
    }

    @Test func updateSendsTheDocumentWithOptionsBeside() async throws {
        let outcome = await session.run(
            "policy update \(id) -f reviews.yaml -m why --tag beta --revision 7",
            ScriptedTransport { _, _ in .json(Samples.policy(latest: 4)) })
        let request = try #require(outcome.requests.first)
        #expect(request.line == "PUT /policies/\(id)?message=why&tag=beta")
        #expect(request.headers["if-match"] == "\"7\"")
        #expect(request.text == Samples.reviewsYAML)
        #expect(outcome.output == "VirtualService/default/reviews is at version 4\n")
    }

    @Test func updateWithoutADocumentSendsWhatIsToChange() async {
        let answer = ScriptedTransport { _, _ in .json(Samples.policy()) }
        let absent = await session.run("policy update \(id) --absent --semver 2.0.0 --label a=b", answer)
        #expect(
            absent.requests.last?.json == ["absent": true, "semanticVersion": "2.0.0", "labels": ["a": "b"]])
        let owner = await session.run("policy update \(id) --owner me", answer)
        #expect(owner.requests.last?.json == ["owner": "me"])
        #expect(owner.requests.last?.headers["content-type"] == "application/json")
    }

    @Test func updateShowsTheFileOfAProblem() async {
        let outcome = await session.run(
            "policy update \(id) -f reviews.yaml",
            [
                "PUT /policies/\(id)": .problem(
                    400, "No", errors: [["path": "spec", "line": 2, "column": 1, "code": "c", "message": "m"]])
            ])
        #expect(outcome.errors.contains("  reviews.yaml:2:1: spec: m [c]\n"))
    }

    @Test func updateMustBeToldWhat() async {
        for (line, message) in [
            ("policy update \(id)", "Say what is to change"),
            ("policy update \(id) -f reviews.yaml --absent", "exclude each other"),
            ("policy update \(id) -f two.yaml", "holds 2 documents"),
        ] {
            let outcome = await session.run(line)
            #expect(outcome.exitCode == .usage && outcome.requests.isEmpty)
            #expect(outcome.errors.contains(message))
        }
    }

    @Test func aChangeSomebodyElseMadeIsAConflict() async {
        let outcome = await session.run(
            "policy delete \(id) --revision 3", ["DELETE /policies/\(id)": .problem(412, "It has changed")])
        #expect(outcome.exitCode == .conflict)
        #expect(outcome.requests.first?.headers["if-match"] == "\"3\"")
    }

    @Test func restoreMakesANewVersion() async {
        let outcome = await session.run(
            "policy restore \(id) 2 -m because",
            ["POST /policies/\(id)/versions/2/restore": .json(Samples.policy(latest: 5), status: 201)])
        #expect(outcome.requests.first?.json == ["message": "because"])
        #expect(outcome.output == "VirtualService/default/reviews is at version 5, which is what version 2 was\n")
        #expect(await session.run("policy restore \(id) two").exitCode == .usage)
    }

    @Test func tagsAreSetOrTakenOff() async {
        let answers = [
            "PUT /policies/\(id)/versions/3/tags": WireAnswer.json(Samples.version(3))
        ]
        let set = await session.run("policy tag \(id) 3 stable BETA", answers)
        #expect(set.requests.first?.json == ["tags": ["stable", "beta"]])
        #expect(set.output == "Version 3: beta, stable\n")
        let none = await session.run(
            "policy tag \(id) 3 --none", ["PUT /policies/\(id)/versions/3/tags": .json(["tags": []])])
        #expect(none.requests.first?.json == ["tags": []])
        #expect(none.output == "Version 3: no tags\n")
        for line in ["policy tag \(id) 3", "policy tag \(id) 3 stable --none", "policy tag \(id) x stable"] {
            #expect(await session.run(line).exitCode == .usage)
        }
    }

    @Test func importTellsWhatBecameOfEachObject() async {
        let outcomes: [JSONValue] = [
            ["outcome": "adopted", "policy": Samples.policy()],
            ["outcome": "known", "policy": Samples.policy(name: "b")],
        ]
        let refused: JSONValue = ["outcome": "refused", "object": "Gateway default/g", "reason": "it is odd"]
        let fine = await session.run(
            "policy import --cluster east --kind gateway -n prod --name g --owner o",
            ["POST /policies/import": .list(outcomes)])
        #expect(
            fine.requests.first?.json == [
                "cluster": "east", "kind": "Gateway", "namespace": "prod", "name": "g", "owner": "o",
            ])
        #expect(fine.exitCode == .done && fine.output.contains("adopted  VirtualService/default/reviews\n"))
        let mixed = await session.run(
            "policy import --cluster east", ["POST /policies/import": .list(outcomes + [refused])])
        #expect(mixed.exitCode == .failed)
        #expect(mixed.output.contains("refused  Gateway default/g               it is odd\n"), "\(mixed.output)")
    }

    @Test func validateTellsFindings() async {
        let finding: JSONValue = [
            "code": "HS101", "severity": "error", "path": "spec.http", "line": 4, "column": 2, "message": "is odd",
            "hint": "mend it",
        ]
        let bad: JSONValue = ["valid": false, "version": 2, "findings": [finding]]
        let outcome = await session.run(
            "policy validate \(id) --version 2", ["POST /policies/\(id)/validate": .json(bad)])
        #expect(outcome.requests.first?.json == ["version": 2])
        #expect(outcome.exitCode == .failed && outcome.errors == "")
        #expect(
            outcome.output == """
                Version 2 is not valid
                  line 4, column 2: error: spec.http: is odd; mend it [HS101]

                """)
        let good: JSONValue = ["valid": true, "version": 3, "findings": []]
        let fine = await session.run("policy validate \(id)", ["POST /policies/\(id)/validate": .json(good)])
        #expect(fine.exitCode == .done && fine.output == "Version 3 is valid\n" && fine.requests.first?.json == [:])
    }

    @Test func validateShowsWhatClustersAdd() async {
        let answer: JSONValue = [
            "valid": true, "version": 3, "findings": [],
            "clusters": [
                [
                    "cluster": "west", "impact": [["change": "changed", "text": "loses access: everybody\n"]],
                    "findings": [
                        ["code": "HS6001", "severity": "warning", "path": "", "message": "is odd (pending: x)"]
                    ],
                    "unchecked": [["what": "references to pods", "why": "not allowed"]],
                    "suppressed": [["reason": "known", "finding": ["code": "HS5001"]]],
                ],
                ["cluster": "east", "impact": [], "findings": [], "unchecked": [], "suppressed": []],
            ],
        ]
        let outcome = await session.run(
            "policy validate \(id) --cluster west --cluster east --strategy Canary --suppress HS5001@*/shop/*=known",
            ["POST /policies/\(id)/validate": .json(answer)])
        #expect(
            outcome.requests.first?.json == [
                "clusters": ["west", "east"], "strategy": "Canary",
                "suppress": [["code": "HS5001", "object": "*/shop/*", "reason": "known"]],
            ])
        #expect(
            outcome.output == """
                Version 3 is valid
                west:
                  warning: is odd (pending: x) [HS6001]
                  not checked: references to pods: not allowed
                  suppressed: HS5001: known
                loses access: everybody

                """)
        #expect(outcome.exitCode == .notFound)
        let wrong = await session.run("policy validate \(id) --suppress HS5001")
        #expect(wrong.exitCode == .usage && wrong.requests.isEmpty)
    }

    @Test func recordedRequestsAreSent() async {
        var session = session
        session.files["access.log"] = "{\"method\": \"GET\"}\n"
        let answer: JSONValue = [
            "accepted": true, "valid": true, "clusters": [], "validation": [],
            "replay": [
                [
                    "cluster": "west", "unchecked": [],
                    "policies": [["object": "AuthorizationPolicy a/b", "text": "1 recorded requests: 1 judged\n"]],
                ]
            ],
        ]
        let outcome = await session.run(
            "policy dry-run \(id) --requests access.log", ["POST /policies/\(id)/dry-run": .json(answer)])
        #expect(outcome.requests.first?.json == ["requests": "{\"method\": \"GET\"}\n"])
        #expect(outcome.output == "west: AuthorizationPolicy a/b: 1 recorded requests: 1 judged\n")
        #expect(outcome.exitCode == .done)
    }

    /// Records that nobody could judge prove nothing.
    @Test(arguments: ["replay", "validation"]) func whatADryRunCouldNotCheckIsNoSuccess(_ part: String) async {
        var session = session
        session.files["access.log"] = "{}\n"
        var answer: JSONValue = ["accepted": true, "valid": true, "clusters": [], "validation": [], "replay": []]
        answer[part] = [
            ["cluster": "west", "policies": [], "unchecked": [["what": "the recorded requests", "why": "none of 1"]]]
        ]
        let outcome = await session.run(
            "policy dry-run \(id) --requests access.log", ["POST /policies/\(id)/dry-run": .json(answer)])
        #expect(outcome.exitCode == .notFound)
        #expect(outcome.output.contains("not checked: the recorded requests: none of 1"), "\(outcome.output)")
    }

    @Test func dryRunAsksClusters() async {
        let answer: JSONValue = [
            "accepted": false, "version": 3,
            "clusters": [
                ["cluster": "east", "accepted": true, "note": "written as v1beta1", "failure": .null, "findings": []],
                [
                    "cluster": "west", "accepted": false, "note": .null, "failure": .null,
                    "findings": [
                        [
                            "code": "typeInvalid", "severity": "error", "path": "spec.http", "line": .null,
                            "column": .null, "message": "must be a list",
                        ]
                    ],
                ],
                ["cluster": "north", "accepted": false, "note": .null, "failure": "it is down", "findings": []],
            ],
        ]
        let outcome = await session.run(
            "policy dry-run \(id) --cluster east --cluster west --on-conflict takeover --version 3",
            ["POST /policies/\(id)/dry-run": .json(answer)])
        #expect(
            outcome.requests.first?.json == [
                "clusters": ["east", "west"], "onConflict": "takeOver", "version": 3,
            ])
        #expect(outcome.exitCode == .failed)
        #expect(
            outcome.output == """
                east: accepted: written as v1beta1
                west: refused
                  error: spec.http: must be a list [typeInvalid]
                north: refused: it is down

                """)
        let fine = await session.run(
            "policy dry-run \(id) -e Staging -o json",
            ["POST /policies/\(id)/dry-run": .json(["accepted": true, "clusters": []])])
        #expect(fine.exitCode == .done && fine.requests.first?.json == ["environment": "Staging"])
    }
}
