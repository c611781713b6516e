import Domain

/// Applications that run as the user of the proxy: their traffic is taken for the proxy's own. Linkerd's proxy runs as
/// another user.
enum ProxyUsers {
    static let family = RuleFamily(
        "users of containers", codes: [.proxyUser], kinds: [.pod, .deployment], scope: .set
    ) { subject in
        guard !subject.isOfControlPlane, !subject.isOfKubernetes, !subject.set.fact(.isLinkerdAlone)
        else { return [] }
        let spec = subject.object.kind == .pod ? subject.spec : subject.spec["template"]["spec"]
        let applications = spec["containers"].elements.filter {
            !["istio-proxy", "istio-operator"].contains($0["name"].string ?? "")
        }
        let users = ([spec] + applications).map { $0["securityContext"]["runAsUser"] }
        guard let user = users.first(where: { $0.int == 1337 }) else { return [] }
        return [
            Remark(
                .proxyUser, user, "1337 is the user of Istio's proxy", hint: "run the application as another user")
        ]
    }
}
