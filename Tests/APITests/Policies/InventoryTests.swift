import Application
import Domain
import Ports
import Testing
import Validation

/// What is read of a cluster beside the meshes' kinds: Istio's settings, and Secrets by their names.
@Suite struct InventoryTests {
    private let clusters = FakeClusters()
    private var judge: PolicyJudge {
        PolicyJudge(ClusterKnowledge(clusters: clusters, formats: Formats(), lifetime: .zero))
    }
    private let west = Cluster(
        id: ID(high: 1, low: 1), name: "west", environment: ID(high: 2, low: 2), environmentName: "Staging",
        mesh: .istio,
        meshVersion: "1.27", server: "https://127.0.0.1", certificateAuthority: nil, sealedCredentials: [],
        prometheus: nil, createdAt: Timestamp(microseconds: 0))

    private func meshConfig(_ text: String) -> JSONValue {
        ["metadata": ["name": "istio", "namespace": "istio-system"], "data": ["mesh": .string(text)]]
    }

    private func gateway() -> KnownObject {
        KnownObject([
            "apiVersion": "networking.istio.io/v1", "kind": "Gateway",
            "metadata": ["name": "web", "namespace": "default"],
            "spec": [
                "selector": ["app": "gate"],
                "servers": [
                    [
                        "hosts": ["*"], "port": ["number": 443, "name": "https", "protocol": "HTTPS"],
                        "tls": ["mode": "SIMPLE", "credentialName": "shop-tls"],
                    ]
                ],
            ],
        ])
    }

    @Test func theMeshConfigCountsWhereNobodySaysAnythingElse() async throws {
        clusters["west"].set {
            $0.objects = ["configmaps": [meshConfig("rootNamespace: mesh\nenableAutoMtls: false\n")]]
        }
        let service = KnownObject(Document.json("reviews"))
        let answer = try await judge.judge([service], on: west)
        #expect(answer.settings.rootNamespace == "mesh" && !answer.settings.autoMtls)
        #expect(answer.report.unchecked.isEmpty)
        var said = MeshSettings()
        said.rootNamespace = "other"
        let told = try await judge.judge([service], on: west, settings: said)
        #expect(told.settings.rootNamespace == "other" && !told.settings.autoMtls)
    }

    /// What the proxies of the cluster's pods were told counts where nobody says anything else.
    @Test func theDomainOfTheClusterIsThatOfItsProxies() async throws {
        clusters["west"].set {
            $0.objects = [
                "pods": [
                    [
                        "metadata": ["name": "web", "namespace": "default"],
                        "spec": [
                            "containers": [["name": "istio-proxy", "args": ["--domain", "default.svc.corp.local"]]]
                        ],
                    ]
                ]
            ]
        }
        let object = KnownObject(Document.json("reviews"))
        #expect(try await judge.judge([object], on: west).settings.clusterDomain == "corp.local")
        var said = MeshSettings()
        said.clusterDomain = "other.local"
        #expect(try await judge.judge([object], on: west, settings: said).settings.clusterDomain == "other.local")
    }

    @Test func aMeshConfigThatCannotBeReadIsSaid() async throws {
        clusters["west"].set { $0.objects = ["configmaps": [meshConfig("a: [1")]] }
        let answer = try await judge.judge([KnownObject(Document.json("reviews"))], on: west)
        #expect(answer.report.unchecked.map(\.what) == ["the mesh's settings (MeshConfig)"])
        #expect(answer.settings.rootNamespace == "istio-system")
    }

    /// Whoever names no Secret need not hear that they cannot be listed.
    @Test func secretsThatMayNotBeListedAreSaidWhereOneIsNamed() async throws {
        clusters["west"].set { $0.forbidden = ["secrets"] }
        let beside = try await judge.judge([gateway()], on: west)
        #expect(beside.report.unchecked.map(\.what) == ["references to secrets"])
        #expect(beside.report.unchecked.first?.why == "cluster west: cluster: secrets may not be listed [403]")
        let service = try await judge.judge([KnownObject(Document.json("reviews"))], on: west)
        #expect(service.report.unchecked.isEmpty)
    }

    @Test func secretsAreKnownByTheirNamesOnly() async throws {
        func codes(_ secret: String) async throws -> [String] {
            clusters["west"].set {
                $0.objects = [
                    // Of a cluster without any Service nothing is said that it lacks.
                    "services": [["metadata": ["name": "gate", "namespace": "default"], "spec": [:]]],
                    "pods": [
                        [
                            "metadata": ["name": "gate", "namespace": "default", "labels": ["app": "gate"]],
                            "spec": [:], "status": ["phase": "Running"],
                        ]
                    ],
                    "secrets": [
                        [
                            "metadata": ["name": .string(secret), "namespace": "default"],
                            "data": ["tls.key": "c2VjcmV0"],
                        ]
                    ],
                ]
            }
            return try await judge.judge([gateway()], on: west).report.findings.map(\.code.id)
        }
        #expect(try await codes("shop-tls").filter { ["HS5004", "HS5018"].contains($0) } == [])
        #expect(try await codes("another").contains("HS5004"))
        let knowledge = ClusterKnowledge(clusters: clusters, lifetime: .zero)
        let objects = try await knowledge.snapshot(of: west).objects
        #expect(objects.contains { $0["kind"] == "Secret" })
        #expect(!objects.contains { $0.jsonText.contains("c2VjcmV0") })
    }

    @Test func otherResourcesThatMayNotBeListedAreSaid() async throws {
        clusters["west"].set { $0.forbidden = ["services"] }
        let answer = try await judge.judge([KnownObject(Document.json("reviews"))], on: west)
        #expect(answer.report.unchecked.map(\.what) == ["references to services"])
    }

    /// Of a large cluster it is much memory.
    @Test func whatIsTooOldToBeToldIsNotKept() async throws {
        clusters["west"].set {
            $0.objects = ["pods": [["metadata": ["name": "gate", "namespace": "default"], "spec": [:]]]]
        }
        let knowledge = ClusterKnowledge(clusters: clusters, lifetime: .milliseconds(1))
        weak let known = try await knowledge.snapshot(of: west).known.first
        try await eventually { known == nil }
    }

    /// What HotSwap has written counts at once, whoever reads; what others have done counts in time.
    @Test func ownWritesAreReadAgain() async throws {
        let writes = FakeWrites()
        let knowledge = ClusterKnowledge(clusters: clusters, lifetime: .seconds(3_600)).following(writes)
        func names() async throws -> Set<String> {
            Set(try await knowledge.snapshot(of: west).known.map(\.key.description))
        }
        #expect(try await names() == [])
        clusters["west"].set {
            $0.objects = [
                "destinationrules": [["metadata": ["name": "plain", "namespace": "shop"], "spec": [:]]],
                "pods": [["metadata": ["name": "gate", "namespace": "shop"], "spec": [:]]],
            ]
        }
        #expect(try await names() == [], "nobody tells of it")
        writes.note("DestinationRule", group: "networking.istio.io")
        #expect(try await names() == ["DestinationRule shop/plain"], "and at once")
        clusters["west"].set { $0.objects["destinationrules"] = [] }
        #expect(try await names() == ["DestinationRule shop/plain"], "what was read since is not read again")
        writes.note("DestinationRule", group: "networking.istio.io")
        #expect(try await names() == [])
        #expect(writes.asked.first == .some(nil) && Set(writes.asked.dropFirst()) == [1], "all since the first look")
    }

    /// Who would be refused asks anew: what was made a moment ago must not be missing.
    @Test func whatIsForgottenIsReadAgain() async throws {
        func pods(_ knowledge: ClusterKnowledge) async throws -> Int {
            try await knowledge.snapshot(of: west).objects.count { $0["kind"] == "Pod" }
        }
        let knowledge = ClusterKnowledge(clusters: clusters, lifetime: .seconds(3_600))
        #expect(try await pods(knowledge) == 0)
        clusters["west"].set {
            $0.objects = ["pods": [["metadata": ["name": "gate", "namespace": "default"], "spec": [:]]]]
        }
        #expect(try await pods(knowledge) == 0)
        let asked = ContinuousClock.now
        knowledge.forget(west.id, knownBefore: asked)
        #expect(try await pods(knowledge) == 1)
        clusters["west"].set { $0.objects = [:] }
        knowledge.forget(west.id, knownBefore: asked)
        #expect(try await pods(knowledge) == 1, "what was read since counts")
    }

    /// An object that goes is missed by what lives and refers to it.
    @Test(arguments: [true, false]) func whatGoesIsMissed(_ isUserGone: Bool) async throws {
        let rule: JSONValue = [
            "metadata": ["name": "reviews", "namespace": "default"],
            "spec": ["host": "reviews", "subsets": [["name": "v1"]]],
        ]
        let route: JSONValue = [
            "metadata": ["name": "route", "namespace": "default"],
            "spec": [
                "hosts": ["reviews"],
                "http": [["route": [["destination": ["host": "reviews", "subset": "v1"]]]]],
            ],
        ]
        clusters["west"].set {
            $0.objects = [
                "destinationrules": [rule], "virtualservices": [route],
                "services": [
                    [
                        "metadata": ["name": "reviews", "namespace": "default"],
                        "spec": ["selector": ["app": "reviews"], "ports": [["port": 80]]],
                    ]
                ],
            ]
        }
        let review = ChangeReview(ClusterKnowledge(clusters: clusters, lifetime: .zero))
        let gone = KnownObject.Key(kind: .destinationRule, namespace: "default", name: "reviews")
        let user = KnownObject.Key(kind: .virtualService, namespace: "default", name: "route")
        var changes = [ChangeReview.Change(gone, new: nil, way: nil)]
        if isUserGone { changes.append(ChangeReview.Change(user, new: nil, way: nil)) }
        let report = try await review.adding(
            to: ValidationReport(documents: []), of: changes, on: west, settings: MeshSettings())
        let codes = report.findings.map(\.code.id)
        #expect(codes == (isUserGone ? [] : ["HS8110"]), "\(report.findings.map(\.message))")
        #expect(report.unchecked.isEmpty)
    }
}
