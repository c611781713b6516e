import Domain

/// What Linkerd refuses in its own AuthorizationPolicy.
enum LinkerdAuthorizationPolicies {
    static let targets: [ObjectKind] = [.server, .namespace, .linkerdHTTPRoute, .httpRoute, .grpcRoute]

    static let family = RuleFamily(
        "linkerd-authorization-policy",
        codes: [.policyTarget, .policyForeignNamespace, .authenticationKind, .authenticationTwice],
        kinds: [.linkerdAuthorizationPolicy]
    ) { subject in
        target(subject) + authentications(subject.spec["requiredAuthenticationRefs"])
    }

    private static func target(_ subject: Subject) -> [Remark] {
        guard let target = TargetReference(subject.spec["targetRef"]) else { return [] }
        guard target.isOne(of: targets) else {
            return [
                Remark(
                    .policyTarget, target.field["kind"], "\(target.description) is nothing that Linkerd can authorize",
                    hint: "use Server, HTTPRoute or GRPCRoute with their groups, or Namespace without one")
            ]
        }
        guard target.isA(.namespace), let name = target.name, name != subject.object.namespace else { return [] }
        return [
            Remark(
                .policyForeignNamespace, target.field["name"], "is not the policy's own namespace",
                hint: "put the policy into namespace \(name)")
        ]
    }

    private static func authentications(_ field: Field) -> [Remark] {
        let references = field.elements.compactMap { TargetReference($0) }
        let clients = references.filter { $0.isOne(of: [.meshTLSAuthentication, .serviceAccount]) }
        let networks = references.filter { $0.isA(.networkAuthentication) }
        let unknown = references.filter {
            !$0.isOne(of: [.meshTLSAuthentication, .serviceAccount, .networkAuthentication])
        }
        return clients.dropFirst().map {
            Remark(
                .authenticationTwice, $0.field, "is a second MeshTLSAuthentication or ServiceAccount",
                hint: "put all identities into one MeshTLSAuthentication")
        }
            + networks.dropFirst().map {
                Remark(
                    .authenticationTwice, $0.field, "is a second NetworkAuthentication",
                    hint: "put all networks into one NetworkAuthentication")
            }
            + unknown.map {
                Remark(
                    .authenticationKind, $0.field["kind"], "\($0.description) is no authentication",
                    hint: "use MeshTLSAuthentication, NetworkAuthentication or ServiceAccount with their groups")
            }
    }
}
