import Domain
import Ports

/// The namespaces of a sample and the server's own of the same meaning: samples run side by side on one server, and
/// each sees a cluster of its own.
struct NamespaceNames: Sendable {
    /// As the sample calls them.
    let all: [String]
    private let prefix: String

    init(_ names: Set<String>) {
        all = names.sorted()
        prefix = "p" + String(UInt64.random(in: .min ... .max), radix: 36) + "-"
    }

    func atServer(_ namespace: String) -> String { prefix + namespace }

    func atServer(_ reference: ObjectReference) -> ObjectReference {
        ObjectReference(
            group: reference.group, version: reference.version, plural: reference.plural, kind: reference.kind,
            namespace: atServer(reference.namespace), name: reference.name)
    }

    func atServer(_ pod: PodName) -> PodName { PodName(namespace: atServer(pod.namespace), name: pod.name) }

    func atServer(_ body: JSONValue) -> JSONValue {
        body.inNamespace { $0.hasPrefix(prefix) ? $0 : atServer($0) }
    }

    func inSample(_ live: LiveObject) -> LiveObject {
        LiveObject(body: live.body.inNamespace { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 })
    }
}

extension JSONValue {
    fileprivate func inNamespace(_ change: (String) -> String) -> JSONValue {
        guard let namespace = self["metadata"]?["namespace"]?.string else { return self }
        var body = self
        body["metadata"]?["namespace"] = .string(change(namespace))
        return body
    }
}
