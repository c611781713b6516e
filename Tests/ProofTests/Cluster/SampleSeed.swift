import Domain
import Mesh
import MeshModel
import MeshTestKit
import Ports
import TestKit

/// Makes a sample's cluster real: what other people have made is made by `kubectl-create`.
struct SampleSeed: Sendable {
    let requests: KubeRequests
    let names: NamespaceNames
    private static let author = "fieldManager=kubectl-create"

    /// Namespaces, services and running pods.
    func makeTown(_ sample: KindSample) async throws {
        for namespace in names.all {
            try await requests.succeed(
                "POST", "/api/v1/namespaces?\(Self.author)",
                [
                    "apiVersion": "v1", "kind": "Namespace",
                    "metadata": ["name": .string(names.atServer(namespace))],
                ])
        }
        for service in sample.services { try await make(service) }
        let proxy = sample.change.key.mesh == .istio ? "istio-proxy" : "linkerd-proxy"
        for pod in sample.pods { try await make(pod, proxy) }
    }

    private func make(_ service: MeshService) async throws {
        var spec: JSONValue = ["clusterIP": "None", "ports": [["port": 80]]]
        if !service.selector.isEmpty { spec["selector"] = .object(service.selector.mapValues { .string($0) }) }
        try await requests.succeed(
            "POST", collection("services", service.namespace) + "?\(Self.author)",
            ["apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(service.name)], "spec": spec])
    }

    private func make(_ pod: Workload, _ proxy: String) async throws {
        let containers = ["app"] + (pod.isMeshed ? [proxy] : [])
        let document: JSONValue = [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": .string(pod.name), "labels": .object(pod.labels.mapValues { .string($0) })],
            "spec": [
                "serviceAccountName": .string(pod.serviceAccount),
                "containers": .array(containers.map { ["name": .string($0), "image": "none"] }),
            ],
        ]
        let pods = collection("pods", pod.namespace)
        try await requests.succeed("POST", pods + "?\(Self.author)", document)
        var status: JSONValue = ["phase": .string(pod.phase)]
        status["podIP"] = pod.ip.map { .string($0) }
        try await requests.succeed(
            "PATCH", pods + "/\(pod.name)/status?fieldManager=kubelet", ["status": status],
            as: "application/merge-patch+json")
    }

    /// Somebody else's object.
    func make(_ object: MeshObject, at reference: ObjectReference) async throws {
        try await requests.succeed(
            "POST", collection(reference) + "?\(Self.author)", names.atServer(object.document))
    }

    /// Leaves empty namespaces behind, so that whoever lists pods of all namespaces does not meet these.
    func clear(_ resources: [ResourceReference], _ services: [MeshService]) async {
        for namespace in names.all {
            _ = try? await requests.send("DELETE", collection("pods", namespace))
            for resource in resources {
                let path = "/apis/\(resource.group)/\(resource.version)/namespaces/\(names.atServer(namespace))"
                _ = try? await requests.send("DELETE", "\(path)/\(resource.plural)")
            }
            _ = try? await requests.send("DELETE", "/api/v1/namespaces/\(names.atServer(namespace))")
        }
        for service in services {
            _ = try? await requests.send("DELETE", collection("services", service.namespace) + "/\(service.name)")
        }
    }

    private func collection(_ plural: String, _ namespace: String) -> String {
        "/api/v1/namespaces/\(names.atServer(namespace))/\(plural)"
    }

    private func collection(_ reference: ObjectReference) -> String {
        "/apis/\(reference.apiVersion)/namespaces/\(names.atServer(reference.namespace))/\(reference.plural)"
    }
}
