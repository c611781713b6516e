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
