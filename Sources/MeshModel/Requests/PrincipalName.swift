/// The name that Istio knows a workload by: `cluster.local/ns/default/sa/reviews`, a SPIFFE ID without its `spiffe://`
/// (Istio's security concepts, "Istio identity").
package struct PrincipalName: Hashable, Sendable {
    package let trustDomain: String
    package let namespace: String
    package let account: String

    package init(trustDomain: String, namespace: String, account: String) {
        self.trustDomain = trustDomain
        self.namespace = namespace
        self.account = account
    }

    /// `nil` where the text is not of that form. Patterns are taken as they stand.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[1] == "ns", parts[3] == "sa" else { return nil }
        self.init(trustDomain: String(parts[0]), namespace: String(parts[2]), account: String(parts[4]))
    }
}
