import Domain
import MeshModel

/// The name of a ServiceProfile, which is its Service's: `books.shop.svc.cluster.local`.
struct ProfileName: Hashable {
    let service: ServiceName

    /// `nil` where the text names no Service of a cluster. A port may follow.
    init?(_ text: String) {
        let labels = text.split(separator: ":").first?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        guard labels.count > 3, labels[2] == "svc", !labels[0].isEmpty, !labels[1].isEmpty else { return nil }
        service = ServiceName(namespace: String(labels[1]), name: String(labels[0]))
    }

    /// A route for the Service: the first that there is.
    func route(in surroundings: Surroundings) -> MeshObjectName? {
        MeshResource.linkerdRoutes.flatMap { surroundings.objects(of: $0) }.first { route in
            RouteParent.all(of: route.document, in: route.name.namespace).contains {
                $0.kind == .service && $0.service == service
            }
        }?.name
    }
}
