import Application
import Domain
import Mesh
import Ports

/// Everything that the server has of a sample, as far as it must be the same when a rollout is over.
struct Snapshot: Sendable {
    private(set) var objects: [MeshObjectName: JSONValue] = [:]
    private(set) var pods: [PodName: JSONValue] = [:]
    private(set) var labels: [PodName: [String: String]] = [:]

    init(_ cluster: SampleCluster, _ resources: [ResourceReference]) async throws {
        for resource in resources {
            for live in try await cluster.list(resource) {
                let kind = MeshResource(resource, kind: live.body["kind"]?.string)
                objects[MeshObjectName(resource: kind, namespace: live.namespace, name: live.name)] = live.body
            }
        }
        // As a list, which tells who owns which fields.
        for pod in try await cluster.list(.pods(namespace: nil)) {
            let name = PodName(namespace: pod.namespace, name: pod.name)
            pods[name] = pod.body
            labels[name] = pod.body["metadata"]?["labels"]?.object?.compactMapValues(\.string) ?? [:]
        }
    }

    var names: Set<MeshObjectName> { Set(objects.keys) }

    /// What is not as it was in `before`, in sentences; `apart`: objects that are not compared.
    func differences(from before: Snapshot, apart own: Set<MeshObjectName> = []) -> [String] {
        let all = names.union(before.names).filter { !own.contains($0) }
        var sentences = all.sorted { "\($0)" < "\($1)" }.compactMap { name -> String? in
            let (was, now) = (before.objects[name], objects[name])
            guard Self.essence(was) != Self.essence(now) else { return nil }
            return "\(name) was \(Self.text(was)) and is \(Self.text(now))"
        }
        for (name, pod) in pods {
            if Self.podEssence(pod) != Self.podEssence(before.pods[name]) {
                sentences.append("pod \(name) has changed")
            }
            if pod.jsonText.contains("hotswap") { sentences.append("pod \(name) bears marks: \(pod.jsonText)") }
        }
        if pods.count != before.pods.count { sentences.append("there were \(before.pods.count) pods") }
        return sentences
    }

    /// Content, who wrote it, and who owns which fields.
    private static func essence(_ object: JSONValue?) -> JSONValue {
        guard let object else { return .null }
        let annotations = object["metadata"]?["annotations"]?.object ?? [:]
        return [
            "content": ObjectContent.of(object), "owners": owners(object),
            "writer": annotations[ManagedAnnotations.deployment] ?? .null,
            "annotations": .array(annotations.keys.sorted().map { .string($0) }),
        ]
    }

    private static func podEssence(_ pod: JSONValue?) -> JSONValue {
        guard var pod else { return .null }
        let owners = owners(pod)
        pod["metadata"]?["managedFields"] = owners
        pod["metadata"]?["resourceVersion"] = nil
        return pod
    }

    private static func owners(_ object: JSONValue) -> JSONValue {
        let entries = (object["metadata"]?["managedFields"]?.array ?? []).map { entry -> JSONValue in
            var entry = entry
            entry["time"] = nil
            return entry
        }
        return .array(entries.sorted { $0.jsonText < $1.jsonText })
    }

    private static func text(_ object: JSONValue?) -> String { object.map { essence($0).jsonText } ?? "absent" }
}

extension MeshResource {
    fileprivate init(_ resource: ResourceReference, kind: String?) {
        self.init(group: resource.group, kind: kind ?? "", plural: resource.plural)
    }
}
