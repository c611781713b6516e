package import Domain
import MeshModel
package import Validation

/// What is dangerous about a change whatever the way in which it is rolled out: seen only beside the version before.
package enum ChangeLint {
    /// - Parameters:
    ///   - old: The live version; `nil`: there is none.
    ///   - new: The version that is to be; `nil`: the object goes.
    package static func findings(old: JSONValue?, new: JSONValue?, in picture: MeshPicture) -> [Finding] {
        guard let object = (new ?? old).flatMap({ PolicyObject($0) }), let check = check(of: object) else { return [] }
        let concerned = picture.with(policies: picture.policies.filter { object.countsBeside($0, picture) })
        guard let pair = PolicyPair(old: old, new: new, in: concerned) else { return [] }
        return check(pair, concerned)
    }

    /// `nil`: nothing is dangerous about a change of that kind alone, so that a bundle of a thousand is read at once.
    private static func check(of object: PolicyObject) -> ((PolicyPair, MeshPicture) -> [Finding])? {
        switch (object.group, object.kind) {
        case ("security.istio.io", "PeerAuthentication"): jumps
        case ("security.istio.io", "AuthorizationPolicy"): openings
        default: KubeletProbes.kinds.contains(object.kind) ? { KubeletProbes($0, $1).findings } : nil
        }
    }

    private static func jumps(_ pair: PolicyPair, _ picture: MeshPicture) -> [Finding] {
        let named = pair.versions.flatMap { ($0["spec"]?["portLevelMtls"]?.object ?? [:]).keys.compactMap { Int($0) } }
        var jumping: [String: [String]] = [:]
        for pod in picture.pods(of: .istio) where pod.proxy == .istio {
            let (before, after) = (pair.before.peerAuthentication(for: pod), pair.after.peerAuthentication(for: pod))
            // A port that nobody has named stands for all others.
            for port in Set(named + [0]).sorted() {
                let modes = [before.mode(port: port), after.mode(port: port)]
                guard Set(modes) == [.disable, .strict] else { continue }
                let text = "from \(modes[0].rawValue) to \(modes[1].rawValue)" + (port > 0 ? " on port \(port)" : "")
                jumping[text, default: []].append(pod.workloadText)
            }
        }
        return jumping.sorted { $0.key < $1.key }.map { text, pods in
            Finding(
                .mutualTLSJump, about: pair.object.document, ["spec", "mtls"],
                message: "\(Impact.some(Set(pods).sorted())) would go \(text) at once",
                hint: "deploy PERMISSIVE first and the other mode when every client has it")
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
