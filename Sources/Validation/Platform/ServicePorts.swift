import Domain

/// Names of Services' ports: from them the mesh knows what a port carries.
enum ServicePorts {
    static let family = RuleFamily(
        "names of ports", codes: [.portName, .externalPortName], kinds: [.service], scope: .set
    ) { subject in
        let manager = subject.object.labels["gateway.istio.io/managed"] ?? ""
        guard !subject.isOfKubernetes, !subject.isOfControlPlane, !makers.contains(manager),
            !subject.set.fact(.isLinkerdAlone)
        else { return [] }
        let isExternal = subject.spec["type"].string == "ExternalName"
        return subject.spec["ports"].elements.compactMap { port -> Remark? in
            let name = port["name"].string ?? ""
            guard !isKnown(port) || isExternal && name == "tcp" else { return nil }
            let field = port["name"]
            if isExternal {
                return Remark(
                    .externalPortName, field, "a Service for an external name needs ports for HTTP or TLS",
                    hint: "begin the name with http or https")
            }
            return Remark(
                .portName, field, name.isEmpty ? "the port has no name" : "\(name) does not say what the port carries",
                hint: "begin the name with http-, grpc-, tcp- …, or set appProtocol")
        }
    }

    /// Istiod's own controllers, whose Services nobody writes.
    private static let makers = [
        "istio.io-gateway-controller", "istio.io-mesh-controller", "istio.io-eastwest-controller",
    ]
    /// Ports whose protocols speak first, for which TCP is taken: SMTP, DNS, MySQL, MongoDB.
    private static let wellKnown: Set<Int64> = [25, 53, 3306, 27017]

    private static func isKnown(_ port: Field) -> Bool {
        if port["protocol"].string == "UDP" { return true }
        let stated = port["appProtocol"].string
        if let stated, ["kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss"].contains(stated) { return true }
        let name = (stated ?? port["name"].string ?? "").lowercased()
        if name.hasPrefix("grpc-web") { return true }
        let word = name.prefix { $0 != "-" }
        return ServiceProtocol(String(word)) != nil || port["port"].int.map(wellKnown.contains) ?? false
    }
}
