import Domain

/// An AuthorizationPolicy that asks who the client is needs clients that say so: mTLS.
enum PolicyNeedsMTLS {
    static let family = RuleFamily(
        "policy needs mTLS", codes: [.policyWithoutMTLS], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let needs = needs(subject)
        guard !needs.isEmpty, let labels = subject.selectorField.labelSelector,
            !MTLSInForce(subject: subject).reaches(labels, in: subject.object.namespace)
        else { return [] }
        return needs.map {
            Remark(
                .policyWithoutMTLS, $0, "needs clients that use mTLS, and here they do not",
                hint: "set mTLS to STRICT with a PeerAuthentication, and DestinationRules that do not switch it off")
        }
    }

    private static let peers = [
        "principals", "notPrincipals", "namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts",
        "trustDomains", "notTrustDomains",
    ]
    private static let conditions: Set = [
        "source.namespace", "source.principal", "source.serviceAccount", "source.trustDomain", "connection.sni",
    ]

    private static func needs(_ subject: Subject) -> [Field] {
        subject.spec["rules"].elements.flatMap { rule in
            let sources = rule["from"].elements.flatMap { from in peers.map { from["source"][$0] } }
            return sources.filter { !($0.value.array ?? []).isEmpty }
                + rule["when"].elements.filter { $0["key"].string.map(conditions.contains) ?? false }
        }
    }
}
