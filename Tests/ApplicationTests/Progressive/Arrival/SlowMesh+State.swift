import Domain
import MeshModel
import MeshTestKit
import Ports

/// Where an object is, in whatever version it is read.
struct MeshPlace: Hashable {
    let group: String
    let plural: String
    let namespace: String
    let name: String

    init(group: String, plural: String, namespace: String, name: String) {
        self.group = group
        self.plural = plural
        self.namespace = namespace
        self.name = name
    }

    init(_ reference: ObjectReference) {
        self.init(
            group: reference.group, plural: reference.plural, namespace: reference.namespace, name: reference.name)
    }
}

extension SlowMesh.State {
    mutating func put(_ body: JSONValue, at place: MeshPlace) -> LiveObject {
        revision += 1
        var stored = body
        var metadata = body["metadata"] ?? .object([:])
        metadata["resourceVersion"] = .string(String(revision))
        metadata["uid"] = objects[place]?["metadata"]?["uid"] ?? .string("uid-\(revision)")
        metadata["generation"] = 1
        stored["metadata"] = metadata
        if place.plural == PolicyKind.httpRoute.plural { stored["status"] = routeStatus }
        objects[place] = stored
        return LiveObject(body: stored)
    }

    /// Everything anew to whom it concerns, with nonces that were never there before.
    mutating func send(at now: Timestamp) {
        defer { news = [] }
        log.append("sent")
        revision += 1
        let second = now.microseconds % 1_000_000 == 0 ? now.seconds : now.seconds + 1
        for pod in news {
            for type in [\FakeProxy.clusters, \.listeners, \.routes] {
                let error = refusing?.pod == pod ? refusing?.why : nil
                proxies[pod]?[keyPath: type] = FakeProxy.Sent(
                    nonce: "\(type)-\(revision)", isAcked: error == nil, at: second, error: error ?? "")
            }
        }
    }
}

extension Workload {
    /// The pod as an API server has it.
    var body: JSONValue {
        [
            "metadata": [
                "namespace": .string(namespace), "name": .string(name), "uid": .string(uid),
                "labels": .object(labels.mapValues { .string($0) }),
            ],
            "spec": [
                "serviceAccountName": .string(serviceAccount),
                "containers": [["name": "app", "image": "none"], ["name": "istio-proxy", "image": "none"]],
            ],
            "status": ["phase": .string(phase)],
        ]
    }
}
