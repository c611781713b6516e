import Domain

/// Labels that istiod gives to endpoints and proxies beside those of the pod: the cluster and network, and where the
/// node is (`AugmentLabels` of pilot/pkg/serviceregistry/util/label).
enum PlaceLabels {
    private static let node = ObjectKind("Node", group: "")
    private static let region = "topology.kubernetes.io/region"
    private static let zone = "topology.kubernetes.io/zone"
    private static let subzone = "topology.istio.io/subzone"
    private static let hostname = "kubernetes.io/hostname"
    private static let ofNode: Set = [region, zone, subzone, hostname]
    private static let ofMesh: Set = ["topology.istio.io/cluster", "topology.istio.io/network"]

    static func has(_ key: String) -> Bool { ofNode.contains(key) || ofMesh.contains(key) }

    /// Whether a workload may be where a label says: what is known of its node decides, else what its pods say, and
    /// where neither is known it may be anywhere.
    static func mayBe(_ key: String, _ value: String, of workload: Workload, in set: ValidationSet) -> Bool {
        let own = workload.labels
        // Nothing is given an empty one.
        guard !value.isEmpty else { return own[key] == value }
        guard ofNode.contains(key), let name = workload.pod["spec"]["nodeName"].string, !name.isEmpty else {
            return true
        }
        if key == hostname { return value == name }
        // What a pod says of its locality comes before what its node does.
        guard own["istio-locality"] == nil, let node = set.object(node, "", name) else { return true }
        return (place(of: node)[key] ?? own[key]) == value
    }

    private static func place(of node: KnownObject) -> [String: String] {
        let given = node.labels.filter { !$0.value.isEmpty }
        // A node without a zone has no part of one.
        let keys = given[zone] == nil ? [region] : [region, zone, subzone]
        return given.filter { keys.contains($0.key) }
    }
}
