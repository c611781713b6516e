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
}
