import Domain
import MeshModel
import Validation

/// Pods that go from plaintext only to mTLS only, or back, with nothing in between: whoever has not heard of it yet is
/// turned away.
struct ModeJumps {
    private let pair: PolicyPair
    private let picture: MeshPicture
    private let way: RolloutWay?

    init(_ pair: PolicyPair, _ picture: MeshPicture, _ way: RolloutWay?) {
        self.pair = pair
        self.picture = picture
        self.way = way
    }

    /// What pods are held to at a moment at which every proxy may have it.
    private struct Moment {
        let policies: PolicySet
        let pods: [MeshPod]
    }

    var findings: [Finding] {
        let pods = picture.pods(of: .istio)
        let whole = [Moment(policies: pair.before, pods: pods), Moment(policies: pair.after, pods: pods)]
        guard !jumps(whole).isEmpty else { return [] }
        return jumps(moments ?? whole).sorted { $0.key < $1.key }.map { text, pods in
            Finding(
                .mutualTLSJump, about: pair.object.document, ["spec", "mtls"],
                message: "\(Impact.some(pods.sorted())) would go \(text) at once",
                hint:
                    "deploy PERMISSIVE first and the other mode when every client has it; a rollout by workloads, where "
                    + "it can be had, passes through it by itself")
        }
    }

    /// Those of the rollout's steps; `nil` where it is one write.
    private var moments: [Moment]? {
        guard let way, let policy = BundlePolicy(.init(old: pair.old, new: pair.new, way: way), at: 0)
        else { return nil }
        return BundleWalk([policy], picture).rests?.map { Moment(policies: $0.policies, pods: $0.pods) }
    }

    /// The workloads whose mode jumps from one moment to the next, by what happens to them.
    private func jumps(_ moments: [Moment]) -> [String: Set<String>] {
        var jumping: [String: Set<String>] = [:]
        for (before, after) in zip(moments, moments.dropFirst()) {
            for (old, new) in zip(before.pods, after.pods) where new.proxy == .istio {
                let modes = (before.policies.peerAuthentication(for: old), after.policies.peerAuthentication(for: new))
                for port in ports {
                    let (from, to) = (modes.0.mode(port: port), modes.1.mode(port: port))
                    guard Set([from, to]) == [.disable, .strict] else { continue }
                    let text = "from \(from.rawValue) to \(to.rawValue)" + (port > 0 ? " on port \(port)" : "")
                    jumping[text, default: []].insert(new.workloadText)
                }
            }
        }
        return jumping
    }

    /// A port that nobody has named stands for all others.
    private var ports: [Int] {
        let named = pair.versions.flatMap { ($0["spec"]?["portLevelMtls"]?.object ?? [:]).keys.compactMap { Int($0) } }
        return Set(named + [0]).sorted()
    }
}
