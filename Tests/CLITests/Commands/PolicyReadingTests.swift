import Domain
import JSON
import Testing

@testable import CLI

@Suite struct PolicyReadingTests {
    private let id = Samples.policyID

    private func policy(absent: Bool = false, live: [JSONValue] = []) -> JSONValue {
        var policy = Samples.policy()
        policy["version"] = Samples.version(3, absent: absent)
        policy["live"] = .array(live)
        return policy
    }

    @Test func getShowsThePolicyItsVersionAndWhereItIsLive() async {
        let live: JSONValue = ["cluster": "east", "version": 2, "deployment": .string(Samples.deploymentID)]
        let outcome = await Session().run(
            "policy get \(id)", ["GET /policies/\(id)": .json(policy(live: [live]))])
        #expect(
            outcome.output == """
                Policy            VirtualService/default/reviews
                Id                \(id)
                Mesh              istio
                Owner             books
                Labels            app=bookinfo
                Versions          3
                Revision          7
                Live              east (version 2)
                Version           3
                Semantic version  1.2.0
                Tags              beta, stable
                Author            ann
                Message           half to v3
                Created           2026-09-20T12:00:00.000000Z

                kind: VirtualService
                metadata:
                  name: reviews

                """)
    }

    @Test func getShowsOtherVersionsAndBareDocuments() async {
        var old = Samples.version(1)
        old["source"] = "kind: VirtualService # as written\n"
        let answers = [
            "GET /policies/\(id)": WireAnswer.json(policy()),
            "GET /policies/\(id)/versions/1": .json(old),
            "GET /policies/\(id)/versions/2": .json(Samples.version(2, absent: true)),
        ]
        let bare = await Session().run("policy get \(id) --version 1 --document", answers)
        #expect(bare.output == "kind: VirtualService # as written\n")
        let json = await Session().run("policy get \(id) --version 1 --document -o json", answers)
        #expect((try? JSONParser.parse(json.output))?["kind"] == "VirtualService")
        let absent = await Session().run("policy get \(id) --version 2 --document", answers)
        #expect(absent.exitCode == .notFound)
        #expect(await Session().run("policy get \(id) --version 2", answers).output.contains("is not to be there"))
        #expect(await Session().run("policy get \(id) --version 0", answers).exitCode == .usage)
        let yaml = await Session().run("policy get \(id) -o yaml", answers)
        #expect(yaml.output.contains("owner: books\n"))
    }

    @Test func listFilters() async {
        let outcome = await Session().run(
            "policy list --mesh istio --kind gateway -n prod --name g --owner o --label a=b --limit 5",
            [
                "GET /policies?mesh=istio&kind=Gateway&namespace=prod&name=g&owner=o&label=a%3Db&limit=5": .list([
                    Samples.policy()
                ])
            ])
        #expect(
            outcome.output == """
                POLICY                          MESH   OWNER  VERSION  CHANGED  ID
                VirtualService/default/reviews  istio  books  3        2m       \(id)

                """)
        let none = await Session().run("policy list", ["GET /policies?limit=100": .list([])])
        #expect(none.output == "" && none.errors == "There are no such policies\n" && none.exitCode == .done)
        let empty = await Session().run("policy list -o yaml", ["GET /policies?limit=100": .list([])])
        #expect(empty.output == "items: []\nnext: null\n")
    }

    @Test func versionsAreListed() async {
        let outcome = await Session().run(
            "policy versions \(id)",
            ["GET /policies/\(id)/versions?limit=100": .list([Samples.version(2, absent: true), Samples.version(1)])])
        #expect(
            outcome.output == """
                VERSION  SEMANTIC  TAGS          AUTHOR  CREATED  CONTENT       MESSAGE
                2        1.2.0     beta, stable  ann     24h      absent        half to v3
                1        1.2.0     beta, stable  ann     24h      0123456789ab  half to v3

                """)
    }

    @Test func diffComparesTheLastTwoUnlessToldOtherwise() async {
        let changes: JSONValue = [
            "from": 2, "to": 3,
            "changes": [
                ["path": "spec.http[0].weight", "kind": "changed", "old": 90, "new": 50],
                ["path": "spec.gateways", "kind": "added", "old": .null, "new": ["mesh"]],
                ["path": "spec.x", "kind": "removed", "old": "y", "new": .null],
            ],
        ]
        let answers = [
            "GET /policies/\(id)": WireAnswer.json(Samples.policy()),
            "GET /policies/\(id)/versions/2/diff/3": .json(changes),
            "GET /policies/\(id)/versions/1/diff/1": .json(["from": 1, "to": 1, "changes": []]),
            "GET /policies/\(id)/versions/1/diff/3": .json(changes),
        ]
        #expect(
            await Session().run("policy diff \(id)", answers).output == """
                Version 2 → version 3
                ~ spec.http[0].weight: 90 → 50
                + spec.gateways: ["mesh"]
                - spec.x: "y"

                """)
        #expect(
            await Session().run("policy diff \(id) 1 1", answers).output == "Version 1 → version 1: no difference\n")
        #expect(await Session().run("policy diff \(id) 1", answers).lines.last?.hasSuffix("1/diff/3") == true)
        #expect(await Session().run("policy diff \(id) one", answers).exitCode == .usage)
        let single = await Session().run(
            "policy diff \(id)", ["GET /policies/\(id)": .json(Samples.policy(latest: 1))])
        #expect(single.exitCode == .notFound && single.errors.contains("has only version 1"))
    }

    @Test func diffSaysWhoIsLetInAndKeptOut() async {
        let diff: JSONValue = [
            "from": 2, "to": 3, "changes": [["path": "spec.action", "kind": "changed", "old": "DENY", "new": "ALLOW"]],
            "access": [
                "newlyAllowed": [["requests": "methods: GET", "rule": .null]], "newlyDenied": [],
                "caveats": ["A rule cannot be read."],
            ],
        ]
        let answers = [
            "GET /policies/\(id)": WireAnswer.json(Samples.policy()),
            "GET /policies/\(id)/versions/2/diff/3": .json(diff),
        ]
        #expect(
            await Session().run("policy diff \(id)", answers).output == """
                Version 2 → version 3
                ~ spec.action: "DENY" → "ALLOW"

                Newly allowed:
                + methods: GET
                Newly denied: nothing
                It may be less: A rule cannot be read.

                """)
    }

    @Test func diffShowsTheImpact() async {
        let diff: JSONValue = [
            "from": 2, "to": 3, "changes": [["path": "spec.x", "kind": "added", "old": .null, "new": 1]],
            "impact": [
                [
                    "cluster": "west", "impact": ["text": "loses access: shop/web\n", "findings": []],
                    "unchecked": [["what": "how much traffic", "why": "it is away"]],
                ]
            ],
        ]
        let answers = [
            "GET /policies/\(id)": WireAnswer.json(Samples.policy()),
            "GET /policies/\(id)/versions/2/diff/3?cluster=west": .json(diff),
            "GET /policies/\(id)/versions/2/diff/3?impact=false": .json(diff),
        ]
        #expect(
            await Session().run("policy diff \(id) --cluster west", answers).output == """
                Version 2 → version 3
                + spec.x: 1

                On west
                loses access: shop/web
                  not checked: how much traffic: it is away

                """)
        #expect(await Session().run("policy diff \(id) --no-impact", answers).exitCode == .done)
    }

    @Test func liveShowsWhatClustersHold() async {
        let items: [JSONValue] = [
            [
                "cluster": "east",
                "object": ["kind": "VirtualService", "metadata": ["name": "reviews", "managedFields": [["a": 1]]]],
            ],
            ["cluster": "north", "object": .null], ["cluster": "west", "problem": "it is down"],
        ]
        let outcome = await Session().run(
            "policy live \(id) --cluster east", ["GET /policies/\(id)/live?cluster=east": .list(items)])
        #expect(
            outcome.output == """
                # east
                kind: VirtualService
                metadata:
                  name: reviews
                ---
                # north
                # there is no such object
                ---
                # west
                # it is down

                """)
    }

    @Test func agesAreRounded() {
        let output = Output(
            format: .table, terminal: Terminal(columns: nil, hasColours: false, output: { _ in }, errors: { _ in }),
            now: ScriptedTime().now())
        #expect(output.age("2026-09-21T11:58:01.000000Z") == "119s")
        #expect(output.age("2026-09-21T10:30:00.000000Z") == "90m")
        #expect(output.age("2026-09-20T11:00:00.000000Z") == "25h")
        #expect(output.age("2026-09-11T12:00:00.000000Z") == "10d")
        // A server whose clock is ahead.
        #expect(output.age("2026-09-21T12:00:30.000000Z") == "0s")
        #expect(output.age("yesterday") == "" && output.age(nil) == "")
    }
}
