package import Domain

extension MeshPod {
    /// The pods that a Deployment, StatefulSet, Job … would run, as one of them; `nil` where it has no template, or no
    /// name.
    package init?(template object: JSONValue) {
        let spec = object["spec"]
        guard let template = spec?["template"] ?? spec?["jobTemplate"]?["spec"]?["template"], template != .null,
            let name = object["metadata"]?["name"]?.string, spec?["replicas"]?.int != 0
        else { return nil }
        var metadata = template["metadata"]?.object ?? [:]
        metadata["name"] = .string(name)
        metadata["namespace"] = object["metadata"]?["namespace"] ?? "default"
        metadata["ownerReferences"] = [["kind": object["kind"] ?? "", "name": .string(name)]]
        self.init(
            pod: [
                "apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata), "spec": template["spec"] ?? [:],
                "status": ["phase": "Running"],
            ])
    }
}
