import Domain
import MeshModel
import Testing

@testable import Impact
@testable import Validation

/// Which pods are taken for a part of the mesh: validation and impact give one answer.
@Suite struct MeshPictureTests {
    private func namespace(_ injection: String?) -> JSONValue {
        var metadata: [String: JSONValue] = ["name": "shop"]
        metadata["labels"] = injection.map { ["istio-injection": .string($0)] }
        return ["apiVersion": "v1", "kind": "Namespace", "metadata": .object(metadata)]
    }

    private func pod(_ proxy: String?, inject: String? = nil) -> JSONValue {
        var metadata: [String: JSONValue] = ["name": "cart-1", "namespace": "shop", "labels": ["app": "cart"]]
        metadata["annotations"] = inject.map { ["sidecar.istio.io/inject": .string($0)] }
        return [
            "apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata),
            "spec": [
                "containers": .array(["app", proxy].compactMap { $0.map { ["name": .string($0), "image": "x"] } })
            ],
            "status": ["phase": "Running"],
        ]
    }

    /// A gateway shows its proxy; what a Deployment would run in the namespace has one as well, and can be a cohort.
    @Test func templatesAreOfTheCohortBesideGateways() {
        func deployment(_ name: String, _ template: JSONValue) -> JSONValue {
            [
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": .string(name), "namespace": "shop"],
                "spec": ["template": template],
            ]
        }
        let proxy: JSONValue = ["containers": [["name": "istio-proxy", "image": "auto"]]]
        let gateway = deployment("gateway", ["metadata": ["labels": ["app": "gateway"]], "spec": proxy])
        let cart = deployment(
            "cart", ["metadata": ["labels": ["app": "cart"]], "spec": ["containers": [["name": "c"]]]])
        func codes(_ injection: String?, _ app: String) -> [String] {
            var new = policy
            new["spec"] = ["selector": ["matchLabels": ["app": .string(app)]], "rules": [[:]]]
            let picture = MeshPicture(objects: [namespace(injection), gateway, cart])
            return RolloutLint.findings(old: nil, new: new, way: RolloutWay(.canary), in: picture).map(\.code.id)
        }
        #expect(!codes("enabled", "cart").contains("HS8106"))
        #expect(codes("enabled", "nobody").contains("HS8106") && codes("disabled", "cart").contains("HS8106"))
    }

    private let policy: JSONValue = [
        "apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy",
        "metadata": ["name": "cart", "namespace": "shop"], "spec": ["rules": [[:]]],
    ]

    @Test func oneQuestionHasOneAnswer() {
        let objects: [(objects: [JSONValue], isMeshed: Bool)] = [
            ([pod("istio-proxy")], true), ([pod(nil)], true), ([pod(nil), namespace(nil)], true),
            ([pod(nil, inject: "false")], false), ([pod(nil), namespace("disabled")], false),
            ([pod(nil, inject: "false"), namespace("enabled")], false), ([pod("linkerd-proxy")], false),
        ]
        for (objects, isMeshed) in objects {
            let picture = MeshPicture(objects: objects)
            #expect(picture.pods(of: .istio).contains { $0.proxy == .istio } == isMeshed, "\(objects)")
            let set = ValidationSet([KnownObject(policy)] + objects.map { KnownObject($0, isJudged: false) })
            let isOutside = Validator.validate(set).findings.contains { $0.code == .policyWithoutWorkloads }
            #expect(isOutside == !isMeshed, "\(objects)")
        }
    }

    private func deployment(_ name: String, _ containers: String..., inject: String? = nil) -> JSONValue {
        var metadata: [String: JSONValue] = ["labels": ["app": .string(name)]]
        metadata["annotations"] = inject.map { ["sidecar.istio.io/inject": .string($0)] }
        let list = containers.map { JSONValue.object(["name": .string($0), "image": "x"]) }
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name), "namespace": "shop"],
            "spec": ["template": ["metadata": .object(metadata), "spec": ["containers": .array(list)]]],
        ]
    }

    /// The gateway's own Deployment, of which everybody has one among the files, tells nothing of the others.
    @Test func aGatewayTellsNothingOfOthers() {
        let gateway = deployment("gate", "istio-proxy")
        let running = pod(nil).replacingContainers(["istio-proxy"], name: "gate-1", app: "gate")
        let cases: [(objects: [JSONValue], isMeshed: Bool)] = [
            ([gateway, deployment("cart", "app"), namespace("enabled")], true),
            ([gateway, deployment("cart", "app")], true), ([running, deployment("cart", "app")], true),
            ([gateway, deployment("cart", "app"), namespace("disabled")], false),
            ([gateway, deployment("cart", "app", inject: "false"), namespace("enabled")], false),
            // Running pods show their sidecars: who shows none has none, and who is still to come gets one on wish.
            (
                [pod("istio-proxy").replacingContainers(["app", "istio-proxy"], name: "a-1", app: "a"), pod(nil)], false
            ),
            (
                [
                    pod("istio-proxy").replacingContainers(["app", "istio-proxy"], name: "a-1", app: "a"),
                    deployment("cart", "app"), namespace("enabled"),
                ], true
            ),
            (
                [
                    pod("istio-proxy").replacingContainers(["app", "istio-proxy"], name: "a-1", app: "a"),
                    deployment("cart", "app"), namespace(nil),
                ], false
            ),
        ]
        let policy = KnownObject(policy.selecting(["app": "cart"]))
        for (objects, isMeshed) in cases {
            let picture = MeshPicture(objects: objects)
            let cart = picture.pods(of: .istio).first { $0.labels["app"] == "cart" }
            #expect((cart?.proxy == .istio) == isMeshed, "\(objects)")
            let set = ValidationSet([policy] + objects.map { KnownObject($0, isJudged: false) })
            let isOutside = Validator.validate(set).findings.contains { $0.code == .policyWithoutWorkloads }
            #expect(isOutside == !isMeshed, "\(objects)")
        }
    }

    /// That nothing differs is no answer where nobody was asked.
    @Test func nothingAskedIsSaid() {
        let new = policy.selecting(["app": "cart"])
        let outside = MeshPicture(objects: [pod(nil, inject: "false")])
        let impact = Impact.of(old: nil, new: new, in: outside)
        #expect(impact?.asked == 0 && impact?.caveats.contains { $0.hasPrefix("Nothing was asked") } == true)
        let text = impact?.text ?? ""
        #expect(!text.contains("no request that was tried") && text.contains("note: Nothing was asked"), "\(text)")
        let asked = Impact.of(old: nil, new: new, in: MeshPicture(objects: [pod("istio-proxy")]))
        #expect((asked?.asked ?? 0) > 0 && asked?.caveats.isEmpty == true)
    }

    @Test func templatesStandInForPodsThatAreNotKnown() {
        let template: JSONValue = ["metadata": ["labels": ["app": "cart"]], "spec": ["serviceAccountName": "cart"]]
        let metadata: JSONValue = ["name": "cart", "namespace": "shop"]
        let objects: [JSONValue] = [
            ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": ["template": template]],
            ["apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": metadata, "spec": ["template": template]],
            [
                "apiVersion": "batch/v1", "kind": "CronJob", "metadata": metadata,
                "spec": ["jobTemplate": ["spec": ["template": template]]],
            ],
            [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "off", "namespace": "shop"],
                "spec": ["template": template, "replicas": 0],
            ],
        ]
        let picture = MeshPicture(objects: objects)
        #expect(picture.pods.map(\.workloadText) == ["shop/cart", "shop/cart", "shop/cart"])
        #expect(picture.pods.allSatisfy { $0.labels == ["app": "cart"] && $0.workload.serviceAccount == "cart" })
        #expect(picture.policies.isEmpty)
        #expect(MeshPicture(objects: objects + [pod(nil)]).pods.map(\.name) == ["cart-1"])
        // Of another Deployment no pod is known: its template still stands in.
        let other = MeshPicture(objects: objects + [pod(nil), deployment("gate", "istio-proxy")])
        #expect(other.pods.map(\.workloadName) == ["cart-1", "gate"])
    }
}

extension JSONValue {
    fileprivate func replacingContainers(_ containers: [String], name: String, app: String) -> JSONValue {
        var pod = self
        pod["metadata"] = ["name": .string(name), "namespace": "shop", "labels": ["app": .string(app)]]
        pod["spec"] = ["containers": .array(containers.map { ["name": .string($0), "image": "x"] })]
        return pod
    }

    fileprivate func selecting(_ labels: [String: String]) -> JSONValue {
        var policy = self
        policy["spec"] = ["selector": ["matchLabels": .object(labels.mapValues { .string($0) })], "rules": [[:]]]
        return policy
    }
}
