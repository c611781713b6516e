package import Domain
package import Mesh
import MeshModel

/// AuthorizationPolicies, RequestAuthentications and PeerAuthentications: who may call whom.
extension KindSample {
    package static let istioSecurity: [KindSample] = authorizations + tokens + peers

    /// Four pods of the shop's books, one of its web, and one in another namespace.
    static let shop: [Workload] =
        (1...4).map { .sample("books-\($0)", ["app": "books"], namespace: "shop") } + [
            .sample("web-1", ["app": "web"], namespace: "shop"),
            .sample("ledger-1", ["app": "books"], namespace: "payments"),
        ]

    static let books: JSONValue = ["app": "books"]

    /// An object of Istio's security group in `shop`, as samples have it.
    package static func securityDocument(
        _ kind: PolicyKind, _ name: String, _ spec: JSONValue, selecting labels: JSONValue? = nil,
        namespace: String = "shop"
    ) -> JSONValue {
        var spec = spec
        spec["selector"] = labels.map { ["matchLabels": $0] }
        return [
            "apiVersion": "security.istio.io/v1", "kind": .string(kind.rawValue),
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
        ]
    }

    /// The document as a live object.
    package static func securityObject(_ kind: PolicyKind, _ document: JSONValue) -> MeshObject {
        let name = MeshObjectName(
            resource: MeshResource(kind), namespace: document["metadata"]?["namespace"]?.string ?? "",
            name: document["metadata"]?["name"]?.string ?? "")
        return MeshObject(name: name, document: document)
    }

    static func securityChange(_ kind: PolicyKind, _ old: JSONValue?, _ new: JSONValue) -> PolicyChange {
        let key = PolicyKey(
            kind: kind, group: kind.groups[0], namespace: new["metadata"]?["namespace"]?.string ?? "",
            name: new["metadata"]?["name"]?.string ?? "")
        return PolicyChange(key: key, old: old, new: new)
    }
}
