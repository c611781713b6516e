import Domain

/// Why a change of a PeerAuthentication cannot be made for some pods only.
enum PeerRefusal {
    case removal
    case root(String)
    case second(MeshObjectName)
    case rival(MeshObjectName)
    case unclearParent(MeshObjectName)
    case together(MeshObjectName)

    var impossible: Impossible { Impossible(reason, offers: [.clusters]) }

    private var reason: String {
        switch self {
        case .removal:
            """
            what the pods fall back to without it cannot be given to some of them. Remove it cluster by cluster, or first \
            roll out a version that says the mode which is to hold without it
            """
        case .root(let namespace):
            """
            in \(namespace) it is the mesh's, and Istio ignores selectors there. Roll it out cluster by cluster, or give the \
            namespaces objects of their own, one after the other
            """
        case .second(let other):
            """
            \(other) is the namespace's object already, and of two the oldest counts: after the promotion that would not \
            be this one for sure. Remove one of them, or change \(other.name) instead
            """
        case .rival(let other):
            """
            \(other) can select some of the same pods, and of two the oldest counts: making room for the cohort would \
            give those pods another mode. Change one of the selectors, or roll it out cluster by cluster
            """
        case .unclearParent(let other):
            """
            one of the versions leaves the mode open, and \(other) is one of several objects that it could come from. Say \
            the mode outright, or remove all but one of those
            """
        case .together(let other):
            """
            \(other) is created in the same rollout and can select some of the same pods, and of two the oldest counts: \
            which one that is, nobody can say. Roll out one after the other
            """
        }
    }
}
