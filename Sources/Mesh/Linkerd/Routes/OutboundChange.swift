import Domain
import MeshModel

/// A change of an HTTPRoute on Services: it is read by the proxies of the Services' clients.
struct OutboundChange {
    /// The change, with the defaults filled in: a live object has them, a written one need not.
    let change: PolicyChange
    /// The Services, the same in both versions.
    let parents: [RouteParent]
    let surroundings: Surroundings
    /// The new version as it was written.
    let written: JSONValue?

    init(_ change: PolicyChange, in surroundings: Surroundings) throws(Impossible) {
        let namespace = change.key.namespace
        let (old, new) = (
            RouteParent.all(of: change.old, in: namespace), RouteParent.all(of: change.new, in: namespace)
        )
        if change.old != nil, change.new != nil, Set(old) != Set(new) {
            throw Impossible(
                "the versions are for different Services or ports (parentRefs), of which no part of the requests can be"
                    + " told. Roll it out cluster by cluster, or make it two changes", offers: [.clusters])
        }
        self.change = PolicyChange(
            key: change.key, old: change.old.map(RouteDefaults.filledIn), new: change.new.map(RouteDefaults.filledIn))
        self.surroundings = surroundings
        written = change.new
        parents = change.new == nil ? old : new
        for parent in parents {
            guard let profile = profile(of: parent, in: parent.namespace) else { continue }
            throw Impossible(
                "\(profile) is there: a ServiceProfile switches the HTTPRoutes of its Service off, so that nothing would"
                    + " be seen of the change. Remove it first, or change it instead", offers: [.clusters])
        }
    }

    var name: MeshObjectName { MeshObjectName(change.key) }

    /// The ServiceProfile for the Service that the clients of a namespace would read, the Service's own aside.
    func profile(of parent: RouteParent, in namespace: String) -> MeshObjectName? {
        surroundings.objects(of: .linkerdServiceProfile).map(\.name).first {
            $0.namespace == namespace && $0.name.hasPrefix("\(parent.name).\(parent.namespace).svc.")
        }
    }

    /// Another route for one of the Services.
    /// - Parameter namespace: Only routes of this namespace; `nil`: all.
    func otherRoute(in namespace: String? = nil) -> MeshObjectName? {
        let services = Set(parents.map(\.service))
        return MeshResource.linkerdRoutes.flatMap { surroundings.objects(of: $0) }.first { route in
            route.name != name && namespace.map { $0 == route.name.namespace } ?? true
                && RouteParent.all(of: route.document, in: route.name.namespace).contains {
                    $0.kind == .service && services.contains($0.service)
                }
        }?.name
    }
}
