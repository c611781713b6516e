import Domain

/// What Gateways and ReferenceGrants of the Gateway API refer to.
enum KubernetesReferences {
    static let family = RuleFamily(
        "references of the Gateway API", codes: [.unknownGatewayClass, .unlistedGatewayClass, .unknownGrantNamespace],
        kinds: [.kubernetesGateway, .referenceGrant], scope: .set
    ) { subject in
        subject.object.kind == .referenceGrant ? namespaces(subject) : gatewayClass(subject)
    }

    private static func gatewayClass(_ subject: Subject) -> [Remark] {
        let field = subject.spec["gatewayClassName"]
        guard let name = field.string, subject.set.isKnown(.gatewayClass),
            subject.set.object(.gatewayClass, "", name) == nil,
            subject.set.listed.contains(.gatewayClass) || !PlatformGatewayClasses.has(name)
        else { return [] }
        let meant = PlatformGatewayClasses.meant(by: name, in: subject.set).map { "did you mean \($0)?" }
        guard subject.set.listed.contains(.gatewayClass) else {
            return [
                Remark(
                    .unlistedGatewayClass, field, "is none of the GatewayClasses that are known",
                    hint: meant ?? "correct the name, or name a file with the GatewayClass as context")
            ]
        }
        return [
            Remark(
                .unknownGatewayClass, field, "is no GatewayClass that there is, so nobody serves the Gateway",
                hint: meant ?? "name a GatewayClass that there is, or install the one that is meant")
        ]
    }

    private static func namespaces(_ subject: Subject) -> [Remark] {
        guard subject.set.knowsNamespaces else { return [] }
        return subject.spec["from"].elements.compactMap { from in
            guard let name = from["namespace"].string, !subject.set.isNamespace(name) else { return nil }
            return Remark(
                .unknownGrantNamespace, from["namespace"], "is no namespace that there is",
                hint: "name a namespace that there is")
        }
    }
}
