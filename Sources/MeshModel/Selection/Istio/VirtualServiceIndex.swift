import Domain

/// The VirtualServices by the hosts that they are for.
struct VirtualServiceIndex: Sendable {
    private var exact: [String: [PolicyObject]] = [:]
    /// By suffix, longest first; `*` has the empty suffix.
    private var wildcards: [(suffix: String, objects: [PolicyObject])] = []

    /// - Parameter objects: Oldest first.
    init(_ objects: [PolicyObject]) {
        var suffixes: [String: [PolicyObject]] = [:]
        for object in objects {
            for host in Set((object.spec["hosts"]?.array ?? []).compactMap(\.string)) {
                if host.hasPrefix("*") {
                    suffixes[String(host.dropFirst()), default: []].append(object)
                } else {
                    exact[TextMatch.resolved(host, in: object.namespace), default: []].append(object)
                }
            }
        }
        wildcards = suffixes.map { ($0.key, $0.value) }.sorted { ($1.0.utf8.count, $0.0) < ($0.0.utf8.count, $1.0) }
    }

    /// Those for a host: the exact name before wildcards, longer wildcards before shorter ones, then by age.
    func about(_ host: String) -> [PolicyObject] {
        (exact[host] ?? []) + wildcards.filter { host.hasSuffix($0.suffix) }.flatMap(\.objects)
    }
}

extension PolicySet {
    /// The VirtualServices of a client for a host in the order in which they are tried. The first of them that has a
    /// route for the client counts, and it alone: sidecars do not merge hosts (MECHANICS 0.2). What is private to the
    /// client's namespace comes before what was exported to it by name, and that before what is public
    /// (`SelectVirtualServices`).
    func candidates(_ host: String, for client: MeshPod, _ names: GatewayNames, _ scope: SidecarScope)
        -> [PolicyObject]
    {
        let visible = virtualServices.about(host).compactMap { object in
            Visibility(of: object, to: client.namespace).map { (object, $0) }
        }
        return Visibility.allCases.flatMap { rank in
            visible.filter { $0.1 == rank }.map(\.0)
        }.filter { object in
            names.intersects(object.spec["gateways"], in: object.namespace)
                && (!names.isMesh || scope.imports(host, from: object.namespace))
        }
    }
}

/// How an object came to be visible to a namespace by its `exportTo`; the default of the mesh is to everybody.
enum Visibility: Hashable, CaseIterable {
    case isPrivate
    case isExported
    case isPublic

    init?(of object: PolicyObject, to namespace: String) {
        let given = (object.spec["exportTo"]?.array ?? []).compactMap(\.string)
        if given.isEmpty || given.contains("*") {
            self = .isPublic
        } else if given.contains("~") {
            return nil
        } else if object.namespace == namespace {
            guard given.contains(".") || given.contains(namespace) else { return nil }
            self = .isPrivate
        } else if given.contains(namespace) {
            self = .isExported
        } else {
            return nil
        }
    }
}

/// Under which gateway names a proxy asks for routes: `mesh` for a sidecar, those of its Gateways for a gateway.
package struct GatewayNames: Hashable, Sendable {
    /// `namespace/name`; empty for a sidecar.
    private let gateways: Set<String>

    init(_ gateways: [PolicyObject]) { self.gateways = Set(gateways.map { "\($0.namespace)/\($0.name)" }) }

    var isMesh: Bool { gateways.isEmpty }

    /// A missing list means `mesh`. Names without a namespace are of the object's own.
    func intersects(_ list: JSONValue?, in namespace: String) -> Bool {
        let names = (list?.array ?? []).compactMap(\.string)
        guard !isMesh else { return names.isEmpty || names.contains("mesh") }
        return names.contains { gateways.contains($0.contains("/") ? $0 : "\(namespace)/\($0)") }
    }
}
