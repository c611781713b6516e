import Domain

/// AuthorizationPolicies ask who calls and with which token. They are users of what makes that known, though they name
/// none of it: the mTLS of servers and of their clients, and the rules for tokens.
struct IdentityUsers {
    let set: ValidationSet
    let rootNamespace: String

    /// The AuthorizationPolicies that an object may have to do with.
    ///
    /// - Parameter new: The object as it is to be; `nil`: it goes.
    func users(of old: KnownObject, _ new: KnownObject?) -> [KnownObject] {
        switch old.kind {
        case .peerAuthentication, .requestAuthentication: policies(in: old.namespace)
        case .destinationRule:
            isTLSSame(old, new) ? [] : places([old, new]).flatMap(policies)
        default: []
        }
    }

    private func isTLSSame(_ old: KnownObject, _ new: KnownObject?) -> Bool {
        guard let new, old.spec["host"].string == new.spec["host"].string else { return false }
        return ["trafficPolicy", "subsets", "exportTo", "workloadSelector"].allSatisfy {
            old.spec[$0].value == new.spec[$0].value
        }
    }

    private func places(_ versions: [KnownObject?]) -> [String] {
        Set(versions.compactMap { $0.flatMap(place) }).sorted()
    }

    /// The namespace of the servers that a rule is for; the root's for those of the whole mesh.
    private func place(of rule: KnownObject) -> String? {
        guard let host = rule.spec["host"].string, ClientMode.isSaid(by: rule) else { return nil }
        return host == WideHost.mesh
            ? rootNamespace : HostName.service(HostName.qualified(host, in: rule.namespace))?.namespace
    }

    private func policies(in namespace: String) -> [KnownObject] {
        guard namespace != rootNamespace else { return set.objects(.authorizationPolicy) }
        return ["ALLOW", "DENY", "CUSTOM", "AUDIT"].flatMap {
            set.objects(.authorizationPolicies, "\($0) \(namespace)")
        }
    }
}
