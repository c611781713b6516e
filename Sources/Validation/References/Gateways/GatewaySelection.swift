import Domain

/// The pods that a Gateway configures: there must be some, and a Service must lead to each port.
enum GatewaySelection {
    static let family = RuleFamily(
        "pods and ports of Gateways", codes: [.unmatchedSelector, .gatewayPortNotOnService], kinds: [.gateway],
        scope: .set
    ) { subject in
        let labels = subject.spec["selector"].texts
        let text = LabelText.of(labels)
        guard subject.set.knowsWorkloads, let known = subject.set.fact(GatewayWorkloads.bySelector)[text] else {
            return []
        }
        guard !known.workloads.isEmpty else {
            guard subject.set.knowsGatewayPods(like: labels), !subject.set.hasMadePods(selectedBy: labels, in: nil)
            else { return [] }
            return [
                Remark(
                    .unmatchedSelector, subject.spec["selector"], "no pod has the labels \(text)",
                    hint: "write the labels of the gateway's pods; by default they are istio=ingressgateway")
            ]
        }
        // Files may well have the pods of a gateway and not its Service.
        guard known.workloads.contains(where: { subject.set.isKnown(.service, in: $0.namespace) }) else { return [] }
        return ports(subject, known.ports, text)
    }

    private static func ports(_ subject: Subject, _ open: Set<Int64>, _ selector: String) -> [Remark] {
        var named: Set<Int64> = []
        return subject.spec["servers"].elements.compactMap { server -> Remark? in
            let number = server["port"]["number"]
            guard let port = number.int, !open.contains(port), named.insert(port).inserted else { return nil }
            let list = open.sorted().map(String.init).joined(separator: ", ")
            return Remark(
                .gatewayPortNotOnService, number,
                "no Service before the pods with \(selector.isEmpty ? "any labels" : selector) has port \(port)",
                hint: open.isEmpty ? "no Service selects these pods" : "open are \(list)")
        }
    }
}
