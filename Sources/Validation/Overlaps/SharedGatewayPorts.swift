import Domain

/// Servers on the same port of the same pods: istiod opens a port once, for HTTP, for TLS, or for one plain protocol.
enum SharedGatewayPorts {
    static let family = RuleFamily(
        "protocols of gateway ports", codes: [.conflictingProtocols], kinds: [.gateway], scope: .set
    ) { subject in
        let own = openings(of: subject.object)
        var first: [String: Opening] = [:]
        for opening in own where first[opening.place] == nil { first[opening.place] = opening }
        return own.compactMap { opening in
            if let other = first[opening.place], other.manner != opening.manner {
                return remark(opening, "an earlier server of this Gateway opens it for \(other.manner)")
            }
            return other(opening, subject).map { other, manner in
                remark(opening, "Gateway \(other.namespace)/\(other.name) opens it for \(manner)").naming(other)
            }
        }
    }

    private static func remark(_ opening: Opening, _ other: String) -> Remark {
        Remark(
            .conflictingProtocols, opening.field,
            "opens port \(opening.number) for \(opening.manner), and \(other): istiod takes one of them only",
            hint: "give each protocol a port of its own")
    }

    /// Another Gateway for the same pods that opens the port for something else.
    private static func other(_ opening: Opening, _ subject: Subject) -> (KnownObject, manner: String)? {
        for manner in Opening.manners where manner != opening.manner {
            let found = subject.set.objects(.gatewayOpenings, "\(opening.place)\n\(manner)").first {
                $0.key != subject.object.key
            }
            if let found { return (found, manner) }
        }
        return nil
    }

    fileprivate static func openings(of gateway: KnownObject) -> [Opening] {
        let labels = gateway.spec["selector"].texts
        guard !labels.isEmpty else { return [] }
        return gateway.spec["servers"].elements.compactMap { Opening($0, selector: LabelText.of(labels)) }
    }

    /// A port that a server opens.
    fileprivate struct Opening {
        /// `port.protocol`.
        let field: Field
        let number: Int64
        /// The selector, the port and the address.
        let place: String
        /// What the port is opened for: servers of another manner cannot share it.
        let manner: String

        static let manners = ["HTTP", "TLS"] + plain
        private static let plain = ServiceProtocol.allCases.filter { $0.isTCP && !$0.isTLS }.map(\.name)

        init?(_ server: Field, selector: String) {
            field = server["port"]["protocol"]
            guard let number = server["port"]["number"].int, let text = field.string else { return nil }
            self.number = number
            place = "\(selector)\n\(number)\n\(server["bind"].string ?? "")"
            let spoken = ServiceProtocol(text)
            if spoken?.isHTTP ?? false {
                manner = "HTTP"
            } else if case .object = server["tls"].value {
                manner = "TLS"
            } else if let spoken, Self.plain.contains(spoken.name) {
                manner = spoken.name
            } else {
                return nil
            }
        }
    }
}

extension SetIndex {
    /// Gateways by what they open: selector, port, address and manner.
    fileprivate static let gatewayOpenings = SetIndex("gateways by opened port", of: [.gateway]) { gateway in
        SharedGatewayPorts.openings(of: gateway).map { "\($0.place)\n\($0.manner)" }
    }
}
