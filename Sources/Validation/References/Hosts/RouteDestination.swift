/// Where a VirtualService sends requests, or copies of them.
struct RouteDestination: Sendable {
    /// The `destination`.
    let field: Field
    /// The rule of the VirtualService that it is of.
    let route: Field
    let isMirror: Bool
    /// The host as it is written.
    let host: String
    /// `nil` where none is named.
    let subset: String?

    private init?(_ field: Field, of route: Field, isMirror: Bool) {
        guard let host = field["host"].string, !host.isEmpty else { return nil }
        self.field = field
        self.route = route
        self.isMirror = isMirror
        self.host = host
        subset = field["subset"].string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// All of a VirtualService, the mirrors of a route after where it sends.
    static func all(of spec: Field) -> [RouteDestination] {
        var found: [RouteDestination] = []
        for kind in ["tcp", "tls", "http"] {
            for route in spec[kind].elements {
                found += route["route"].elements.compactMap {
                    RouteDestination($0["destination"], of: route, isMirror: false)
                }
                guard kind == "http" else { continue }
                if let mirror = RouteDestination(route["mirror"], of: route, isMirror: true) { found.append(mirror) }
                found += route["mirrors"].elements.compactMap {
                    RouteDestination($0["destination"], of: route, isMirror: true)
                }
            }
        }
        return found
    }
}
