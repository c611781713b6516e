import Domain

/// An AuthorizationPolicy that asks who the client is needs clients that say so: mTLS.
enum PolicyNeedsMTLS {
    static let family = RuleFamily(
        "policy needs mTLS", codes: [.policyWithoutMTLS], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let needs = needs(subject)
        guard !needs.isEmpty, let labels = subject.selectorField.labelSelector else { return [] }
        let isReached = MTLSInForce(subject: subject).reaches(labels, in: subject.object.namespace)
        let plain = isReached ? PlainServices(subject).rules(before: labels) : []
        let ports = PortModes(subject, labels)
        return needs.compactMap { need in
            if let ports, let isOn = ports.takeMutual(need.rule), isOn != isReached {
                return isOn ? nil : atPorts(need.field, ports.policy)
            }
            return isReached && plain.isEmpty ? nil : remark(need.field, plain)
        }
    }

    private static func atPorts(_ need: Field, _ policy: KnownObject) -> Remark {
        Remark(
            .policyWithoutMTLS, need, "needs clients that use mTLS, and \(policy.key) switches it off at the ports",
            hint: "set portLevelMtls of these ports to STRICT or PERMISSIVE, or leave it out"
        ).naming(policy)
    }

    /// - Parameter plain: The DestinationRules that it is because of, where it is no PeerAuthentication.
    private static func remark(_ need: Field, _ plain: [KnownObject]) -> Remark {
        let because = plain.first.map { "\($0.key) makes them send no certificate" } ?? "here they do not"
        return Remark(
            .policyWithoutMTLS, need, "needs clients that use mTLS, and \(because)",
            hint: "set mTLS to STRICT with a PeerAuthentication, and DestinationRules that do not switch it off"
        ).naming(plain.map(\.key))
    }

    private static let peers = [
        "principals", "notPrincipals", "namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts",
        "trustDomains", "notTrustDomains",
    ]
    private static let conditions: Set = [
        "source.namespace", "source.principal", "source.serviceAccount", "source.trustDomain", "connection.sni",
    ]

    private static func needs(_ subject: Subject) -> [(rule: Field, field: Field)] {
        subject.spec["rules"].elements.flatMap { rule in
            let sources = rule["from"].elements.flatMap { from in peers.map { from["source"][$0] } }
            let fields =
                sources.filter { !($0.value.array ?? []).isEmpty }
                + rule["when"].elements.filter { $0["key"].string.map(conditions.contains) ?? false }
            return fields.map { (rule, $0) }
        }
    }
}
