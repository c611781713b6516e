import Domain

/// An istiod that fetches keys from wherever a RequestAuthentication says, addresses inside the cluster included.
enum TokenSources {
    static let family = RuleFamily(
        "sources of keys", codes: [.unrestrictedKeys], kinds: [.deployment], scope: .set
    ) { subject in
        guard subject.object.labels["app"] == "istiod", subject.set.has(.requestAuthentication) else { return [] }
        let containers = subject.spec["template"]["spec"]["containers"]
        let isRestricted = containers.elements.contains { container in
            container["env"].elements.contains {
                $0["name"].string == "BLOCKED_CIDRS_IN_JWKS_URIS" && !$0["value"].isEmpty
            }
        }
        guard !isRestricted else { return [] }
        return [
            Remark(
                .unrestrictedKeys, containers,
                "BLOCKED_CIDRS_IN_JWKS_URIS is not set, and there are RequestAuthentications",
                hint: "list the addresses that no jwksUri may lead to")
        ]
    }
}
