import Domain
import Kubernetes
import Mesh
import MeshModel
import MeshTestKit
import Ports
import TestKit

/// The real kube-apiserver with the meshes' own definitions, shared by all proofs of the process.
struct ProofServer: Sendable {
    let requests: KubeRequests
    let objects: KubernetesObjects
    private let kept: TestCluster

    static let shared = Task<ProofServer, any Error> {
        let cluster = try await ClusterFixture.kubeAPIServer.testCluster()
        for resource in minded {
            try await CRDInstaller(cluster.requests).installPublished(resource.plural, group: resource.group)
        }
        // Made after the last definition, so that it knows of all; many samples share it, so that calls may wait long.
        let objects = try cluster.server.objects(token: cluster.server.token)
        return ProofServer(requests: cluster.requests, objects: objects, kept: cluster)
    }

    /// Whether the proofs are to run: a real server is given, or demanded, and the real definitions are there.
    static let isWanted =
        (environmentVariable("HOTSWAP_TEST_KUBE") != nil || environmentVariable("HOTSWAP_REQUIRE_SERVICES") == "1")
        && CRDInstaller.hasPublished

    /// What rollouts look at and HotSwap does not manage.
    private static let minded = Set(KindSample.all.flatMap(\.resources)).filter { resource in
        !resource.group.isEmpty && PolicyKind(resource.kind, group: resource.group) == nil
    }
}

extension KindSample {
    /// Everything that the sample's rollout may read or write.
    var resources: [MeshResource] {
        let own = changes.flatMap { [MeshResource($0.key)] + Mechanics.of($0.key.kind).needs }
        let all = own + others.map(\.name.resource)
        return Set(all).sorted { ($0.group, $0.plural) < ($1.group, $1.plural) }
    }

    /// Where it takes place.
    var namespaces: Set<String> {
        Set(
            pods.map(\.namespace) + services.map(\.namespace) + others.map(\.name.namespace)
                + changes.map(\.key.namespace))
    }

    /// The same sample with the pods that the server has made.
    func with(pods: [Workload]) -> KindSample {
        KindSample(
            name: name, unit: unit, change: change, led: led, others: others, pods: pods, services: services,
            scenes: scenes, isShown: isShown, violations: violations)
    }
}
