import Domain

/// Gateways of the Gateway API that ask for the same address, or open the same host on the same port.
enum KubernetesGatewayOverlaps {
    static let family = RuleFamily(
        "overlapping Gateway API gateways", codes: [.sameListener, .sameAddress, .repeatedListener],
        kinds: [.kubernetesGateway], scope: .set
    ) { subject in
        let listeners = subject.spec["listeners"].elements
        var names: [String: Set<String>] = [:]
        for listener in listeners { names[word(listener: listener), default: []].insert(listener["name"].string ?? "") }
        return listeners.flatMap { listener in
            let word = word(listener: listener)
            return word.isEmpty ? [] : repeated(listener, names[word]?.count ?? 0) + shared(listener, word, subject)
        } + subject.spec["addresses"].elements.flatMap { address($0, subject) }
    }

    private static func repeated(_ listener: Field, _ count: Int) -> [Remark] {
        guard count > 1 else { return [] }
        return [
            Remark(
                .repeatedListener, listener["name"], "has host, port and protocol of another listener of the Gateway",
                hint: "keep one of them")
        ]
    }

    private static func shared(_ listener: Field, _ word: String, _ subject: Subject) -> [Remark] {
        other(word, subject, where: { isRefused(listener, beside: $0, subject) }).map {
            [
                Remark(
                    .sameListener, listener["hostname"],
                    "is opened on the same port by Gateway \($0.namespace)/\($0.name)",
                    hint: "tell the hosts apart"
                ).naming($0)
            ]
        } ?? []
    }

    private static func address(_ address: Field, _ subject: Subject) -> [Remark] {
        let word = word(address: address)
        guard !word.isEmpty, let other = other(word, subject) else { return [] }
        return [
            Remark(
                .sameAddress, address["value"],
                "is an address that Gateway \(other.namespace)/\(other.name) asks for too",
                hint: "give each Gateway its own address"
            ).naming(other)
        ]
    }

    private static func other(
        _ word: String, _ subject: Subject, where isMeant: (KnownObject) -> Bool = { _ in true }
    ) -> KnownObject? {
        subject.set.objects(.listeners, word).first { $0.key != subject.object.key && isMeant($0) }
    }

    /// Istio runs proxies for each Gateway by itself, so that the same host in two is no conflict. Gateways that name
    /// one Service as their address share its proxies: those serve both for HTTP, and for TLS only the first (istiod's
    /// `MergeGateways`). Other implementations may put all Gateways of a class into one.
    private static func isRefused(_ listener: Field, beside other: KnownObject, _ subject: Subject) -> Bool {
        let own = subject.object
        guard [own, other].allSatisfy({ GatewayController(of: $0, in: subject.set).isIstio }) else {
            return own.spec["gatewayClassName"].string == other.spec["gatewayClassName"].string
        }
        let shared = addresses(of: own).intersection(addresses(of: other))
        return shared.contains { $0.hasPrefix("address") } || !shared.isEmpty && listener["protocol"].string != "HTTP"
    }

    /// Each with its type; a host by its full name.
    private static func addresses(of gateway: KnownObject) -> Set<String> {
        Set(
            gateway.spec["addresses"].elements.map { address in
                let host = HostName.qualified(address["value"].string ?? "", in: gateway.namespace)
                return address["type"].string == "Hostname" ? "host\n\(host)" : word(address: address)
            }.filter { !$0.isEmpty })
    }

    /// Empty where a listener is for all hosts.
    fileprivate static func word(listener: Field) -> String {
        guard let host = listener["hostname"].string, let port = listener["port"].int,
            let protocolName = listener["protocol"].string
        else { return "" }
        return "listener\n\(host)\n\(port)\n\(protocolName)"
    }

    /// Empty where Gateways may share the address: a host names the Service of a gateway that there is, which serves
    /// all that name it (Istio's manual deployment).
    fileprivate static func word(address: Field) -> String {
        guard address["type"].string == "IPAddress", let value = address["value"].string, !value.isEmpty else {
            return ""
        }
        return "address\n\(value)"
    }
}

extension SetIndex {
    /// Gateways of the Gateway API by their listeners and addresses.
    fileprivate static let listeners = SetIndex("Gateway API listeners", of: [.kubernetesGateway]) { gateway in
        gateway.spec["listeners"].elements.map { KubernetesGatewayOverlaps.word(listener: $0) }
            + gateway.spec["addresses"].elements.map { KubernetesGatewayOverlaps.word(address: $0) }
    }
}
