import Domain
import Runtime
import Testing

@testable import CLI

@Suite struct FleetTests {
    private let east: JSONValue = [
        "id": "1", "name": "east", "environment": "Staging", "mesh": "istio", "meshVersion": "1.21",
        "server": "https://east:6443", "certificateAuthority": .null, "prometheus": .null,
        "createdAt": "2026-09-21T11:00:00.000000Z",
    ]

    @Test func clustersAreAddedFromAKubeconfig() async {
        var session = Session()
        session.kubeconfig = { path, context in
            Surroundings.KubeCluster(
                server: "https://\(path)/\(context ?? "current")", certificateAuthority: "PEM",
                credentials: ["type": "token", "token": "t"])
        }
        let outcome = await session.run(
            "cluster add east -e Staging --mesh ISTIO --mesh-version 1.21 --kubeconfig kc --context c --prometheus http://p",
            ["POST /clusters": .json(east, status: 201)])
        #expect(
            outcome.requests.first?.json == [
                "name": "east", "environment": "Staging", "mesh": "istio", "meshVersion": "1.21",
                "server": "https://kc/c", "certificateAuthority": "PEM", "prometheus": "http://p",
                "credentials": ["type": "token", "token": "t"],
            ])
        #expect(outcome.output.hasPrefix("Cluster east is registered; `hotswap cluster check east`"))
    }

    @Test func clustersAreAddedFromSingleOptions() async {
        var session = Session()
        session.files = ["ca.pem": "PEM\n", "token": "abc\n"]
        let token = await session.run(
            "cluster add lab -e Lab --mesh linkerd --api-server https://lab:6443 --ca ca.pem --bearer-token-file token",
            ["POST /clusters": .json(east, status: 201)])
        #expect(
            token.requests.first?.json == [
                "name": "lab", "environment": "Lab", "mesh": "linkerd", "server": "https://lab:6443",
                "certificateAuthority": "PEM\n", "credentials": ["type": "token", "token": "abc"],
            ])
        let own = await session.run(
            "cluster add lab -e Lab --mesh linkerd --api-server https://lab:6443 --in-cluster",
            ["POST /clusters": .json(east, status: 201)])
        #expect(own.requests.first?.json["credentials"] == ["type": "serviceAccount"])
    }

    @Test(arguments: [
        ("", "Say where the cluster is"), ("--api-server https://x", "Say how to log in"),
        ("--api-server https://x --in-cluster --bearer-token-file t", "Say how to log in"),
        ("--kubeconfig k --api-server https://x", "--kubeconfig and --api-server exclude each other"),
        ("--kubeconfig k", "no kubeconfig here"),
        ("--api-server https://x --bearer-token-file none", "Cannot read none"),
    ])
    func clustersNeedOneWayIn(_ options: String, _ message: String) async {
        let outcome = await Session().run("cluster add x -e Lab --mesh istio \(options)")
        #expect(outcome.exitCode == .usage && outcome.requests.isEmpty)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    /// What is not named is not sent, so that it stays.
    @Test func clustersAreChanged() async {
        var session = Session()
        session.files = ["token": "abc\n", "ca.pem": "PEM\n"]
        session.kubeconfig = { path, context in
            Surroundings.KubeCluster(
                server: "https://\(path)/\(context ?? "current")", certificateAuthority: nil,
                credentials: ["type": "token", "token": "t"])
        }
        for (options, body) in [
            ("--mesh-version 1.24", ["meshVersion": "1.24"]),
            ("--bearer-token-file token", ["credentials": ["type": "token", "token": "abc"]]),
            ("--in-cluster", ["credentials": ["type": "serviceAccount"]]),
            (
                "--api-server https://x --ca ca.pem --bearer-token-file token --mesh LINKERD",
                [
                    "server": "https://x", "certificateAuthority": "PEM\n", "mesh": "linkerd",
                    "credentials": ["type": "token", "token": "abc"],
                ]
            ),
            (
                "--kubeconfig kc --context c --prometheus http://p",
                [
                    "server": "https://kc/c", "credentials": ["type": "token", "token": "t"],
                    "prometheus": "http://p",
                ]
            ),
        ] as [(String, JSONValue)] {
            let outcome = await session.run("cluster update east \(options)", ["PUT /clusters/east": .json(east)])
            #expect(outcome.requests.first?.json == body, "\(options): \(outcome.errors)")
            #expect(outcome.output.hasPrefix("Cluster east is changed"))
        }
    }

    @Test(arguments: [
        ("", "Say what is to change"), ("--context c", "say --kubeconfig as well"),
        ("--in-cluster --bearer-token-file t", "Say how to log in"),
        ("--kubeconfig k --ca c", "--kubeconfig and --ca exclude each other"),
    ])
    func aChangeOfAClusterSaysWhat(_ options: String, _ message: String) async {
        let outcome = await Session().run("cluster update x \(options)")
        #expect(outcome.exitCode == .usage && outcome.requests.isEmpty)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func clustersAreListedAndRemoved() async {
        let list = await Session().run(
            "cluster list -e Staging --mesh istio", ["GET /clusters?environment=Staging&mesh=istio": .list([east])])
        #expect(
            list.output == """
                NAME  ENVIRONMENT  MESH   MESH VERSION  SERVER             AGE
                east  Staging      istio  1.21          https://east:6443  60m

                """)
        let removed = await Session().run("cluster remove east", ["DELETE /clusters/east": WireAnswer(status: 204)])
        #expect(removed.output == "Removed east\n")
        let json = await Session().run(
            "cluster remove east -o yaml", ["DELETE /clusters/east": WireAnswer(status: 204)])
        #expect(json.output == "name: east\nremoved: true\n")
    }

    @Test func checkTellsWhatIsMissing() async {
        let kinds: JSONValue = [
            ["kind": "Gateway", "group": "g", "served": ["v1", "v1beta1"], "missingRights": []],
            ["kind": "Sidecar", "group": "g", "served": [], "missingRights": ["patch", "delete"]],
        ]
        let check: JSONValue = [
            "cluster": "east", "reachable": true, "serverVersion": "v1.31", "ready": false, "kinds": kinds,
        ]
        let outcome = await Session().run("cluster check east", ["GET /clusters/east/check": .json(check)])
        #expect(outcome.exitCode == .failed)
        #expect(
            outcome.output == """
                Cluster         east
                Reachable       yes
                Server version  v1.31
                Ready           no

                KIND     GROUP  SERVED       MISSING RIGHTS
                Gateway  g      v1, v1beta1
                Sidecar  g      not served   patch, delete

                """)
        let away: JSONValue = ["cluster": "east", "reachable": false, "problem": "it is down"]
        let down = await Session().run("cluster check east", ["GET /clusters/east/check": .json(away)])
        #expect(down.exitCode == .failed && down.output.contains("Problem    it is down\n"))
        let fine = await Session().run(
            "cluster check east", ["GET /clusters/east/check": .json(["cluster": "east", "ready": true])])
        #expect(fine.exitCode == .done)
    }

    @Test func instancesAreListed() async {
        let found: JSONValue = [
            "pods": [["namespace": "default", "name": "a", "phase": "Running", "labels": ["app": "a"]]],
            "services": [["namespace": "default", "name": "s", "selector": ["app": "a"]]],
        ]
        let outcome = await Session().run(
            "cluster instances east -n default -p \(Samples.policyID)",
            ["GET /clusters/east/instances?namespace=default&policy=\(Samples.policyID)": .json(found)])
        #expect(
            outcome.output == """
                KIND     NAMESPACE  NAME  PHASE    LABELS
                Pod      default    a     Running  app=a
                Service  default    s              app=a

                """)
        let none = await Session().run(
            "cluster instances east", ["GET /clusters/east/instances": .json(["pods": [], "services": []])])
        #expect(none.output == "" && none.errors == "There is nothing that it reaches\n")
    }

    @Test func environmentsAreListedMadeAndRemoved() async {
        let staging: JSONValue = ["name": "Staging", "production": false, "createdAt": "2026-09-21T11:59:00.000000Z"]
        let list = await Session().run("environment list", ["GET /environments": .list([staging])])
        #expect(list.output == "NAME     PRODUCTION  AGE\nStaging  no          60s\n")
        let added = await Session().run(
            "environment add EU --production", ["POST /environments": .json(["name": "EU"], status: 201)])
        #expect(added.requests.first?.json == ["name": "EU", "production": true])
        #expect(added.output == "Environment EU is there\n")
        let removed = await Session().run(
            "environment remove EU", ["DELETE /environments/EU": WireAnswer(status: 204)])
        #expect(removed.output == "Removed EU\n")
    }
}
