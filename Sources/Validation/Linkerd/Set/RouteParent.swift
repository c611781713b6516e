import Domain
import MeshModel

/// What a route hangs on, where Linkerd has a say in it.
struct RouteParent {
    let field: Field
    let kind: ObjectKind
    let namespace: String
    let name: String
    /// `nil`: every port.
    let port: Int64?

    /// `nil` for a parent of another kind, such as a Gateway.
    init?(_ field: Field, of route: KnownObject) {
        guard let reference = TargetReference(field, defaultGroup: Self.group(without: route)),
            let name = reference.name, let kind = Self.kinds.first(where: reference.isA)
        else { return nil }
        self.field = field
        self.kind = kind
        self.name = name
        namespace = reference.namespace(in: route)
        port = field["port"].int
    }

    /// The group of parents for which a route names none.
    static func group(without route: KnownObject) -> String {
        RouteParentKind.groupLeftOut(inRouteOf: route.kind.group)
    }

    static let kinds: [ObjectKind] = [.service, .server, .egressNetwork]

    /// The kinds of routes that Linkerd reads: its own, and those of the Gateway API.
    static let routes: [ObjectKind] = [.linkerdHTTPRoute] + KubernetesRoutes.kinds

    static func all(of route: KnownObject) -> [RouteParent] {
        route.spec["parentRefs"].elements.compactMap { RouteParent($0, of: route) }
    }

    static func word(_ kind: ObjectKind, _ namespace: String, _ name: String) -> String {
        "\(kind) \(namespace)/\(name)"
    }

    var word: String { Self.word(kind, namespace, name) }
}

extension SetIndex {
    /// Routes by what they hang on (`RouteParent.word`).
    static let linkerdRouteParents = SetIndex("linkerd route parents", of: RouteParent.routes) {
        RouteParent.all(of: $0).map(\.word)
    }
}
