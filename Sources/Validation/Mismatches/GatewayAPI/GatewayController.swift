import Domain

/// Who serves a Gateway of the Gateway API, as its class says.
enum GatewayController: Hashable {
    /// Istio's own gateways.
    case gateways
    /// Istio's waypoints: they take their routes from Services, and listen for the mesh's tunnel only.
    case waypoints
    /// Istio's way from one network of a mesh to another.
    case eastWest
    /// Nobody here: the Gateway stands for one of another cluster, and Istio leaves it and its routes alone.
    case remote
    /// Another implementation, which may know protocols and kinds of its own.
    case foreign

    /// Whether Istio makes something of the listeners.
    var isIstio: Bool { self != .remote && self != .foreign }

    /// For messages.
    var words: String {
        switch self {
        case .gateways: "Istio's gateways"
        case .waypoints: "Istio's waypoints"
        case .eastWest: "Istio's gateways between networks"
        case .remote: "Gateways that are served in another cluster"
        case .foreign: "another controller"
        }
    }

    /// Of a Gateway without any class nothing else is known: it is taken for Istio's.
    init(of gateway: KnownObject, in set: ValidationSet) {
        guard let name = gateway.spec["gatewayClassName"].string, !name.isEmpty else {
            self = .gateways
            return
        }
        self = Self.known(name, in: set) ?? .foreign
    }

    /// `nil` where the class is none that the set or Istio has: anybody may serve it.
    init?(known gateway: KnownObject, in set: ValidationSet) {
        guard let name = gateway.spec["gatewayClassName"].string, let known = Self.known(name, in: set) else {
            return nil
        }
        self = known
    }

    /// Who serves the Gateways of a class.
    private static func known(_ name: String, in set: ValidationSet) -> GatewayController? {
        guard let controller = set.object(.gatewayClass, "", name)?.spec["controllerName"].string else {
            return classes[name]
        }
        return controllers[controller] ?? .foreign
    }

    /// That of a Gateway, or of the one that a ListenerSet belongs to; `nil` where the set does not have that.
    init?(serving holder: KnownObject, in set: ValidationSet) {
        if holder.kind == .kubernetesGateway {
            self.init(of: holder, in: set)
        } else if let gateway = ListenerSets.gateway(of: holder, in: set) {
            self.init(of: gateway, in: set)
        } else {
            return nil
        }
    }

    private static let controllers: [String: GatewayController] = [
        "istio.io/gateway-controller": .gateways, "istio.io/agentgateway-controller": .gateways,
        "istio.io/mesh-controller": .waypoints, "istio.io/agentgateway-waypoint-controller": .waypoints,
        "istio.io/eastwest-controller": .eastWest, "istio.io/unmanaged-gateway": .remote,
    ]

    /// Whether Istio makes the class by itself where it runs: who writes down others need not write down these.
    static func isMade(_ name: String) -> Bool { classes[name] != nil }

    /// The names of those classes.
    static var made: [String] { classes.keys.sorted() }

    /// The classes that Istio makes by itself.
    private static let classes: [String: GatewayController] = [
        "istio": .gateways, "istio-agentgateway": .gateways, "istio-waypoint": .waypoints,
        "istio-agentgateway-waypoint": .waypoints, "istio-east-west": .eastWest, "istio-remote": .remote,
    ]
}
