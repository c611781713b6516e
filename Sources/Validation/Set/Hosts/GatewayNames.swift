extension ValidationSet {
    /// Whether anything can be said about gateways that are not known.
    var knowsGateways: Bool { has(.gateway) || has(.kubernetesGateway) }

    /// The Gateway, Istio's or else the Gateway API's, that an object of `namespace` means by a name or by
    /// `<namespace>/<name>`.
    func gateway(_ reference: String, from namespace: String) -> KnownObject? {
        let (place, name) = Self.place(reference, from: namespace)
        return object(.gateway, place, name) ?? object(.kubernetesGateway, place, name)
    }

    /// Namespace and name that a reference means, written as a name or as `<namespace>/<name>`.
    static func place(_ reference: String, from namespace: String) -> (namespace: String, name: String) {
        guard let slash = reference.firstIndex(of: "/") else { return (namespace, reference) }
        let place = String(reference[..<slash])
        return (place == "." ? namespace : place, String(reference[reference.index(after: slash)...]))
    }
}
