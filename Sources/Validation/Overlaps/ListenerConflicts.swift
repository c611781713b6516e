import Domain

/// Listeners of a Gateway, and of the ListenerSets that belong to it, that cannot stand beside one another. The one
/// that comes first is served.
enum ListenerConflicts {
    static let family = RuleFamily(
        "conflicts of listeners", codes: [.listenersOfTwoProtocols, .listenersOfOneHost],
        kinds: Set(KubernetesRoutes.listenerHolders), scope: .set
    ) { subject in
        let lost = lost(subject)
        guard !lost.isEmpty else { return [] }
        return subject.spec["listeners"].elements.enumerated().compactMap { index, listener in
            guard let loss = lost[index], !isTold(listener, loss, subject.object) else { return nil }
            return remark(listener, loss, subject.object)
        }
    }

    /// Of two equal listeners of a Gateway, both of which name the host, another family speaks.
    private static func isTold(_ listener: Field, _ loss: Loss, _ holder: KnownObject) -> Bool {
        loss.isOfHost && loss.holder == holder.key && holder.kind == .kubernetesGateway && !listener["hostname"].isEmpty
    }

    /// What a listener loses to.
    fileprivate struct Loss: Sendable {
        let listener: String
        let protocolName: String
        let holder: KnownObject.Key
        /// Whether both are for the same host and protocol.
        let isOfHost: Bool
    }

    fileprivate typealias Losses = [KnownObject.Key: [Int: Loss]]

    private static func lost(_ subject: Subject) -> [Int: Loss] {
        guard GatewayController(serving: subject.object, in: subject.set) == .gateways else { return [:] }
        if subject.object.kind == .kubernetesGateway {
            return Ports.losses([subject.object])[subject.object.key] ?? [:]
        }
        return subject.set.fact(.listenerLosses)[subject.object.key] ?? [:]
    }

    private static func remark(_ listener: Field, _ loss: Loss, _ holder: KnownObject) -> Remark {
        let isOwn = loss.holder == holder.key
        let other = "listener \(loss.listener)" + (isOwn ? "" : " of \(loss.holder)")
        let remark =
            loss.isOfHost
            ? Remark(
                .listenersOfOneHost, listener["hostname"].exists ? listener["hostname"] : listener["port"],
                "is opened on the same port by \(other)", hint: "keep one of them, or tell the hosts apart")
            : Remark(
                .listenersOfTwoProtocols, listener["protocol"],
                "cannot share port \(listener["port"].int ?? 0) with \(loss.protocolName), for which \(other) opens it",
                hint: "give each protocol a port of its own")
        return isOwn ? remark : remark.naming([loss.holder])
    }

    /// What is open already, port by port.
    fileprivate struct Ports {
        private struct Open {
            let loss: Loss
            let manner: Manner
        }

        /// What a port is opened for: listeners of another manner cannot share it.
        private enum Manner { case plain, secured, stream }

        private static let manners: [String: Manner] = [
            "HTTP": .plain, "HTTPS": .secured, "TLS": .secured, "TCP": .stream,
        ]

        /// The first of each port …
        private var first: [Int64: Open] = [:]
        /// … and of each host on it.
        private var hosts: [Int64: [String: Loss]] = [:]

        /// What the listeners of objects lose, which come in this order.
        static func losses(_ holders: [KnownObject]) -> Losses {
            var ports = Ports()
            return holders.reduce(into: [:]) { losses, holder in
                for (index, listener) in holder.spec["listeners"].elements.enumerated() {
                    guard let loss = ports.open(listener, of: holder) else { continue }
                    losses[holder.key, default: [:]][index] = loss
                }
            }
        }

        /// Answers what the listener loses to; `nil` where it is open now.
        private mutating func open(_ listener: Field, of holder: KnownObject) -> Loss? {
            guard let port = listener["port"].int, let name = listener["protocol"].string,
                let manner = Self.manners[name]
            else { return nil }
            let host = listener["hostname"].string ?? ""
            func loss(isOfHost: Bool) -> Loss {
                Loss(
                    listener: listener["name"].string ?? "", protocolName: name, holder: holder.key, isOfHost: isOfHost)
            }
            if let other = first[port], other.manner != manner || manner == .stream { return other.loss }
            if let other = hosts[port]?[host] {
                return Loss(
                    listener: other.listener, protocolName: other.protocolName, holder: other.holder,
                    isOfHost: other.protocolName == name)
            }
            if first[port] == nil { first[port] = Open(loss: loss(isOfHost: false), manner: manner) }
            hosts[port, default: [:]][host] = loss(isOfHost: false)
            return nil
        }
    }
}

extension SetFact<ListenerConflicts.Losses> {
    /// What the listeners of ListenerSets lose to those of their Gateways and of one another.
    fileprivate static var listenerLosses: SetFact {
        SetFact("losses of listeners") { set in
            set.objects(.kubernetesGateway).reduce(into: [:]) { losses, gateway in
                let taken = ListenerSets.taken(by: gateway, in: set)
                guard !taken.isEmpty else { return }
                losses.merge(ListenerConflicts.Ports.losses([gateway] + taken)) { $1 }
            }
        }
    }
}
