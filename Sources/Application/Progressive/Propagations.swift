package import Domain
package import Ports

/// The propagation checks of all clusters: one for each, so that everybody who asks shares the control plane's answers.
package actor Propagations {
    private let clusters: any ClusterConnecting
    private let pods: any ClusterPodsConnecting
    private let lifetime: Duration
    private var checks: [ID<Cluster>: PropagationCheck] = [:]

    /// - Parameter lifetime: How long an answer of the control plane serves everybody who asks.
    package init(
        clusters: any ClusterConnecting, pods: any ClusterPodsConnecting, lifetime: Duration = .seconds(1)
    ) {
        self.clusters = clusters
        self.pods = pods
        self.lifetime = lifetime
    }

    /// Throws where the cluster's credentials cannot be opened.
    package func check(of cluster: Cluster) async throws -> PropagationCheck {
        if let check = checks[cluster.id] { return check }
        let check = PropagationCheck(
            pods: try await pods.pods(of: cluster), objects: try await clusters.objects(of: cluster),
            lifetime: lifetime)
        checks[cluster.id] = check
        return check
    }
}

/// What a scene wrote, as it waits for the proxies to have it.
package struct WrittenScene: Hashable, Sendable {
    package let configuration: WrittenConfiguration
    package let mark: PropagationMark
    /// What others have done to a policy's object since the rollout began, in a sentence.
    package let remarks: [ID<Policy>: String]
    /// The step that wrote it; `nil` where it does not matter.
    package let step: Int?
    /// What stands of the step that needs no waiting any more.
    package let settled: Set<ObjectReference>

    package init(
        configuration: WrittenConfiguration, mark: PropagationMark, remarks: [ID<Policy>: String] = [:],
        step: Int? = nil, settled: Set<ObjectReference> = []
    ) {
        self.configuration = configuration
        self.mark = mark
        self.remarks = remarks
        self.step = step
        self.settled = settled
    }

    /// The stored form.
    package var json: JSONValue {
        [
            "step": step.map { .int(Int64($0)) } ?? .null, "at": .int(configuration.at.microseconds),
            "settle": .int(configuration.settle.wholeMicroseconds),
            "objects": .array(configuration.objects.map(\.json)),
            "pods": .pods(configuration.pods), "mark": mark.json,
            "effect": configuration.effect.json, "settled": .array(settled.map(\.json)),
            "remarks": .object(
                Dictionary(remarks.map { ($0.description, .string($1)) }) { first, _ in first }),
        ]
    }

    package init?(json: JSONValue) {
        guard let at = json["at"]?.int, let settle = json["settle"]?.int else { return nil }
        configuration = WrittenConfiguration(
            objects: (json["objects"]?.array ?? []).compactMap(ObjectReference.init(json:)),
            pods: json["pods"]?.pods ?? [],
            at: Timestamp(microseconds: at), settle: .microseconds(settle),
            effect: WriteEffect(json: json["effect"] ?? .null))
        mark = PropagationMark(json: json["mark"] ?? .null)
        step = json["step"]?.int.map { Int(clamping: $0) }
        settled = Set((json["settled"]?.array ?? []).compactMap(ObjectReference.init(json:)))
        let remarks = (json["remarks"]?.object ?? [:]).compactMap { id, text in
            ID<Policy>(id).flatMap { policy in text.string.map { (policy, $0) } }
        }
        self.remarks = Dictionary(remarks) { first, _ in first }
    }
}

extension WriteEffect {
    fileprivate var json: JSONValue {
        [
            "objects": .array(objects.map(\.json)), "pods": .pods(pods), "root": .string(root),
            "moments": .array(moments.map { ["object": $0.json, "at": .int($1.microseconds)] }),
            "labels": .object(
                Dictionary(labels.map { ($0.description, .int($1.microseconds)) }) { first, _ in first }),
        ]
    }

    fileprivate init(json: JSONValue) {
        let moments = (json["moments"]?.array ?? []).compactMap { entry in
            entry["object"].flatMap(ObjectReference.init(json:)).flatMap { object in
                entry["at"]?.int.map { (object, Timestamp(microseconds: $0)) }
            }
        }
        let labels = (json["labels"]?.object ?? [:]).compactMap { name, at in
            PodName(text: name).flatMap { pod in at.int.map { (pod, Timestamp(microseconds: $0)) } }
        }
        self.init(
            objects: Set((json["objects"]?.array ?? []).compactMap(ObjectReference.init(json:))),
            pods: json["pods"]?.pods ?? [], root: json["root"]?.string ?? "",
            moments: Dictionary(moments) { max($0, $1) }, labels: Dictionary(labels) { max($0, $1) })
    }
}

extension ObjectReference {
    fileprivate var json: JSONValue {
        .array([group, version, plural, kind, namespace, name].map { .string($0) })
    }

    fileprivate init?(json: JSONValue) {
        let parts = (json.array ?? []).compactMap(\.string)
        guard parts.count == 6 else { return nil }
        self.init(
            group: parts[0], version: parts[1], plural: parts[2], kind: parts[3], namespace: parts[4], name: parts[5])
    }
}

extension JSONValue {
    /// A set of pods, sorted: equal sets have equal text.
    fileprivate static func pods(_ pods: Set<PodName>) -> JSONValue {
        .array(pods.sorted().map { .string($0.description) })
    }

    /// The pods of an array of their names.
    fileprivate var pods: Set<PodName> {
        Set((array ?? []).compactMap { $0.string.flatMap(PodName.init(text:)) })
    }
}
