extension ValidationSet {
    /// Whether it is known which Gateways the namespace has that an object of `namespace` means by a reference. A
    /// gateway that teams share is most often of another one.
    func knowsGateways(like reference: String, from namespace: String) -> Bool {
        let place = GatewayName(reference, from: namespace)
        return isKnown(.gateway, in: place.namespace) || isKnown(.kubernetesGateway, in: place.namespace)
    }

    /// The Gateway, Istio's or else the Gateway API's, that an object of `namespace` means by a name or by
    /// `<namespace>/<name>`. istiod still reads `<name>.<namespace>` as well, whatever follows.
    func gateway(_ reference: String, from namespace: String) -> KnownObject? {
        let (place, name) = Self.place(reference, from: namespace)
        if let found = object(.gateway, place, name) ?? object(.kubernetesGateway, place, name) { return found }
        let words = reference.split(separator: ".", omittingEmptySubsequences: false)
        guard words.count > 1, !reference.contains("/") else { return nil }
        return object(.gateway, String(words[1]), String(words[0]))
    }

    /// Namespace and name that a reference means, written as a name or as `<namespace>/<name>`.
    static func place(_ reference: String, from namespace: String) -> (namespace: String, name: String) {
        guard let slash = reference.firstIndex(of: "/") else { return (namespace, reference) }
        let place = String(reference[..<slash])
        return (place == "." ? namespace : place, String(reference[reference.index(after: slash)...]))
    }
}
