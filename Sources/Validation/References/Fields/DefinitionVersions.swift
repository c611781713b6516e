import Domain

/// Definitions of the Gateway API that are too old for istiod, which then passes over all their objects.
enum DefinitionVersions {
    static let family = RuleFamily(
        "versions of the Gateway API", codes: [.oldDefinition], kinds: [.customResourceDefinition], scope: .set
    ) { subject in
        let version = subject.root["metadata"]["annotations"]["gateway.networking.k8s.io/bundle-version"]
        guard let least = least[subject.object.name], let text = version.string, let installed = MeshVersion(text),
            installed < least
        else { return [] }
        return [
            Remark(
                .oldDefinition, version, "\(subject.object.name) is \(text), and istiod wants \(least) at least",
                hint: "install a newer release of the Gateway API's definitions")
        ]
    }

    /// What istiod of the newest known version wants.
    private static let least: [String: MeshVersion] = [
        "grpcroutes.gateway.networking.k8s.io": MeshVersion(1, 1),
        "backendtlspolicies.gateway.networking.k8s.io": MeshVersion(1, 4),
        "tlsroutes.gateway.networking.k8s.io": MeshVersion(1, 5),
        "tcproutes.gateway.networking.k8s.io": MeshVersion(1, 6),
    ]
}
