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
    }
}
