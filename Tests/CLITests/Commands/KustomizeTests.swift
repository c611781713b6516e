import Testing

@testable import CLI

/// Folders of Kustomize: what lies there is not what will be in the cluster.
@Suite struct KustomizeTests {
    private let application = """
        apiVersion: v1
        kind: Service
        metadata: {name: reviews}
        spec: {selector: {app: reviews}, ports: [{name: http, port: 80}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: other, namespace: shop}

        """
    private let routes = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews}
        spec: {hosts: [a.example], http: [{route: [{destination: {host: reviews.shop.svc.cluster.local}}]}]}

        """
    private let patch =
        "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews}\nspec: {hosts: [b]}\n"

    private func run(_ kustomizations: [String: String], _ files: [String: String] = [:]) async -> Session.Outcome {
        var session = Session()
        session.files = ["k/base/app.yaml": application, "k/base/vs.yaml": routes].merging(files) { $1 }
        for (folder, text) in kustomizations { session.files["k/\(folder)/kustomization.yaml"] = text }
        return await session.run("validate k")
    }

    private let base = "resources: [app.yaml, ./vs.yaml]\n"

    /// The namespace of a kustomization is that of all its objects, of those that have another one, too.
    @Test func aNamespaceIsGivenToEverything() async {
        #expect(await run(["base": base]).output.contains("HS5001"))
        let given = await run(["base": base + "namespace: shop\n"])
        #expect(given.exitCode == .done && !given.output.contains("HS5001"), "\(given.output)")
        let above = await run(["base": base, "prod": "resources: [../base]\nnamespace: shop\n"])
        #expect(above.exitCode == .done, "\(above.output)")
        let wrong = await run(["base": base + "namespace: front\n"])
        #expect(wrong.output.contains("HS5025") && wrong.output.contains("front/reviews"), "\(wrong.output)")
    }

    /// Where names change, or several overlays have namespaces, references are not judged, and it is said.
    @Test(arguments: [
        ["base": "namePrefix: a-\n"], ["base": "nameSuffix: -a\n"],
        ["a": "resources: [../base]\nnamespace: a\n", "b": "resources: [../base/]\nnamespace: b\n"],
    ])
    func whatIsRenamedIsJudgedAlone(_ kustomizations: [String: String]) async {
        let all = kustomizations.merging(["base": base + (kustomizations["base"] ?? "")]) { $1 }
        let outcome = await run(all)
        #expect(outcome.exitCode == .notFound && !outcome.output.contains("HS5001"), "\(outcome.output)")
        #expect(outcome.output.contains("k/base/app.yaml, k/base/vs.yaml: kustomizations give"), "\(outcome.output)")
        let wrong = await run(all, ["k/base/vs.yaml": routes.replacing("route:", with: "rout:")])
        #expect(wrong.exitCode == .failed && wrong.output.contains("k/base/vs.yaml:4"), "\(wrong.output)")
    }

    @Test(arguments: [
        "patches: [{path: p/a.yaml}]", "patches: [{path: ./p/a.yaml, target: {kind: VirtualService}}]",
        "patchesStrategicMerge: [p/a.yaml]", "patchesJson6902: [{path: p/a.yaml}]", "transformers: [p/a.yaml]",
    ])
    func whatIsNamedAsAPatchIsNoObject(_ line: String) async {
        let kustomization = base + "namespace: shop\n"
        let outcome = await run(["base": kustomization + line + "\n"], ["k/base/p/a.yaml": patch])
        #expect(outcome.exitCode == .notFound && !outcome.output.contains("HS3104"), "\(outcome.output)")
        #expect(outcome.output.contains("k/base/p/a.yaml: patches of Kustomize"))
        // What nobody names is judged.
        #expect(await run(["base": kustomization], ["k/base/p/a.yaml": patch]).output.contains("HS3104"))
    }

    /// A patch is known by its words as well, beside a kustomization only.
    @Test func patchesTellThatTheyAre() async {
        let files = ["k/base/patches/a.yaml": patch, "k/base/b.yaml": "$patch: delete\n" + patch]
        let outcome = await run(["base": base + "namespace: shop\n"], files)
        #expect(outcome.exitCode == .notFound && !outcome.output.contains("HS1004"), "\(outcome.output)")
        #expect(outcome.output.contains("k/base/b.yaml, k/base/patches/a.yaml: patches of Kustomize"))
        #expect(await run([:], files).exitCode == .failed)
        let plain = await run(
            ["base": base + "namespace: shop\npatches: [{path: a.yaml}]\n"],
            ["k/base/a.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"])
        #expect(plain.exitCode == .done && plain.output.contains("with nothing of a mesh"), "\(plain.output)")
    }

    /// What changes or adds objects makes references a matter of what comes of it.
    @Test(arguments: [
        "patches: [{target: {kind: VirtualService}, patch: '[]'}]",
        "patchesStrategicMerge: [\"kind: Service\\nspec: {}\"]",
        "patchesJson6902: [{target: {kind: Service, version: v1, name: a}, patch: '[]'}]", "commonLabels: {a: b}",
        "labels: [{pairs: {a: b}}]", "commonAnnotations: {a: b}", "replacements: [{source: {kind: A}}]",
        "vars: [{name: A}]", "secretGenerator: [{name: a}]", "helmCharts: [{name: a}]", "components: [../c]",
        "bases: ['https://github.com/a/b//c?ref=v1']",
    ])
    func whatIsChangedIsJudgedAlone(_ line: String) async {
        let outcome = await run(["base": base + line + "\n"])
        #expect(outcome.exitCode == .notFound && !outcome.output.contains("HS5001"), "\(outcome.output)")
        #expect(outcome.output.contains("k/base/app.yaml, k/base/vs.yaml: kustomizations change"), "\(outcome.output)")
        let wrong = await run(
            ["base": base + line + "\n"], ["k/base/vs.yaml": routes.replacing("route:", with: "rout:")])
        #expect(wrong.exitCode == .failed && wrong.output.contains("k/base/vs.yaml:4"), "\(wrong.output)")
    }

    @Test(arguments: [
        "images: [{name: a, newTag: b}]", "replicas: [{name: a, count: 2}]", "configMapGenerator: [{name: a}]",
        "commonLabels: {}",
        "patches: [{target: {kind: Deployment}, patch: '[{op: add, path: /spec/replicas, value: 2}]'}]",
    ])
    func whatChangesNothingThatIsJudged(_ line: String) async {
        #expect(await run(["base": base + line + "\n"]).output.contains("HS5001"))
        let labels = line.replacing("/spec/replicas", with: "/spec/template/metadata/labels/a")
        guard labels != line else { return }
        #expect(await run(["base": base + labels + "\n"]).exitCode == .notFound)
    }

    /// Others may refer to what is changed, but not where nobody knows what comes beside it.
    @Test func othersReferToWhatIsChanged() async {
        let other = routes.replacing("name: reviews}", with: "name: front, namespace: shop}")
        func run(_ line: String, _ route: String) async -> String {
            await self.run(["base": base + "namespace: shop\n" + line], ["k/other.yaml": route]).output
        }
        let (named, none) = ("host: reviews.shop", "host: none.shop")
        #expect(!(await run("commonLabels: {a: b}\n", other)).contains("HS5001"))
        #expect(await run("commonLabels: {a: b}\n", other.replacing(named, with: none)).contains("HS5001"))
        #expect(!(await run("helmCharts: [{name: a}]\n", other.replacing(named, with: none))).contains("HS5001"))
    }

    /// A field that a patch may bring, and a text that stands for a value.
    @Test(arguments: ["${HOST}.example", "$(HOST)", "PLACEHOLDER/x", "REPLACEME/x", "A_HOST.A_NAMESPACE.svc"])
    func whatIsFilledInIsNotAsked(_ host: String) async {
        let filled = routes.replacing("hosts: [a.example]", with: "hosts: ['\(host)']")
        let lines = base + "vars: [{name: HOST}]\n"
        #expect(await run(["base": base + "namespace: shop\n"], ["k/base/vs.yaml": filled]).exitCode == .failed)
        #expect(await run(["base": lines], ["k/base/vs.yaml": filled]).exitCode == .notFound)
        let wrong = filled.replacing(host, with: "no host")
        #expect(await run(["base": lines], ["k/base/vs.yaml": wrong]).exitCode == .failed)
        let without = routes.replacing("{destination: {host: reviews.shop.svc.cluster.local}}", with: "{weight: 1}")
        #expect(await run(["base": lines], ["k/base/vs.yaml": without]).exitCode == .notFound)
        #expect(await run(["base": base + "namespace: shop\n"], ["k/base/vs.yaml": without]).exitCode == .failed)
    }

    @Test func aKustomizationOfFluxChangesWhatItApplies() async {
        func flux(_ spec: String) -> [String: String] {
            let head = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\n"
            return ["k/clusters/a.yaml": head + "spec: {\(spec)}\n"]
        }
        for spec in ["path: ./base, postBuild: {substitute: {A: b}}", "path: base/, targetNamespace: shop"] {
            let outcome = await run([:], flux(spec))
            #expect(outcome.exitCode == .notFound && outcome.output.contains("k/base/vs.yaml: kustomizations change"))
        }
        for spec in ["path: ./other, targetNamespace: front", "path: ./base, prune: true"] {
            #expect(await run([:], flux(spec)).output.contains("HS5001"))
        }
    }

    /// What lies outside of the folder that was given is said not to have been read.
    @Test func whatWasNotReadIsSaid() async {
        var session = Session()
        session.files = ["k/prod/vs.yaml": routes, "k/prod/kustomization.yaml": "resources: [../base, vs.yaml]\n"]
        let outcome = await session.run("validate k/prod")
        #expect(outcome.exitCode == .notFound, "\(outcome.output)")
        #expect(outcome.output.contains("../base (k/prod/): kustomizations take this, and it was not read"))
        session.files["k/base/app.yaml"] = application
        session.files["k/base/kustomization.yaml"] = "resources: [app.yaml]\n"
        #expect(!(await session.run("validate k")).output.contains("not read"))
    }

    /// `dispatch` has the letters of a patch, and is another word.
    @Test(arguments: [("dispatch", false), ("vs-patch", true), ("gatewayPatch", true), ("patches/a", true)])
    func wordsThatTellOfPatches(_ name: String, _ isPatch: Bool) async {
        let outcome = await run(["base": base + "namespace: shop\n"], ["k/base/\(name).yaml": patch])
        #expect(outcome.output.contains("HS3104") != isPatch, "\(outcome.output)")
    }
}
