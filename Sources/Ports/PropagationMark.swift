package import Domain

/// What the mesh's control plane had sent to the proxies before a write: whoever has got nothing since then has not got
/// the change, whatever the clocks say.
package struct PropagationMark: Hashable, Sendable {
    /// By pod what had been sent to its proxy, as istiod's nonces, each unique.
    package let nonces: [PodName: Set<String>]
    /// The pods among them whose istiod (before 1.23) does not tell when it sent something.
    package let timeless: Set<PodName>
    /// By type a number that all that had been sent to all proxies makes.
    package let digests: [String: Int64]

    package init(
        nonces: [PodName: Set<String>] = [:], timeless: Set<PodName> = [], digests: [String: Int64] = [:]
    ) {
        self.nonces = nonces
        self.timeless = timeless
        self.digests = digests
    }

    /// The document in which a mark outlives the worker that took it.
    package var json: JSONValue {
        let entries = nonces.map { pod, nonces -> JSONValue in
            [
                "namespace": .string(pod.namespace), "name": .string(pod.name),
                "nonces": .array(nonces.sorted().map { .string($0) }), "timeless": .bool(timeless.contains(pod)),
            ]
        }
        return ["pods": .array(entries), "digests": .object(digests.mapValues { .int($0) })]
    }

    /// Reads such a document; what is no entry of one is passed over.
    package init(json: JSONValue) {
        var nonces: [PodName: Set<String>] = [:]
        var timeless: Set<PodName> = []
        for entry in json["pods"]?.array ?? [] {
            guard let namespace = entry["namespace"]?.string, let name = entry["name"]?.string else { continue }
            let pod = PodName(namespace: namespace, name: name)
            nonces[pod, default: []].formUnion((entry["nonces"]?.array ?? []).compactMap(\.string))
            if entry["timeless"]?.bool == true { timeless.insert(pod) }
        }
        self.init(
            nonces: nonces, timeless: timeless,
            digests: (json["digests"]?.object ?? [:]).compactMapValues(\.int))
    }
}
