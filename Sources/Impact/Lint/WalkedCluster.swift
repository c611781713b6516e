import Domain
import Mesh
import MeshModel

/// A cluster while a rollout goes through it, move by move: what its policies are and which pods have the cohort's
/// label.
struct WalkedCluster {
    private var names: [MeshObjectName] = []
    private var documents: [MeshObjectName: JSONValue] = [:]
    private let captured: [MeshObjectName: JSONValue]
    /// The policies before the rollout.
    let documentsBefore: [JSONValue]
    private(set) var pods: [MeshPod]
    private let rootNamespace: String

    /// - Parameter documents: The policies before the rollout.
    init(_ documents: [JSONValue], pods: [MeshPod], rootNamespace: String) {
        self.pods = pods
        self.rootNamespace = rootNamespace
        var captured: [MeshObjectName: JSONValue] = [:]
        for document in documents {
            guard let name = MeshObjectName(of: document) else { continue }
            if captured.updateValue(document, forKey: name) == nil { names.append(name) }
        }
        self.captured = captured
        documentsBefore = documents
        self.documents = captured
    }

    var policies: PolicySet { PolicySet(names.compactMap { documents[$0] }, rootNamespace: rootNamespace) }

    /// - Parameter scopes: Those that the label's pods are taken from.
    mutating func apply(_ move: Move, _ cohort: Cohort, _ scopes: [PodScope]) {
        switch move {
        case .write(let object): put(object.name, object.document)
        case .overwrite(let object): if documents[object.name] != nil { put(object.name, object.document) }
        case .remove(let name): drop(name)
        case .restore(let name): if let before = captured[name] { put(name, before) } else { drop(name) }
        case .label(let share): label(share, cohort, scopes)
        case .unlabel: pods = pods.map { $0.labelled(cohort.labelKey, nil) }
        case .settle: break
        }
    }

    /// An object that is there keeps its age; a new one is the youngest.
    private mutating func put(_ name: MeshObjectName, _ document: JSONValue) {
        var aged = document
        var metadata = document["metadata"] ?? .object([:])
        let known = documents[name]?["metadata"]?["creationTimestamp"]
        if documents[name] == nil { names.append(name) }
        metadata["creationTimestamp"] = known ?? .string("9999-12-31T23:59:\(Self.second(names.count))Z")
        aged["metadata"] = metadata
        documents[name] = aged
    }

    private static func second(_ count: Int) -> String {
        let second = count % 60
        return second < 10 ? "0\(second)" : "\(second)"
    }

    private mutating func drop(_ name: MeshObjectName) {
        documents[name] = nil
        names.removeAll { $0 == name }
    }

    private mutating func label(_ share: Share, _ cohort: Cohort, _ scopes: [PodScope]) {
        guard !scopes.isEmpty else { return }
        let eligible = pods.filter { pod in scopes.contains { $0.contains(pod.workload) } }.map(\.workload.cohortUnit)
        let members = CohortMembership.members(of: eligible, share: share, cohort: cohort)
        pods = pods.map { pod in
            pod.labelled(cohort.labelKey, members.contains(pod.workload.uid) ? Cohort.labelValue : nil)
        }
    }
}

extension MeshObjectName {
    /// The name of a live document; `nil` where it has none.
    init?(of document: JSONValue) {
        guard let object = PolicyObject(document) else { return nil }
        let kind = PolicyKind(object.kind, group: object.group)
        self.init(
            resource: MeshResource(
                group: object.group, kind: object.kind,
                plural: kind?.plural
                    ?? (object.kind == "AuthorizationPolicy" ? "authorizationpolicies" : object.kind.lowercased() + "s")
            ),
            namespace: object.namespace, name: object.name)
    }
}
