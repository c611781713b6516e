import Testing

@testable import CLI

/// What refers to objects that kustomizations give other names, or change: nobody knows that they are not there.
@Suite struct PossibleObjectsTests {
    private let application = """
        apiVersion: v1
        kind: Service
        metadata: {name: reviews}
        spec: {selector: {app: reviews}, ports: [{name: http, port: 80}]}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: reviews}

        """
    /// Others of the namespace, so that what is not among them is missing.
    private let others = """
        apiVersion: v1
        kind: Service
        metadata: {name: other, namespace: shop}
        spec: {ports: [{name: http, port: 80}]}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: other, namespace: shop}

        """

    private func policies(of name: String, in namespace: String) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: a, namespace: shop}
        spec: {hosts: [a.example], http: [{route: [{destination: {host: \(name).\(namespace).svc.cluster.local}}]}]}
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: a, namespace: shop}
        spec: {host: \(name).\(namespace).svc.cluster.local}
        ---
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: a, namespace: shop}
        spec: {rules: [{from: [{source: {principals: [cluster.local/ns/\(namespace)/sa/\(name)]}}]}]}

        """
    }

    /// The codes that are told as errors, and those that are told as not checked.
    private func found(
        _ name: String, in namespace: String = "shop", _ kustomizations: [String: String],
        _ more: [String: String] = [:]
    ) async -> (errors: [String], doubts: [String]) {
        var session = Session()
        session.files = [
            "p/a.yaml": policies(of: name, in: namespace), "k/others.yaml": others, "k/base/app.yaml": application,
        ].merging(more) { $1 }
        for (folder, text) in kustomizations { session.files["k/\(folder)/kustomization.yaml"] = text }
        let outcome = await session.run("validate p --context k")
        let lines = outcome.output.split(separator: "\n")
        func codes(_ isMeant: (Substring) -> Bool) -> [String] {
            lines.filter(isMeant).flatMap { line in ["HS5001", "HS5601", "HS5624"].filter(line.contains) }.sorted()
        }
        let doubts = codes { $0.hasPrefix("not checked") && $0.contains("kustomizations may bring") }
        #expect(outcome.exitCode == (doubts.isEmpty ? .failed : .notFound), "\(outcome.output)")
        return (codes { $0.contains(": error:") }, doubts)
    }

    private let all = ["HS5001", "HS5601", "HS5624"]
    private let base = "resources: [app.yaml]\n"

    private func expectDoubt(_ found: (errors: [String], doubts: [String]), _ place: SourceLocation = #_sourceLocation)
    {
        #expect(found.errors.isEmpty && found.doubts == all, "\(found)", sourceLocation: place)
    }

    private func expectErrors(_ found: (errors: [String], doubts: [String]), _ place: SourceLocation = #_sourceLocation)
    {
        #expect(found.errors == all && found.doubts.isEmpty, "\(found)", sourceLocation: place)
    }

    /// The names of all kustomizations on the way, the outermost at the ends; and no other name.
    @Test func namesThatKustomizationsGive() async {
        let kustomizations = [
            "base": base + "namePrefix: b-\nnameSuffix: -c\n",
            "prod": "resources: [../base]\nnamePrefix: a-\nnameSuffix: -d\nnamespace: shop\n",
        ]
        expectDoubt(await found("a-b-reviews-c-d", kustomizations))
        for name in ["reviews", "b-reviews-c", "b-a-reviews-c-d", "a-b-reviewers-c-d"] {
            expectErrors(await found(name, kustomizations))
        }
        expectErrors(await found("a-b-reviews-c-d", in: "shop", ["base": kustomizations["base"] ?? ""]))
    }

    /// Each overlay brings the objects into its own namespace; where none is said, somebody else says it.
    @Test func namespacesThatOverlaysGive() async {
        let overlays = [
            "base": base, "a": "resources: [../base]\nnamespace: shop\n", "b": "resources: [../base]\nnamespace: b\n",
        ]
        expectDoubt(await found("reviews", overlays))
        expectErrors(await found("reviewers", overlays))
        let elsewhere = overlays.merging(["a": "resources: [../base]\nnamespace: c\n"]) { $1 }
        expectErrors(await found("reviews", elsewhere))
        expectDoubt(await found("reviews", ["base": base + "helmCharts: [{name: a}]\n"]))
        expectDoubt(await found("reviews", ["base": base + "commonLabels: {a: b}\n"]))
        expectErrors(await found("reviewers", ["base": base + "helmCharts: [{name: a}]\n"]))
    }

    /// What is as it is written, or has its own namespace, is in no doubt.
    @Test func whatIsKnown() async {
        expectErrors(await found("reviews", ["base": base]))
        expectErrors(await found("reviews", [:]))
        let own = application.replacing("{name: reviews}", with: "{name: reviews, namespace: front}")
        expectErrors(await found("reviews", ["base": base + "commonLabels: {a: b}\n"], ["k/base/app.yaml": own]))
    }

    @Test func aKustomizationOfFluxGivesNames() async {
        func flux(_ spec: String) -> [String: String] {
            let head = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\n"
            return ["k/flux.yaml": head + "spec: {path: ./base, \(spec)}\n"]
        }
        let shop = ["base": base + "namespace: shop\n"]
        expectDoubt(await found("a-reviews-b", shop, flux("namePrefix: a-, nameSuffix: -b")))
        expectErrors(await found("reviews", shop, flux("namePrefix: a-")))
        let front = ["base": base + "namespace: front\n"]
        expectErrors(await found("a-reviews", front, flux("namePrefix: a-")))
    }

    /// Kustomizations that name one another lead nowhere, and are left.
    @Test func circles() async {
        let circle = ["base": base + "bases: [../prod]\nnamePrefix: a-\n", "prod": "bases: [../base]\n"]
        expectErrors(await found("reviewers", circle))
        let apart = circle.merging(["top": "resources: [../base]\nnamespace: shop\n"]) { $1 }
        expectDoubt(await found("a-reviews", apart))
    }
}
