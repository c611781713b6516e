import Application
import Domain
import Ports
import Synchronization
import Testing
import Validation

/// What a change takes away from policies that HotSwap has for a cluster and that are not in force there.
@Suite struct PlannedUsersTests {
    private let clusters = FakeClusters()
    private let west = Cluster(
        id: ID(high: 1, low: 1), name: "west", environment: ID(high: 2, low: 2), environmentName: "Staging",
        mesh: .istio, meshVersion: "1.27", server: "https://127.0.0.1", certificateAuthority: nil,
        sealedCredentials: [], prometheus: nil, createdAt: Timestamp(microseconds: 0))

    /// Has the same for every cluster.
    private struct Plans: PendingPolicies {
        var documents: [(JSONValue, deployment: ID<Deployment>?)]
        let anywhere: Cluster

        func pending(on cluster: Cluster, limit: Int) async throws -> [PendingVersion] {
            documents.enumerated().map { index, plan in
                let known = KnownObject(plan.0)
                return PendingVersion(
                    policy: ID(high: 3, low: UInt64(index)),
                    key: PolicyKey(
                        kind: PolicyKind(rawValue: known.kind.name) ?? .virtualService, group: known.kind.group,
                        namespace: known.namespace, name: known.name),
                    version: 7, deployment: plan.deployment)
            }
        }

        func contents(of versions: [PolicyReference]) async throws -> [PolicyReference: PolicyContent] {
            try await pending(on: anywhere, limit: 0).enumerated().reduce(into: [:]) {
                $0[$1.element.reference] = .document(documents[$1.offset].0)
            }
        }
    }

    private func rule(_ subsets: String...) -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "DestinationRule",
            "metadata": ["name": "reviews", "namespace": "default"],
            "spec": [
                "host": "reviews",
                "subsets": .array(subsets.map { ["name": .string($0), "labels": ["version": .string($0)]] }),
            ],
        ]
    }

    private func route(_ subset: String, name: String = "route") -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "metadata": ["name": .string(name), "namespace": "default"],
            "spec": [
                "hosts": ["reviews"],
                "http": [["route": [["destination": ["host": "reviews", "subset": .string(subset)]]]]],
            ],
        ]
    }

    /// What is said of a change to the rule that leaves v2 only.
    private func found(
        _ plans: [(JSONValue, deployment: ID<Deployment>?)], live: [JSONValue] = [], also: [JSONValue] = []
    ) async throws -> [String] {
        clusters["west"].set {
            $0.objects = [
                "destinationrules": [rule("v1", "v2")], "virtualservices": live,
                "services": [
                    [
                        "metadata": ["name": "reviews", "namespace": "default"],
                        "spec": ["selector": ["app": "reviews"], "ports": [["port": 80]]],
                    ]
                ],
            ]
        }
        let judge = PolicyJudge(
            ClusterKnowledge(clusters: clusters, lifetime: .zero),
            pending: PendingKnowledge(store: Plans(documents: plans, anywhere: west)))
        let changes = ([rule("v2")] + also).map { tree in
            let object = KnownObject(tree)
            return ChangeReview.Change(object.key, new: object, way: nil)
        }
        let report = try await judge.review.adding(
            to: ValidationReport(
                documents: changes.compactMap(\.new).map { .init(object: $0, verdict: .valid, findings: []) }),
            of: changes, on: west, settings: MeshSettings())
        #expect(report.unchecked.isEmpty)
        return report.findings.filter { $0.code.id.hasPrefix("HS811") }.map { "\($0.code.id) \($0.message)" }
    }

    private let deployment = ID<Deployment>(high: 9, low: 9)

    @Test func policiesOnTheirWayAndStored() async throws {
        for (plan, code) in [(deployment, "HS8110"), (nil, "HS8112")] {
            let found = try await found([(route("v1"), plan)])
            let origin = "policy VirtualService default/route version 7" + (plan.map { ", deployment \($0)" } ?? "")
            #expect(found.count == 1, "\(found)")
            #expect(found.allSatisfy { $0.hasPrefix("\(code) breaks VirtualService default/route") }, "\(found)")
            #expect(found.allSatisfy { $0.hasSuffix("(pending: \(origin))") }, "\(found)")
        }
        #expect(try await found([(route("v2"), deployment), (route("v2", name: "b"), nil)]).isEmpty)
    }

    /// What is in force is told of as such, and once; a newer version that is stored in its place is a plan.
    @Test func whatIsInForceIsToldOnce() async throws {
        let both = try await found([(route("v1"), nil)], live: [route("v1")])
        #expect(both.map { $0.prefix(6) } == ["HS8110"] && !both.contains { $0.contains("pending") })
        let planned = try await found([(route("v1"), nil)], live: [route("v2")])
        #expect(planned.map { $0.prefix(6) } == ["HS8112"])
        // What comes with the change stands in for its plan.
        #expect(try await found([(route("v1"), nil)], also: [route("v2")]).isEmpty)
    }
}
