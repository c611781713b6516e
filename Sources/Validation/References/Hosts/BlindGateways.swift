import Domain

/// Gateways whose pods see none of the DestinationRules that a route of theirs needs. A proxy has the rules that its
/// own namespace sees, wherever the VirtualService is that sends to their subsets (istiod's `destinationRule` in
/// push_context.go).
struct BlindGateways {
    private let bound: RouteBinding
    private let subject: Subject

    init(_ subject: Subject) {
        self.subject = subject
        bound = RouteBinding(subject)
    }

    /// A gateway, and the namespaces of its pods.
    struct Blind {
        let gateway: KnownObject
        let namespaces: [String]
    }

    /// The first gateway of a route that surely does not see any of `rules`; `nil` where there is none.
    ///
    /// - Parameter route: The rule of the VirtualService, whose matches may leave out gateways.
    func first(of route: Field, without rules: [KnownObject]) -> Blind? {
        let matches = route["match"].elements
        let names = matches.isEmpty ? bound.names : matches.flatMap { bound.names(of: $0) }
        return names.lazy.filter { $0 != RouteBinding.mesh }.compactMap { bound.gateways([$0])?.first }
            .compactMap { gateway in
                let namespaces = namespaces(of: gateway)
                // Which of several namespaces has the pods that serve the gateway is istiod's setting.
                let isBlind = !namespaces.contains { place in rules.contains { subject.sees($0, from: place) } }
                return isBlind && !namespaces.isEmpty ? Blind(gateway: gateway, namespaces: namespaces) : nil
            }.first
    }

    /// Empty where its pods are not known.
    private func namespaces(of gateway: KnownObject) -> [String] {
        let selector = LabelText.of(gateway.spec["selector"].texts)
        let known = subject.set.fact(GatewayWorkloads.bySelector)[selector]?.workloads ?? []
        return Set(known.map(\.namespace)).sorted()
    }
}
