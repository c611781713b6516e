import Domain

/// A Gateway is served by pods that its selector finds.
enum GatewayPods {
    static let family = RuleFamily(
        "pods of gateways", codes: [.gatewayWithoutPods], kinds: [.gateway], scope: .set
    ) { subject in
        let field = subject.spec["selector"]
        let namespace = subject.settings.gatewayToNamespace ? subject.object.namespace : nil
        guard let labels = field.labelSelector, subject.set.knowsWorkloads,
            !subject.set.hasWorkload(selectedBy: labels, in: namespace), !isInstallation(labels, subject.set)
        else { return [] }
        return [
            Remark(
                .gatewayWithoutPods, field, "selects no pods\(namespace.map { " of namespace \($0)" } ?? "")",
                hint: "compare the labels with those of the gateway's pods")
        ]
    }

    /// The gateways of Istio's own installation are seldom part of a set of files; where nothing of it is known,
    /// nothing is said.
    private static func isInstallation(_ labels: [String: String], _ set: ValidationSet) -> Bool {
        guard let name = labels["istio"], name == "ingressgateway" || name == "egressgateway" else { return false }
        return !["ingressgateway", "egressgateway", "pilot"].contains {
            set.hasWorkload(selectedBy: ["istio": $0], in: nil)
        }
    }
}
