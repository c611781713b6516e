import Domain

/// What a Server does with requests that nothing authorizes: `accessPolicy`, without which it denies.
enum ServerDefaults {
    static let family = RuleFamily(
        "linkerd-server-default",
        codes: [.serverDeniesAll, .serverDeniesRest, .accessPolicyOpens, .accessPolicyAudits],
        kinds: [.server], scope: .set
    ) { subject in
        let field = subject.spec["accessPolicy"]
        let policy = field.string ?? "deny"
        let authorizations = subject.set.linkerdAuthorizations(of: subject.object)
        switch policy {
        case "deny":
            return authorizations.isEmpty && !isAuthorizedByRoutes(subject) ? denies(subject, field) : []
        case "audit":
            return [
                Remark(
                    .accessPolicyAudits, field,
                    "lets every request through and only notes those that nothing authorizes",
                    hint: "change it to deny once the notes have shown nobody that is needed")
            ]
        default:
            guard LinkerdServers.accessPolicies.contains(policy), let first = authorizations.first else { return [] }
            return [
                Remark(
                    .accessPolicyOpens, field,
                    "lets in \(clients(policy)) besides those that \(first.kind) \(first.name) authorizes",
                    hint: "use deny to let in only what is authorized"
                ).naming(first)
            ]
        }
    }

    private static func clients(_ policy: String) -> String {
        let place = policy.hasPrefix("cluster") ? " of the cluster" : ""
        return policy.hasSuffix("unauthenticated") ? "everybody\(place)" : "every client\(place) with an identity"
    }

    /// Of a Server that is looked at without anything around it nothing can be said.
    private static func denies(_ subject: Subject, _ field: Field) -> [Remark] {
        let (set, namespace) = (subject.set, subject.object.namespace)
        if set.isKnown(.serverAuthorization, in: namespace)
            || set.isKnown(.linkerdAuthorizationPolicy, in: namespace)
        {
            return [
                Remark(
                    .serverDeniesAll, field, "nothing authorizes requests to this Server, so it denies all of them",
                    hint: "add an AuthorizationPolicy for it, or accessPolicy: audit to see what it would deny")
            ]
        }
        guard set.isKnown(.service) || set.knowsWorkloads else { return [] }
        return [
            Remark(
                .serverDeniesRest, field,
                "the Server denies what no AuthorizationPolicy or ServerAuthorization lets in",
                hint: "make those first; accessPolicy: audit shows what would be denied")
        ]
    }

    /// Whether a policy for a route of the Server lets something in.
    private static func isAuthorizedByRoutes(_ subject: Subject) -> Bool {
        let server = subject.object
        return subject.set.objects(.linkerdRouteParents, RouteParent.word(.server, server.namespace, server.name))
            .contains { route in
                !subject.set.objects(.linkerdAuthorizations, "route \(route.namespace)/\(route.name)").isEmpty
            }
    }
}
