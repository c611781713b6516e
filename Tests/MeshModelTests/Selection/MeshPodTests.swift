import Domain
import MeshModel
import Testing

@Suite struct MeshPodTests {
    @Test func aPodIsReadWithItsProxyPortsAndOwner() throws {
        let pod = try #require(
            MeshPod(pod: [
                "metadata": [
                    "name": "reviews-v1-545db77b95-2gl4p", "namespace": "shop",
                    "labels": ["app": "reviews", "pod-template-hash": "545db77b95"],
                    "ownerReferences": [["kind": "ReplicaSet", "name": "reviews-v1-545db77b95"]],
                ],
                "spec": [
                    "serviceAccountName": "bookinfo",
                    "containers": [["name": "reviews", "ports": [["name": "http", "containerPort": 9080]]]],
                    "initContainers": [["name": "istio-proxy"]],
                ],
                "status": ["phase": "Running", "podIP": "10.1.0.1"],
            ]))
        #expect(pod.proxy == .istio)
        #expect(pod.workloadName == "reviews-v1")
        #expect(pod.number(ofPort: "http") == 9080)
        #expect(pod.number(ofPort: 80) == 80)
        #expect(pod.number(ofPort: "grpc") == nil)
        #expect(pod.principal == "cluster.local/ns/shop/sa/bookinfo")
        #expect(pod.isRunning)
    }

    @Test(
        arguments: [
            ("reviews-v1-545db77b95-2gl4p", "reviews-v1"), ("ratings-v1-b6994bb9-7rqld", "ratings-v1"),
            ("web-1", "web-1"), ("a-long-name-abcde", "a-long-name-abcde"), ("curl", "curl"),
        ])
    func workloadNamesOfPodsWithoutOwner(_ name: String, _ workload: String) {
        #expect(MeshPod.shop(name, [:]).workloadName == workload)
    }
}
