import Domain

/// Through which waypoint the requests to something go: its labels say so, or where they say nothing those of its
/// namespace.
struct WaypointUse {
    private let set: ValidationSet
    /// `nil`: through none.
    private let name: String?
    private let place: String
    /// Whose label it is.
    private let holder: String

    /// Why requests go through no waypoint.
    struct Lack {
        /// What follows after "no waypoint sees the requests"; empty where nobody asks for one.
        var words = ""
        /// `nil` where nobody asks for one.
        var hint: String?
        var about: [KnownObject.Key] = []
    }

    private static let label = "istio.io/use-waypoint"

    /// - Parameter owner: What has the labels; `nil` for nothing but the namespace.
    init(_ labels: [String: String], of owner: KnownObject? = nil, in namespace: String, _ set: ValidationSet) {
        let isOwn = labels[Self.label] != nil
        let stated = isOwn ? labels : set.object(.namespace, "", namespace)?.labels ?? [:]
        self.set = set
        name = stated[Self.label].flatMap { $0 == "none" || $0.isEmpty ? nil : $0 }
        place = stated["\(Self.label)-namespace"] ?? namespace
        holder = isOwn ? owner.map { "\($0.key)" } ?? "" : "Namespace \(namespace)"
    }

    /// That of a Service, a ServiceEntry or a workload's object.
    init(of object: KnownObject, _ set: ValidationSet) {
        self.init(object.labels, of: object, in: object.namespace, set)
    }

    /// `nil` where there is a waypoint, or where nothing is known of those of its namespace.
    ///
    /// - Parameter isToService: Whether the requests go to a Service, which some waypoints leave alone.
    func lack(isToService: Bool) -> Lack? {
        guard let name else { return Lack() }
        guard let gateway = set.object(.kubernetesGateway, place, name) else {
            return set.isKnown(.kubernetesGateway, in: place) ? unknown(name) : nil
        }
        // The label of a class, which says it for Gateways without, need not be known.
        guard isToService, let traffic = gateway.labels["istio.io/waypoint-for"],
            traffic == "workload" || traffic == "none"
        else { return nil }
        return Lack(
            words: ": \(gateway.key) is for \(traffic == "none" ? "nothing" : "requests to pods themselves alone"), "
                + "as its label istio.io/waypoint-for: \(traffic) says",
            hint: "label it istio.io/waypoint-for: service, or all", about: [gateway.key])
    }

    private func unknown(_ name: String) -> Lack {
        let there = set.objects(.gatewaysByPlace, place)
        let waypoints = there.filter { GatewayController(of: $0, in: set) == .waypoints }
        let names = (waypoints.isEmpty ? there : waypoints).map(\.name).sorted()
        let elsewhere = set.objects(.gatewaysByPlace, "/\(name)")
            .first { GatewayController(of: $0, in: set) == .waypoints }
        let meant =
            Spelling.nearest(to: name, in: names).map { "did you mean \($0)?" }
            ?? elsewhere.map { "that of namespace \($0.namespace) takes \(Self.label)-namespace: \($0.namespace)" }
        let others =
            names.isEmpty
            ? "make the waypoint, or name one of another namespace by \(Self.label)-namespace"
            : "there are \(names.prefix(5).joined(separator: ", "))"
        return Lack(
            words: ": \(Self.label): \(name) of \(holder) names no Gateway of namespace \(place)",
            hint: meant ?? others)
    }
}

extension SetIndex {
    /// Gateways of the Gateway API by namespace, and by their name behind a slash.
    fileprivate static let gatewaysByPlace = SetIndex("gateways by namespace", of: [.kubernetesGateway]) {
        [$0.namespace, "/\($0.name)"]
    }
}
