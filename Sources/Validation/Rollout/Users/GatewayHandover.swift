import Domain

/// A Gateway of the Gateway API that Istio served and that goes over to somebody else's class: Istio's policies decide
/// nothing there any more, and what was to be served by Istio's proxies is not.
struct GatewayHandover {
    private let gateway: KnownObject
    private let before: GatewayController
    private let after: GatewayController
    /// Who serves it now, for messages.
    private let heir: String

    /// `nil` where the Gateway keeps its class or goes, and where nobody knows who serves it before or after.
    init?(_ old: KnownObject, _ new: KnownObject?, before: ValidationSet, after: ValidationSet) {
        guard let new, let classes = Self.classes(old, new),
            let giver = GatewayController(known: old, in: before), let taker = GatewayController(known: new, in: after),
            giver != taker
        else { return nil }
        (gateway, self.before, self.after) = (new, giver, taker)
        heir = "its class \(classes.new) is that of \(taker.words)"
    }

    /// The classes of a Gateway before and after; `nil` where they are the same.
    static func classes(_ old: KnownObject, _ new: KnownObject) -> (old: String, new: String)? {
        let (one, other) = (old.spec["gatewayClassName"].string ?? "", new.spec["gatewayClassName"].string ?? "")
        return one == other ? nil : (one, other)
    }

    func breaches(_ users: [KnownObject]) -> [Breach] { users.compactMap(breach) }

    private func breach(_ user: KnownObject) -> Breach? {
        if TargetReach.kinds.contains(user.kind) {
            guard before.isIstio, !after.isIstio, let target = target(of: user) else { return nil }
            return Breach(user: user, path: target.path, message: "Istio's policies are nothing to it: \(heir)")
        }
        guard before == .gateways, let parent = parent(of: user) else { return nil }
        return Breach(user: user, path: parent.path, message: "Istio's gateways serve it no more: \(heir)")
    }

    private func target(of policy: KnownObject) -> Field? {
        TargetReach.references(of: policy).first {
            PolicyTargets.kind(of: $0) == gateway.kind && $0["name"].string == gateway.name
        }?["name"]
    }

    /// That of a route or a ListenerSet.
    private func parent(of user: KnownObject) -> Field? {
        (user.spec["parentRefs"].elements + [user.spec["parentRef"]]).first {
            KubernetesRoutes.parent($0, of: [gateway.kind])?.name == gateway.name
                && KubernetesRoutes.namespace($0, of: user) == gateway.namespace
        }?["name"]
    }
}
