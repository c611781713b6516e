import Domain

/// A Gateway is served by pods that its selector finds.
enum GatewayPods {
    static let family = RuleFamily(
        "pods of gateways", codes: [.gatewayWithoutPods], kinds: [.gateway], scope: .set
    ) { subject in
        let field = subject.spec["selector"]
        let namespace = subject.settings.gatewayToNamespace ? subject.object.namespace : nil
        guard let labels = field.labelSelector, !subject.set.hasWorkload(selectedBy: labels, in: namespace),
            subject.set.knowsGatewayPods(like: labels)
                || namespace != nil && subject.set.hasWorkload(selectedBy: labels, in: nil)
        else { return [] }
        return [
            Remark(
                .gatewayWithoutPods, field, "selects no pods\(namespace.map { " of namespace \($0)" } ?? "")",
                hint: "compare the labels with those of the gateway's pods")
        ]
    }
}
