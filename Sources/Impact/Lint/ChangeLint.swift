package import Domain
import MeshModel
package import Validation

/// What is dangerous about a change as a whole: seen only beside the version before.
package enum ChangeLint {
    /// - Parameters:
    ///   - old: The live version; `nil`: there is none.
    ///   - new: The version that is to be; `nil`: the object goes.
    ///   - way: How it is to come about; `nil`: nobody has said, so by one write.
    package static func findings(
        old: JSONValue?, new: JSONValue?, way: RolloutWay? = nil, in picture: MeshPicture
    ) -> [Finding] {
        guard let object = (new ?? old).flatMap({ PolicyObject($0) }), let check = check(of: object, way) else {
            return []
        }
        let concerned = picture.with(policies: picture.policies.filter { object.countsBeside($0, picture) })
        guard let pair = PolicyPair(old: picture.read(old), new: picture.read(new), in: concerned) else { return [] }
        return picture.told(check(pair, concerned), of: new ?? old)
    }

    /// `nil`: nothing is dangerous about a change of that kind alone, so that a bundle of a thousand is read at once.
    private static func check(
        of object: PolicyObject, _ way: RolloutWay?
    ) -> ((PolicyPair, MeshPicture) -> [Finding])? {
        switch (object.group, object.kind) {
        case ("security.istio.io", "PeerAuthentication"): { ModeJumps($0, $1, way).findings }
        case ("security.istio.io", "AuthorizationPolicy"): openings
        default: KubeletProbes.kinds.contains(object.kind) ? { KubeletProbes($0, $1).findings } : nil
        }
    }

    /// Pods that had an ALLOW policy and have none.
    private static func openings(_ pair: PolicyPair, _ picture: MeshPicture) -> [Finding] {
        func isClosed(_ pod: MeshPod, _ set: PolicySet) -> Bool {
            set.authorizationPolicies(for: pod).contains { policy in
                let rules = AuthorizationRules(policy.document)
                return rules.action == .allow && !rules.isDryRun
            }
        }
        let opened = picture.pods(of: .istio).filter { pod in
            pod.proxy == .istio && isClosed(pod, pair.before) && !isClosed(pod, pair.after)
        }
        guard !opened.isEmpty else { return [] }
        return [
            Finding(
                .lastAllowGoes, about: pair.object.document, ["spec"],
                message: "\(Impact.some(Set(opened.map(\.workloadText)).sorted())) would have no ALLOW policy and take "
                    + "every request that nothing denies",
                hint: "keep an ALLOW policy for them; one without rules allows nothing")
        ]
    }
}

extension PolicyObject {
    /// Whether what `document` says can matter where this object changes: for the pods of a namespace only Istio's
    /// objects of that namespace and of the root count.
    fileprivate func countsBeside(_ document: JSONValue, _ picture: MeshPicture) -> Bool {
        guard group == "security.istio.io", namespace != picture.rootNamespace else { return true }
        let place = document["metadata"]?["namespace"]?.string ?? "default"
        return place == namespace || place == picture.rootNamespace
    }
}
