import Domain

/// What Istio makes for a Gateway of the Gateway API and nobody writes into a file: a Deployment, a Service of its
/// name, and the ServiceAccount of the pods (istiod's `gatewaycommon`: `configureIstioGateway`, `IsManaged`,
/// `GetDefaultName`).
struct MadeGateway {
    /// The name of the Deployment and of the Service.
    let name: String
    /// The ServiceAccount that the pods run as.
    let account: String
    /// What the pods have for certain; those of a class's ConfigMap are not known.
    let labels: [String: String]

    /// `nil` where Istio makes nothing: the class is another's, or an address names the Service that there already is.
    init?(_ gateway: KnownObject, in set: ValidationSet) {
        let controller = GatewayController(of: gateway, in: set)
        guard controller.isIstio, Self.isManaged(gateway),
            let className = gateway.spec["gatewayClassName"].string, !className.isEmpty
        else { return nil }
        let names = Names(gateway)
        // istiod gives no suffix to waypoints, ways between networks, and what its agentgateway serves.
        let hasSuffix = controller == .gateways && !Self.isAgentgateway(className, in: set)
        let usual = hasSuffix ? names.suffixed : gateway.name
        name = names.override ?? usual
        account = names.account ?? usual
        labels = Self.labels(gateway, className, name)
    }

    private static func isManaged(_ gateway: KnownObject) -> Bool {
        let addresses = gateway.spec["addresses"].elements
        return addresses.isEmpty || addresses.count == 1 && (addresses[0]["type"].string ?? ipAddress) == ipAddress
    }

    /// The type of an address that says none.
    private static let ipAddress = "IPAddress"

    private static func isAgentgateway(_ className: String, in set: ValidationSet) -> Bool {
        let controller = set.object(.gatewayClass, "", className)?.spec["controllerName"].string
        return (controller ?? className).contains("agentgateway")
    }

    private static func labels(_ gateway: KnownObject, _ className: String, _ name: String) -> [String: String] {
        let own = gateway.spec["infrastructure"]["labels"]
        let certain = [
            GatewayProxy.gatewayName: gateway.name, "gateway.networking.k8s.io/gateway-class-name": className,
        ]
        return [
            "sidecar.istio.io/inject": "false", "service.istio.io/canonical-name": name,
            "service.istio.io/canonical-revision": "latest",
        ]
        .merging(own.exists ? own.texts : gateway.labels) { $1 }.merging(certain) { $1 }
    }

    /// The names that a Gateway's things may have.
    fileprivate struct Names {
        let suffixed: String
        let override: String?
        let account: String?

        init(_ gateway: KnownObject) {
            let annotations = gateway.root["metadata"]["annotations"]
            suffixed = "\(gateway.name)-\(gateway.spec["gatewayClassName"].string ?? "")"
            override = annotations["gateway.istio.io/name-override"].string.flatMap { $0.isEmpty ? nil : $0 }
            account = annotations["gateway.istio.io/service-account"].string.flatMap { $0.isEmpty ? nil : $0 }
        }

        /// Whatever the class turns out to be.
        static func all(of gateway: KnownObject) -> [String] {
            let names = Names(gateway)
            return Array(Set([gateway.name, names.suffixed, names.override, names.account].compactMap(\.self)))
        }
    }
}

extension SetIndex {
    /// The Gateway API's Gateways by `namespace/name` of what Istio may make for them, and by their namespaces.
    static let madeGateways = SetIndex("gateways that Istio makes", of: [.kubernetesGateway]) { gateway in
        [gateway.namespace] + MadeGateway.Names.all(of: gateway).map { "\(gateway.namespace)/\($0)" }
    }
}

extension ValidationSet {
    /// Whether a Service of this name is there though no file has it: Istio makes it for a Gateway, Kubernetes made
    /// it, or, as far as files tell, a controller does.
    func isMadeService(_ name: String, in namespace: String) -> Bool {
        APIServerService.isMeant(name, in: namespace)
            || !listed.contains(.service)
                && (ControlPlaneService.isMeant(name, in: namespace) || isOfMaker(name, in: namespace)
                    || isMirror(name))
            || objects(.madeGateways, "\(namespace)/\(name)").contains { MadeGateway($0, in: self)?.name == name }
    }

    /// Whether Istio makes a ServiceAccount of this name for a Gateway.
    func isMadeAccount(_ name: String, in namespace: String) -> Bool {
        objects(.madeGateways, "\(namespace)/\(name)").contains { MadeGateway($0, in: self)?.account == name }
    }

    /// Whether Istio makes pods for a Gateway that a selector of labels takes, in a namespace or, for `nil`, in all.
    func hasMadePods(selectedBy selector: [String: String], in namespace: String?) -> Bool {
        guard has(.kubernetesGateway) else { return false }
        let gateways = namespace.map { objects(.madeGateways, $0) } ?? objects(.kubernetesGateway)
        return gateways.contains { gateway in
            guard let labels = MadeGateway(gateway, in: self)?.labels else { return false }
            return selector.allSatisfy { labels[$0.key] == $0.value }
        }
    }
}
