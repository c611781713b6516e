package import Domain
package import Mesh
package import MeshModel

/// A cluster as far as rollouts see it: its objects, oldest first, and its pods.
package struct World: Sendable {
    /// What is there, in the order of creation: some kinds let the oldest object win.
    package private(set) var names: [MeshObjectName] = []
    package private(set) var objects: [MeshObjectName: JSONValue] = [:]
    package private(set) var pods: [Workload]
    private let captured: [MeshObjectName: JSONValue]

    /// - Parameter objects: Oldest first.
    package init(objects: [MeshObject], pods: [Workload]) {
        self.pods = pods
        captured = Dictionary(objects.map { ($0.name, $0.document) }) { first, _ in first }
        for object in objects { put(object) }
    }

    /// A world as it was observed: nothing can be restored in it.
    package init(observed objects: [MeshObject], pods: [Workload]) { self.init(objects: objects, pods: pods) }

    /// Does one move. `cohort` and `scope` are the rollout's.
    package mutating func apply(_ move: Move, cohort: Cohort, scope: PodScope?) {
        switch move {
        case .write(let object): put(object)
        case .overwrite(let object): if objects[object.name] != nil { put(object) }
        case .remove(let name): drop(name)
        case .restore(let name):
            if let before = captured[name] { put(MeshObject(name: name, document: before)) } else { drop(name) }
        case .label(let share): label(share, cohort, scope)
        case .unlabel: pods = pods.map { $0.labelled(cohort.labelKey, nil) }
        case .settle: break
        }
    }

    private mutating func put(_ object: MeshObject) {
        if objects.updateValue(object.document, forKey: object.name) == nil { names.append(object.name) }
    }

    private mutating func drop(_ name: MeshObjectName) {
        objects[name] = nil
        names.removeAll { $0 == name }
    }

    private mutating func label(_ share: Share, _ cohort: Cohort, _ scope: PodScope?) {
        guard let scope else { return }
        let eligible = pods.filter(scope.contains).map(\.cohortUnit)
        let members = CohortMembership.members(of: eligible, share: share, cohort: cohort)
        pods = pods.map { pod in
            pod.labelled(cohort.labelKey, members.contains(pod.uid) ? Cohort.labelValue : nil)
        }
    }

    /// The objects of a kind, oldest first.
    package func all(_ kind: PolicyKind) -> [MeshObject] {
        names.filter { kind.groups.contains($0.resource.group) && $0.resource.kind == kind.rawValue }
            .compactMap { name in objects[name].map { MeshObject(name: name, document: $0) } }
    }

    package var surroundings: Surroundings { Surroundings(pods: pods, services: [], objects: objects) }
}
