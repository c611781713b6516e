import Domain
import MeshModel

extension Impossible {
    /// Where nothing can be done about it, and no share can be had within a cluster.
    ///
    /// - Parameter reason: Without a full stop.
    static func byClustersAlone(_ reason: String) -> Impossible {
        Impossible("\(reason). Roll it out cluster by cluster", offers: [.clusters])
    }

    /// - Parameter reason: Ends with what may be done about it.
    static func elseByClusters(_ reason: String) -> Impossible {
        Impossible("\(reason), or roll it out cluster by cluster", offers: [.clusters])
    }

    /// A ServerAuthorization's `spec.server.name` is a DNS label, while a Server's own name may have dots.
    static func copyWithDot(of server: String) -> Impossible {
        byClustersAlone(
            "a copy of \(server) cannot be named in a ServerAuthorization, which takes no name with a dot")
    }

    /// For what the clients' proxies read, which Linkerd tells apart by namespace.
    static func elseByNamespaces(_ reason: String) -> Impossible {
        Impossible(
            "\(reason). Ask for a share of the client namespaces, or roll it out cluster by cluster",
            offers: [.clientNamespaces, .clusters])
    }
}
