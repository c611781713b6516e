import Domain
import Testing
import Validation

@testable import CLI

/// What `hotswap validate` knows beside the documents, and what it says where there are none.
@Suite struct ValidateSetTests {
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

    /// A path with a slip in it would be green for ever.
    @Test func nothingToJudgeIsSaid() async {
        let outcome = await session(["p/readme.md": "no policy", "e.yaml": "# nothing\n", "a.yaml": good])
            .run("validate p e.yaml a.yaml")
        #expect(outcome.exitCode == .done && outcome.output.hasPrefix("1 document: "))
        #expect(outcome.errors.contains("p holds no document") && outcome.errors.contains("e.yaml holds no document"))
        #expect(!outcome.errors.contains("a.yaml holds"))
    }

    /// What is named twice is judged once, and it is no twin of itself.
    @Test(arguments: ["p/a.yaml p/a.yaml", "p p/a.yaml", "./p/../p/a.yaml p/a.yaml", "/here/p/a.yaml p"])
    func whatIsNamedTwiceIsReadOnce(_ paths: String) async {
        var session = session(["p/a.yaml": good, "/here/p/a.yaml": good, "p/../p/a.yaml": good])
        session.environment["PWD"] = "/here"
        let outcome = await session.run("validate \(paths) --fail-on warning")
        #expect(outcome.exitCode == .done && outcome.errors.isEmpty && outcome.output.hasPrefix("1 document: "))
    }

    /// Links are names of a file: it is judged by the one that is found first.
    @Test(arguments: ["p", "p q", "p q/b.yaml", "p --context q"])
    func whatLinksLeadToIsReadOnce(_ paths: String) async {
        var session = session(["p/a.yaml": bad, "p/link.yaml": bad, "q/b.yaml": bad])
        session.links = ["p/a.yaml": 1, "p/link.yaml": 1, "q/b.yaml": 1]
        let outcome = await session.run("validate \(paths)")
        #expect(outcome.output.contains("1 document: ") && outcome.output.contains("p/a.yaml:4"), "\(outcome.output)")
        #expect(!outcome.output.contains("HS1017") && !outcome.output.contains("link.yaml"))
        session.links["p/link.yaml"] = 2
        #expect(await session.run("validate \(paths)").output.contains("HS1017"))
    }

    /// What is judged replaces its own old version among what is known.
    @Test func theLiveVersionIsNoTwin() async {
        let session = session(["live/a.yaml": good, "live/b.yaml": bad, "new.yaml": good], input: good)
        for line in ["validate -", "validate new.yaml", "validate new.yaml --impact", "validate live/a.yaml"] {
            let outcome = await session.run(line + " --context live --fail-on warning")
            #expect(outcome.exitCode == .done && !outcome.output.contains("HS1017"), "\(outcome.output)")
        }
        let twice = await session.run("validate new.yaml live/a.yaml --fail-on warning")
        #expect(twice.exitCode == .failed && twice.output.contains("HS1017"))
    }

    /// What the context has refers to what the new version lacks.
    @Test func whatAContextRefersToIsMissed() async {
        func rule(_ subsets: String) -> String {
            """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: reviews}
            spec: {host: reviews, subsets: [\(subsets)]}

            """
        }
        let route = bad.replacing(
            "htpp: [], tcp: [{route: [{destination: {host: reviews}}]}]",
            with: """
                http: [{route: [{destination: {host: reviews, subset: v1}}]}]
                """)
        let both = rule("{name: v1, labels: {v: a}}, {name: v2, labels: {v: b}}")
        let session = session(["live.yaml": both + "---\n" + route, "new.yaml": rule("{name: v2, labels: {v: b}}")])
        let outcome = await session.run("validate new.yaml --context live.yaml")
        #expect(outcome.exitCode == .failed && outcome.output.contains("new.yaml:4:"), "\(outcome.output)")
        #expect(outcome.output.contains("[HS8110]") && outcome.output.contains("breaks VirtualService default/reviews"))
        #expect(await session.run("validate new.yaml").exitCode == .done)
    }

    /// Without what it holds references are not judged: that is said, and is no pass.
    @Test(arguments: ["b.yaml", "k"])
    func aContextThatCannotBeReadIsSaid(_ context: String) async {
        let session = session(["a.yaml": good, "b.yaml": "a: b\nx: [\n", "k/b.yaml": good + "---\na: [\n"])
        let outcome = await session.run("validate a.yaml --context \(context)")
        #expect(outcome.exitCode == .notFound)
        #expect(outcome.output.contains("b.yaml, line ") && outcome.output.contains("it cannot be read"))
        let json = await session.run("validate a.yaml --context \(context) -o json")
        #expect(json.output.contains("b.yaml, line ") && json.output.contains("\"counts\": {\n    \"error\": 0"))
    }

    /// Folders hold more than objects; who names a file means it.
    @Test func whatIsNoObjectIsNamedOnce() async {
        let files = [
            "p/kustomization.yaml": "resources: [good.yaml]\n",
            "p/base/kustomization.yaml":
                "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n",
            "p/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "p/values.yaml": "replicas: 2\n",
            "p/package.json": "{\"name\": \"shop\"}", "p/tsconfig.json": "{ // comments\n}", "p/list.json": "[1]",
            "p/templates/a.yaml": "{{- if .Values.x }}\nkind: Deployment\n{{- end }}\n", "p/good.yaml": good,
        ]
        let outcome = await session(files).run("validate p --fail-on warning")
        #expect(outcome.exitCode == .done, "\(outcome.output)")
        #expect(outcome.output.contains("no Kubernetes object (no apiVersion and kind): not judged"))
        #expect(outcome.output.contains("p/Chart.yaml, p/kustomization.yaml, p/list.json, p/package.json, "))
        #expect(outcome.output.contains("p/templates/a.yaml: templates of Helm, with nothing of a mesh"))
        let named = await session(files).run("validate p/values.yaml")
        #expect(named.exitCode == .failed && named.output.contains("HS1002"))
        let kustomization = await session(files).run("validate p/base/kustomization.yaml p/good.yaml")
        #expect(kustomization.exitCode == .done, "\(kustomization.output)")
    }

    /// What other programs write with a version of their own, and the reports of the Gateway API's tests.
    @Test(arguments: [
        ("apiVersion: notes/v2\nkind:\narea:\n", true),
        ("apiVersion: gateway.networking.k8s.io/v1\nkind: ConformanceReport\ndate: a\n", true),
        ("apiVersion: gateway.networking.k8s.io/v1\nkind: ConformanceReports\ndate: a\n", false),
        ("apiVersion: networking.istio.io/v1\nkind:\narea:\n", false),
        ("apiVersion: notes/v2\nkind:\nspec: {}\n", false),
    ])
    func documentsOfOtherPrograms(_ text: String, _ isOther: Bool) async {
        let outcome = await session(["p/a.yaml": text, "p/good.yaml": good]).run("validate p")
        #expect(outcome.output.contains("p/a.yaml: no Kubernetes object") == isOther, "\(outcome.output)")
        #expect(outcome.output.contains("HS1002") != isOther, "\(outcome.output)")
    }

    /// What comes of a template for a mesh nobody knows.
    @Test func templatesForAMeshAreAGap() async {
        let template = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nspec: {{ .Values.routes }}\n"
        for path in ["p/chart/templates/a.yaml", "p/a.yaml"] {
            let outcome = await session([path: template, "p/good.yaml": good]).run("validate p")
            #expect(outcome.exitCode == .notFound && outcome.output.contains("helm template"), "\(outcome.output)")
        }
    }

    /// A slip in an object is no reason to pass it over.
    @Test(arguments: ["kind: VirtualService\n", "apiVersion: networking.istio.io/v1\n"])
    func slipsInObjectsAreTold(_ line: String) async {
        let files = ["p/a.yaml": bad.replacing(line, with: ""), "p/good.yaml": good]
        let outcome = await session(files).run("validate p")
        #expect(outcome.exitCode == .failed)
    }

    /// The same sentences as the API's.
    @Test(arguments: [
        ("HS5005@*=x", "its object must be Kind/namespace/name, where * stands for any, and is *"),
        ("HS9999=x", "its code is no code of a finding: HS9999"), ("HS5005=", "its reason is missing"),
        ("HS5005", "its reason is missing"), ("=x", "its code is missing"),
    ])
    func aMalformedSuppressionIsSaid(_ text: String, _ problem: String) async {
        let outcome = await session(["a.yaml": bad]).run(["validate", "a.yaml", "--suppress", text], nil)
        #expect(outcome.exitCode == .usage && outcome.errors.contains(problem), "\(outcome.errors)")
    }

    /// The impact sees what Deployments would run, and services, among the files and the context.
    @Test func impactKnowsWorkloadsByTheirTemplates() async {
        let around = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: reviews, namespace: shop}
            spec: {template: {metadata: {labels: {app: reviews}}, spec: {containers: [{name: a}]}}}
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: web, namespace: shop}
            spec: {template: {metadata: {labels: {app: web}}, spec: {serviceAccountName: web, containers: [{name: a}]}}}

            """
        let policy = """
            apiVersion: security.istio.io/v1
            kind: AuthorizationPolicy
            metadata: {name: reviews, namespace: shop}
            spec:
              selector: {matchLabels: {app: reviews}}
              rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]}]

            """
        let session = session(["p/around.yaml": around, "p/policy.yaml": policy, "around.yaml": around])
        for line in ["validate p --impact", "validate p/policy.yaml --context around.yaml --impact"] {
            let outcome = await session.run(line)
            #expect(!outcome.output.contains("No pod is known") && outcome.output.contains("shop/reviews"))
        }
    }

    /// What is no policy of HotSwap's has an impact, too, or is said not to be looked at.
    @Test func theImpactOfOtherKindsIsToldOrSaidNotToBe() async {
        let policy = """
            apiVersion: policy.linkerd.io/v1alpha1
            kind: AuthorizationPolicy
            metadata: {name: web, namespace: shop}
            spec:
              targetRef: {kind: Namespace, name: shop}
              requiredAuthenticationRefs: [{kind: ServiceAccount, name: web}]
            ---
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: vm, namespace: shop}
            spec: {address: 10.0.0.9}

            """
        let outcome = await session(["a.yaml": policy]).run("validate a.yaml --impact")
        #expect(outcome.output.contains("AuthorizationPolicy shop/web created"), "\(outcome.output)")
        #expect(outcome.output.contains("WorkloadEntry shop/vm created: what differs is not known"))
        #expect(outcome.output.contains("What objects of this kind change was not looked at."))
    }

    /// A cluster that was listed has no more than what it shows.
    @Test func whatAClusterListsEmptyIsNotThere() async {
        var session = session([
            "a.yaml": bad.replacing("htpp: [], ", with: "").replacing(
                "host: reviews", with: "host: reviews, subset: v1")
        ])
        let service: JSONValue = [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": "reviews", "namespace": "default"],
            "spec": ["ports": [["port": 80]]],
        ]
        session.liveCluster = { _ in
            .init(name: "west", objects: [service], unread: [], listed: [.destinationRule, .service])
        }
        #expect(await session.run("validate a.yaml --cluster west").output.contains("HS5002 IST0101 KIA1107"))
        session.liveCluster = { _ in .init(name: "west", objects: [service], unread: []) }
        #expect(await !session.run("validate a.yaml --cluster west").output.contains("HS5002"))
    }
}
