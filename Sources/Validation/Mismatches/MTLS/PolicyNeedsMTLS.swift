import Domain

/// An AuthorizationPolicy that asks who the client is needs clients that say so: mTLS.
enum PolicyNeedsMTLS {
    static let family = RuleFamily(
        "policy needs mTLS", codes: [.policyWithoutMTLS], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let needs = needs(subject)
        guard !needs.isEmpty, let selected = subject.selectorField.labelSelector else { return [] }
        let pods = PolicyPods(subject, selected)
        let labels = pods.labels
        let isReached = MTLSInForce(subject: subject).reaches(labels, in: subject.object.namespace)
        let services = PlainServices(subject, labels)
        let modes = PortModes(subject, labels)
        let found = needs.compactMap { need -> Remark? in
            let asked = AskedPorts.of(need.rule, served: services.podPorts)
            if let modes, let isOn = asked.flatMap(modes.takeMutual), isOn != isReached {
                return isOn ? nil : atPorts(need.field, modes.policy)
            }
            let plain = isReached ? services.rules(at: asked) : []
            return isReached && plain.isEmpty ? nil : remark(need.field, plain)
        }
        return found.isEmpty ? pods.closed.map { closed in needs.map { ofSome($0.field, closed) } } ?? [] : found
    }

    private static func atPorts(_ need: Field, _ policy: KnownObject) -> Remark {
        Remark(
            .policyWithoutMTLS, need, "needs clients that use mTLS, and \(policy.key) switches it off at the ports",
            hint: "set portLevelMtls of these ports to STRICT or PERMISSIVE, or leave it out"
        ).naming(policy)
    }

    private static func ofSome(_ need: Field, _ closed: (workload: Workload, policy: KnownObject)) -> Remark {
        Remark(
            .policyWithoutMTLS, need,
            "needs clients that use mTLS, and \(closed.policy.key) switches it off for the pods of "
                + "\(closed.workload.object.key): nobody is let in there",
            hint: "set mTLS of these pods to STRICT or PERMISSIVE, or allow by something else"
        ).naming(closed.policy, closed.workload.object)
    }

    /// - Parameter plain: The DestinationRules that it is because of, where it is no PeerAuthentication.
    private static func remark(_ need: Field, _ plain: [KnownObject]) -> Remark {
        let because = plain.first.map { "\($0.key) makes them send no certificate" } ?? "here they do not"
        return Remark(
            .policyWithoutMTLS, need, "needs clients that use mTLS, and \(because)",
            hint: "set mTLS to STRICT with a PeerAuthentication, and DestinationRules that do not switch it off"
        ).naming(plain.map(\.key))
    }
}

extension PolicyNeedsMTLS {
    private static let peers = ["principals", "namespaces", "serviceAccounts", "trustDomains"]
    private static let others = ["notPrincipals", "notNamespaces", "notServiceAccounts", "notTrustDomains"]
    private static let conditions: Set = [
        "source.namespace", "source.principal", "source.serviceAccount", "source.trustDomain", "connection.sni",
    ]

    private static func needs(_ subject: Subject) -> [(rule: Field, field: Field)] {
        subject.spec["rules"].elements.flatMap { rule in
            let sources = rule["from"].elements.flatMap { from in (peers + others).map { from["source"][$0] } }
            let fields = sources.filter(isGiven) + rule["when"].elements.filter(isAboutPeers)
            return fields.map { (rule, $0) }
        }
    }

    /// Whether a rule matches no request of somebody whose name is not known.
    static func asksForPeers(_ rule: Field) -> Bool {
        let sources = rule["from"].elements.map { $0["source"] }
        return !sources.isEmpty && sources.allSatisfy { source in peers.contains { isGiven(source[$0]) } }
            || rule["when"].elements.contains { isAboutPeers($0) && isGiven($0["values"]) }
    }

    private static func isGiven(_ list: Field) -> Bool { !(list.value.array ?? []).isEmpty }

    private static func isAboutPeers(_ condition: Field) -> Bool {
        condition["key"].string.map(conditions.contains) ?? false
    }
}
