import Domain

/// Gateways for the same pods with a port and a host in common: the later one's server is left out.
enum GatewayOverlaps {
    static let family = RuleFamily(
        "hosts of Gateways", codes: [.gatewayConflict], kinds: [.gateway], scope: .set
    ) { subject in
        let own = LabelText.of(subject.spec["selector"].texts)
        let sharing = subject.set.fact(GatewayWorkloads.bySelector)[own]?.sharing ?? []
        return subject.spec["servers"].elements.compactMap { server -> Remark? in
            for host in server["hosts"].elements {
                guard let text = host.string else { continue }
                let place = place(server, text, of: subject.object)
                var others = OtherObjects(than: subject.object)
                for selector in [own] + sharing {
                    others.add(subject.set.objects(index, "\(selector)\n\(place)").lazy.filter { isNear($0, subject) })
                }
                guard others.isEmpty else { return remark(host, server, others) }
            }
            return nil
        }
    }

    private static func remark(_ host: Field, _ server: Field, _ others: OtherObjects) -> Remark {
        let port = server["port"]["number"].int ?? 0
        return Remark(
            .gatewayConflict, host, "\(others.names) listens for the host on port \(port) of the same pods",
            hint: "keep the host in one Gateway, or use another port or other pods"
        ).naming(others.known)
    }

    /// Whether the other Gateway can take the same pods where Gateways take those of their namespace only.
    private static func isNear(_ other: KnownObject, _ subject: Subject) -> Bool {
        !subject.settings.gatewayToNamespace || other.namespace == subject.object.namespace
    }

    /// Where a server listens, and for what.
    private static func place(_ server: Field, _ host: String, of gateway: KnownObject) -> String {
        let port = server["port"]["number"].int ?? 0
        let (namespace, name) = GatewayHosts.split(host, of: gateway.namespace)
        return "\(port)\n\(server["bind"].string ?? "")\n\(namespace ?? "*")/\(name)"
    }

    private static let index = SetIndex("gateway servers", of: [.gateway]) { gateway in
        let selector = LabelText.of(gateway.spec["selector"].texts)
        return gateway.spec["servers"].elements.flatMap { server in
            server["hosts"].strings.map { "\(selector)\n\(place(server, $0, of: gateway))" }
        }
    }
}
