import Ports
import Testing

@testable import CLI

/// `hotswap validate`, offline.
@Suite struct ValidateTests {
    private let good = "apiVersion: v1\nkind: Service\nmetadata: {name: reviews}\nspec: {}\n"
    private let bad = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews}
        spec: {hosts: [reviews], htpp: [], tcp: [{route: [{destination: {host: reviews}}]}]}

        """

    private func session(_ files: [String: String], input: String = "") -> Session {
        var session = Session()
        session.files = files
        session.input = input
        return session
    }

    @Test func whatIsWrongIsShownWithItsPlace() async {
        let outcome = await session(["a.yaml": bad]).run("validate a.yaml")
        #expect(outcome.exitCode == .failed)
        #expect(outcome.output.contains("a.yaml:4:26: error: VirtualService default/reviews spec.htpp: "))
        #expect(outcome.output.contains("    did you mean http?\n"))
        #expect(outcome.requests.isEmpty)
    }

    @Test func nothingFoundEndsWithZero() async {
        let outcome = await session(["a.yaml": good]).run("validate a.yaml")
        #expect(outcome.exitCode == .done)
        #expect(outcome.output.hasPrefix("1 document: nothing found (rules for Istio "))
    }

    @Test func foldersAreReadAtAnyDepthAndContextIsSilent() async {
        let files = [
            "p/a.yaml": good, "p/b/c.yml": bad, "p/readme.md": "no policy", "known/d.json": "{\"kind\": \"X\"}",
        ]
        let outcome = await session(files).run("validate p --context known -o json")
        #expect(outcome.exitCode == .failed)
        #expect(outcome.output.contains("\"file\": \"p/b/c.yml\""))
        #expect(!outcome.output.contains("known/d.json") && !outcome.output.contains("readme"))
    }

    @Test func whatIsCalledJSONIsHeldToIt() async {
        let outcome = await session(["a.json": "{\"kind\": \"X\",\n}"]).run("validate a.json")
        #expect(outcome.exitCode == .failed)
        #expect(outcome.output.hasPrefix("a.json:2:1: error: "))
        #expect(outcome.output.contains("[HS1000]"))
    }

    /// As `kubectl get -o json` writes for several calls, or a line for each.
    @Test func severalJSONValuesInAFileAreReadOneByOne() async {
        func rule(_ host: String) -> String {
            #"{"apiVersion":"networking.istio.io/v1","kind":"DestinationRule","#
                + #""metadata":{"name":"r"},"spec":{"host":\#(host)}}"#
        }
        let text = rule("\"a }{\"") + "\n\n" + rule("5") + rule("6") + "\n{\"kind\": }\n"
        for (files, name) in [(["a.json": text], "a.json"), ([:], "-")] {
            let outcome = await session(files, input: text).run("validate \(name)")
            let shown = name == "-" ? "standard input" : name
            #expect(outcome.exitCode == .failed)
            let column = rule("").utf8.count - "host:}}".utf8.count - 1
            #expect(outcome.output.contains("\(shown):3:\(column): error: DestinationRule default/r spec.host: "))
            #expect(
                outcome.output.contains(
                    "\(shown):3:\(column + rule("5").utf8.count): error: DestinationRule default/r spec.host: "))
            #expect(outcome.output.contains("\(shown):4:10: error: "), "\(outcome.output)")
            #expect(outcome.output.contains("4 documents: "))
        }
    }

    /// As `kubectl` reads them.
    @Test func documentsOfJSONMayHaveLinesBetweenThem() async {
        func rule(_ host: String) -> String {
            "{\"apiVersion\": \"networking.istio.io/v1\", \"kind\": \"DestinationRule\", \"metadata\": {\"name\": \"r\"},\n"
                + " \"spec\": {\"host\": \(host)}}\n"
        }
        let two = rule("\"a--- {\"") + "---\n" + rule("5")
        for (text, line, documents) in [(two, 5, "2 documents: "), ("---\n" + rule("5"), 3, "1 document: ")] {
            let outcome = await session(["a.json": text]).run("validate a.json")
            #expect(outcome.output.contains("a.json:\(line):11: error: DestinationRule default/r spec.host: "))
            #expect(outcome.output.contains(documents) && !outcome.output.contains("HS1000"), "\(outcome.output)")
        }
        let comma = await session(["a.json": rule("\"a\"") + "---\n{\"kind\": 1,\n}\n"]).run("validate a.json")
        #expect(comma.output.contains("a.json:5:1: error: ") && comma.output.contains("2 documents: "))
        let yaml = await session(["a.json": rule("\"a\"") + "---\nkind: {\"a\": 1}\n"]).run("validate a.json")
        #expect(yaml.output.contains("[HS1000]") && yaml.output.contains("1 document: "))
        for mixed in ["---\nkind: {\"a\": 1}\n", "---\n{a: 1}\n"] {
            let outcome = await session(["a.yaml": rule("\"a\"") + mixed]).run("validate a.yaml")
            #expect(outcome.output.contains("2 documents: ") && !outcome.output.contains("HS1000"), "\(outcome.output)")
        }
    }

    @Test func oneVersionOfAMeshIsEnough() async {
        let outcome = await session(["a.yaml": good]).run("validate a.yaml --mesh istio=1.20 --mesh istio=1.21")
        #expect(outcome.exitCode == .usage)
        #expect(outcome.errors.contains("--mesh says both istio=1.20 and istio=1.21"))
        for options in ["--set autoMtls=false,autoMtls=true", "--set autoMtls=false --set autoMtls=true"] {
            let twice = await session(["a.yaml": good]).run("validate a.yaml \(options)")
            #expect(twice.exitCode == .usage)
            #expect(twice.errors.contains("--set says both autoMtls=false and autoMtls=true"))
        }
        let both = await session(["a.yaml": good]).run(
            "validate a.yaml --mesh istio=1.20 --mesh linkerd=2.14 --mesh istio=1.20")
        #expect(both.exitCode == .done)
    }

    @Test func theDomainOfTheClusterIsAnOption() async {
        let files = [
            "a.yaml": good.replacing("spec: {}", with: "spec: {ports: [{name: http, port: 80}]}")
                + "---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: r}\n"
                + "spec: {hosts: [reviews.default.svc.corp.local], http: [{route: [{destination: {host: "
                + "reviews.default.svc.corp.local}}]}]}\n"
        ]
        let told = await session(files).run("validate a.yaml")
        #expect(told.exitCode == .failed && told.output.contains("HS5001"))
        let outcome = await session(files).run("validate a.yaml --set clusterDomain=corp.local")
        #expect(outcome.exitCode == .done, "\(outcome.output)")
        let wrong = await session(files).run("validate a.yaml --set clusterDomain=a_b")
        #expect(wrong.exitCode == .usage)
    }

    @Test func aFileThatIsTooLargeIsRefused() async {
        let text = String(repeating: "# nothing but a comment of thirty-two\n", count: 1 << 20)
        let outcome = await session(["a.yaml": text]).run("validate a.yaml")
        #expect(outcome.exitCode == .usage)
        #expect(outcome.errors.contains("a.yaml has 38 MiB; a file may have up to 32 MiB: split it"))
    }

    @Test func aBrokenDocumentHidesNoOther() async {
        let text = "---\nfoo: [1\n---\n" + bad
        let outcome = await session([:], input: text).run("validate -")
        #expect(
            outcome.output.contains("standard input:3:1: error: a `,` or `]` is due in the list that opens in line 2"))
        #expect(outcome.output.contains("standard input:7:26: error: VirtualService default/reviews spec.htpp"))
        #expect(outcome.output.contains("2 documents: 2 errors"))
    }

    @Test func listsAreTheObjectsInThem() async {
        let list =
            "kind: List\napiVersion: v1\nitems:\n  - kind: VirtualService\n    apiVersion: networking.istio.io/v1\n"
            + "    metadata: {name: Reviews}\n    spec: {hosts: [a]}\n"
        let outcome = await session(["a.yaml": list]).run("validate a.yaml")
        #expect(outcome.output.contains("a.yaml:6:16: error: VirtualService default/Reviews metadata.name"))
    }

    @Test func whatTheClusterDoesNotTellIsNotChecked() async {
        var session = session(["a.yaml": good])
        session.liveCluster = { name in
            .init(name: name ?? "", objects: [], unread: [("references to pods", "forbidden")])
        }
        let outcome = await session.run("validate a.yaml --cluster west")
        #expect(outcome.exitCode == .notFound)
        #expect(outcome.output.contains("not checked: references to pods: forbidden"))
    }

    /// What can be said without the cluster is said, and what cannot is told.
    @Test func aClusterThatIsAwayTakesNoFindingWithIt() async {
        for (text, code) in [(bad, ExitCode.failed), (good, .notFound)] {
            var session = session(["a.yaml": text])
            session.liveCluster = { name in throw PortError(.transient, "Cluster \(name ?? "")", "connection refused") }
            let outcome = await session.run("validate a.yaml --cluster west --impact --strategy canary")
            #expect(outcome.exitCode == code)
            #expect(outcome.output.contains("spec.htpp") == (code == .failed), "\(outcome.output)")
            for missed in [
                "everything that needs what lives in the cluster", "the schemas that the cluster serves",
                "what the changes do to the cluster", "the steps of the changes' rollout",
            ] { #expect(outcome.output.contains(missed), "\(outcome.output)") }
            #expect(outcome.output.contains("Cluster west: connection refused"))
            #expect(!outcome.output.contains("created"), "of what is not known no impact is told")
        }
        var wrong = session(["a.yaml": good])
        wrong.liveCluster = { _ in throw PortError(.permanent, "kubeconfig", "no context west") }
        #expect(await wrong.run("validate a.yaml --cluster west").exitCode == .usage)
    }

    @Test func aKubeconfigWithoutAClusterIsNoWayToOne() async {
        let outcome = await session(["a.yaml": good]).run("validate a.yaml --kubeconfig kc.yaml")
        #expect(outcome.exitCode == .usage && outcome.output.isEmpty)
        #expect(outcome.errors.contains("--kubeconfig names no cluster: add --cluster CONTEXT"), "\(outcome.errors)")
    }

    /// A folder has documents for others, too: that they are not judged is said, and fails only where nothing else is.
    @Test func documentsForOthersAreNoGap() async {
        let foreign = "apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\nspec: {}\n"
        let both = await session(["a.yaml": good + "---\n" + foreign]).run("validate a.yaml")
        #expect(both.exitCode == .done)
        #expect(both.output.contains("cert-manager.io/Certificate: no schema is known for it: not judged"))
        #expect(await session(["a.yaml": foreign]).run("validate a.yaml").exitCode == .notFound)
        let slip = bad.replacing("istio.io/v1", with: "istio.com/v1")
        let mistaken = await session(["a.yaml": good + "---\n" + slip]).run("validate a.yaml")
        #expect(mistaken.exitCode == .notFound)
        #expect(mistaken.output.contains("did you mean networking.istio.io/VirtualService?"))
    }

    /// The networks of the mesh are text in a ConfigMap.
    @Test func meshNetworksAreLookedInto() async {
        func files(_ registry: String) -> [String: String] {
            [
                "a.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: istio, namespace: istio-system}
                data:
                  meshNetworks: |
                    networks:
                      one: {endpoints: [{fromRegistry: \(registry)}]}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: a, namespace: istio-system, labels: {istio/multiCluster: "true"}}
                stringData: {east: kubeconfig}

                """
            ]
        }
        let outcome = await session(files("kubernetes")).run("validate a.yaml")
        #expect(outcome.exitCode == .failed)
        #expect(outcome.output.contains("a.yaml:5:3: error: ConfigMap istio-system/istio data.meshNetworks.networks"))
        #expect(await session(files("east")).run("validate a.yaml").exitCode == .done)
        #expect(await session(files("\"*")).run("validate a.yaml").exitCode == .done)
    }

    @Test(arguments: [
        "validate", "validate nowhere.yaml", "validate a.yaml --mesh istio", "validate a.yaml --mesh consul=1.2",
        "validate a.yaml --set autoMtls=maybe", "validate a.yaml --set x=1", "validate a.yaml --suppress HS1015",
        "validate a.yaml --mesh-config nowhere.yaml", "validate a.yaml -o xml",
    ])
    func mistakesOfUse(_ line: String) async {
        let outcome = await session(["a.yaml": good]).run(line)
        #expect(outcome.exitCode == .usage)
        #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
    }

    @Test func aSuppressionThatCoversNothingIsSaid() async {
        let outcome = await session(["a.yaml": bad]).run(
            ["validate", "a.yaml", "--suppress", "HS1015@VirtualService/default/reviews=it is a joke"], nil)
        #expect(outcome.exitCode == .failed)
        #expect(outcome.errors.contains("--suppress HS1015@VirtualService/default/reviews covers nothing"))
    }

    @Test func workflowsGetAnnotations() async {
        let outcome = await session(["a,b.yaml": bad]).run("validate a,b.yaml -o github")
        #expect(outcome.output.hasPrefix("::error file=a%2Cb.yaml,line=4,col=26,title=HS1015::spec.htpp: "))
    }

    @Test(arguments: [
        ("my file,a:b%.yaml", "my%20file%2Ca%3Ab%25.yaml"), ("/tmp/é.yaml", "file:///tmp/%C3%A9.yaml"),
        ("a/b-c_d.yaml", "a/b-c_d.yaml"),
    ]) func pathsAreURIsInSARIF(_ path: String, _ uri: String) async {
        let outcome = await session([path: bad]).run(["validate", path, "-o", "sarif"], nil)
        #expect(outcome.output.contains("\"uri\": \"\(uri)\""), "\(outcome.output)")
        #expect(outcome.output.contains("\"columnKind\": \"unicodeCodePoints\""))
    }

    @Test(arguments: [
        ("enableAutoMtls: maybe", "enableAutoMtls must be true or false and is maybe"),
        ("rootNamespace: 5", "and is 5"),
        ("outboundTrafficPolicy: {mode: FOO}", "outboundTrafficPolicy.mode must be ALLOW_ANY or REGISTRY_ONLY"),
        ("bogus: 1", "bogus is no field of MeshConfig"), ("- a", "it must be an object"),
        ("rootNamspace: a", "did you mean rootNamespace?"),
    ]) func aMeshConfigWithMistakesIsRefused(_ text: String, _ message: String) async {
        let outcome = await session(["a.yaml": good, "m.yaml": text]).run("validate a.yaml --mesh-config m.yaml")
        #expect(outcome.exitCode == .usage && outcome.errors.contains(message), "\(outcome.errors)")
    }

    @Test func aMeshConfigIsTaken() async {
        let text = "enableAutoMtls: false\nrootNamespace: mesh\noutboundTrafficPolicy: {mode: REGISTRY_ONLY}\n"
        let outcome = await session(["a.yaml": good, "m.yaml": text]).run("validate a.yaml --mesh-config m.yaml")
        #expect(outcome.exitCode == .done, "\(outcome.errors)")
    }

    @Test func itemsOfAListAreToldApart() async {
        let list = """
            apiVersion: security.istio.io/v1
            kind: PeerAuthenticationList
            items: [{metadata: {name: a}, spec: {}}, {metadata: {name: b}, spec: {mtls: {mode: x}}}, 5]

            """
        let outcome = await session(["a.yaml": list]).run("validate a.yaml -o json")
        for path in ["items[0]", "items[1]", "items[2]"] {
            #expect(outcome.output.contains("\"path\": \"\(path)\""), "\(outcome.output)")
        }
        #expect(!outcome.output.contains("apiVersion\", \"message\": \"is missing"))
        #expect(outcome.output.contains("\"kind\": \"PeerAuthentication\""))
        let empty = await session(["a.yaml": "apiVersion: v1\nkind: List\nitems: null\n"]).run("validate a.yaml")
        #expect(empty.exitCode == .done, "\(empty.output)")
    }

    @Test func codeScanningGetsSARIF() async {
        let outcome = await session(["a.yaml": bad]).run("validate a.yaml -o sarif")
        #expect(outcome.output.contains("\"ruleId\": \"HS1015\""))
        #expect(outcome.output.contains("\"startLine\": 4"))
        #expect(outcome.output.contains("\"object\": \"VirtualService/default/reviews\""), "\(outcome.output)")
    }

    /// What cannot be read has no name, and no namespace either.
    @Test func whatCannotBeReadIsNoObject() async {
        let session = session(["a.yaml": "a: [\n"])
        let json = await session.run("validate a.yaml -o json").output
        #expect(json.contains("HS1000") && !json.contains("\"default\""), "\(json)")
        let sarif = await session.run("validate a.yaml -o sarif").output
        #expect(sarif.contains("HS1000") && !sarif.contains("/default/") && !sarif.contains("\"object\""), "\(sarif)")
    }
}

/// What documents change, beside what is known.
@Suite struct ValidateImpactTests {
    private static func policy(_ methods: String) -> String {
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: reviews, namespace: shop}
        spec:
          selector: {matchLabels: {app: reviews}}
          rules: [{to: [{operation: {methods: [\(methods)]}}]}]

        """
    }

    private static let pods = """
        apiVersion: v1
        kind: Pod
        metadata: {name: reviews-1, namespace: shop, labels: {app: reviews}}
        spec: {serviceAccountName: reviews, containers: [{name: app}, {name: istio-proxy}]}
        status: {phase: Running, podIP: 10.0.0.1}

        """
    private static let log =
        #"{"method": "POST", "path": "/a", "authority": "reviews", "downstream_local_address": "10.0.0.1:80"}"#
        + "\nno JSON\n"

    private var session: Session {
        var session = Session()
        session.files = [
            "new.yaml": Self.policy("GET"), "known.yaml": Self.policy("GET, POST") + "---\n" + Self.pods,
            "log.json": Self.log,
        ]
        return session
    }

    @Test func theImpactIsTold() async {
        let outcome = await session.run("validate new.yaml --context known.yaml --impact")
        #expect(outcome.exitCode == .done)
        #expect(outcome.output.contains("AuthorizationPolicy shop/reviews changed"))
        #expect(outcome.output.contains("loses access: every client to shop/reviews-1: POST /"))
    }

    @Test func recordedRequestsAreAsked() async {
        let outcome = await session.run("validate new.yaml --context known.yaml --replay log.json -o json")
        #expect(outcome.exitCode == .done)
        #expect(outcome.output.contains("\"newlyDenied\": {"))
        #expect(outcome.output.contains("\"why\": \"is no JSON\""))
        let text = await session.run("validate new.yaml --context known.yaml --replay log.json")
        #expect(text.output.contains("newly denied: 1 x POST reviews/a from somebody unknown"))
        #expect(text.output.contains("refused: log.json:2 is no JSON"))
    }

    /// A log of which nothing could be judged proves nothing.
    @Test(arguments: ["no JSON\n{\"foo\": 1}\n", "[5, {\"foo\": 1}]", ""]) func aLogWithoutRequestsIsAGap(_ log: String)
        async
    {
        var session = session
        session.files["log.json"] = log
        let outcome = await session.run("validate new.yaml --context known.yaml --replay log.json")
        #expect(outcome.exitCode == .notFound)
        let why = log.isEmpty ? "there are none" : "none of 2 could be judged"
        #expect(outcome.output.contains("the recorded requests of log.json: \(why)"), "\(outcome.output)")
    }

    @Test func anArrayIsALogToo() async {
        var session = session
        session.files["log.json"] = "[\(Self.log.split(separator: "\n")[0]),\n 5]"
        let outcome = await session.run("validate new.yaml --context known.yaml --replay log.json")
        #expect(outcome.exitCode == .done)
        #expect(outcome.output.contains("newly denied: 1 x POST reviews/a from somebody unknown"))
        #expect(outcome.output.contains("refused: log.json:2 "))
    }

    @Test func aStrategyIsLookedThrough() async {
        var session = session
        session.files["entry.yaml"] = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: api, namespace: shop}
            spec: {hosts: [api.example], resolution: DNS, ports: [{number: 443, name: tls, protocol: TLS}]}

            """
        let outcome = await session.run("validate entry.yaml --strategy canary")
        #expect(outcome.output.contains("[HS8107]"))
    }

    /// The documents of a command are deployed together.
    @Test func theWritesOfABundleAreGoneThrough() async {
        func bundle(_ subset: String) -> String {
            """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: reviews, namespace: shop}
            spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: \(subset)}}]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: reviews, namespace: shop}
            spec: {host: reviews, subsets: [{name: \(subset), labels: {version: \(subset)}}]}

            """
        }
        var session = session
        session.files["live.yaml"] = bundle("v1")
        session.files["next.yaml"] = bundle("v2")
        let outcome = await session.run("validate next.yaml --context live.yaml --strategy direct")
        #expect(outcome.output.contains("next.yaml:6:1: warning: DestinationRule shop/reviews"), "\(outcome.output)")
        #expect(outcome.output.contains("once DestinationRule shop/reviews is written: GET / of shop/"))
        #expect(outcome.output.contains("[HS8109]"))
        #expect(!(await session.run("validate next.yaml --strategy direct")).output.contains("HS8109"))
    }

    @Test(arguments: [
        "validate new.yaml --impact -o sarif", "validate new.yaml --replay nowhere.json",
        "validate known.yaml --strategy slowly",
    ])
    func mistakesOfUse(_ line: String) async {
        #expect(await session.run(line).exitCode == .usage)
    }
}
