import Domain

/// Names of ports that do not say the protocol.
enum PortNames {
    static let family = RuleFamily(
        "names of ports", codes: [.portNameWithoutProtocol], kinds: [.gateway, .serviceEntry], scope: .set
    ) { subject in
        let ports =
            subject.object.kind == .gateway
            ? subject.spec["servers"].elements.map { $0["port"] } : subject.spec["ports"].elements
        return ports.compactMap { port in
            guard let name = port["name"].string, let protocolName = port["protocol"].string,
                !says(name, protocolName.lowercased())
            else { return nil }
            return Remark(
                .portNameWithoutProtocol, port["name"], "does not begin with the port's protocol",
                hint: "call it \(protocolName.lowercased())-\(name)")
        }
    }

    private static func says(_ name: String, _ protocolName: String) -> Bool {
        if protocolName == "tcp" || protocolName == "udp" || name == protocolName { return true }
        return name.hasPrefix(protocolName + "-")
    }
}
