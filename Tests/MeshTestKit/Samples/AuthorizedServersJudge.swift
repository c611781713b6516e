import Domain
import Mesh
import MeshModel

/// Judges Servers and what authorizes them while both change, by what Linkerd makes of them. It knows nothing of how a
/// rollout is done.
package struct AuthorizedServersJudge: Sendable {
    private let rules: LinkerdServerRules

    init(_ changes: [PolicyChange], others: [MeshObject], pods: [Workload]) {
        rules = LinkerdServerRules(changes, others: others, pods: pods)
    }

    package init(_ sample: KindSample) { self.init(sample.changes, others: sample.others, pods: sample.pods) }

    /// How far a promotion, or the way back from one, has come.
    package enum Stage: Sendable {
        /// Whoever has not got the label has exactly the old version.
        case share
        /// Objects change one after the other: whoever has not got the label lets in nobody whom both versions refuse,
        /// and everybody whom both let in.
        case between
        /// Whoever has the label has exactly the new version, all others the old one.
        case divided
    }

    package func violations(_ world: World, _ stage: Stage) -> [String] {
        rules.everywhere(world) { place, labels in
            let here = LinkerdServerRules.Place(namespace: place.namespace, labels: labels, port: place.port)
            guard let found = LinkerdServerRules.view(of: here, in: world) else { return "two Servers for \(here)" }
            let (before, after) = (rules.before[place] ?? nil, rules.after[place] ?? nil)
            let isRight =
                labels == place.labels
                ? outside(found, before, after, stage)
                : found == after || found == before && stage != .divided
            return isRight ? nil : "\(here) has \(found.map { "\($0)" } ?? "no Server")"
        } + LinkerdServerRules.refused(world)
    }

    private typealias View = LinkerdServerRules.View

    private func outside(_ found: View?, _ before: View?, _ after: View?, _ stage: Stage) -> Bool {
        if found == before || isWatched(found, before, after) { return true }
        guard stage == .between else { return false }
        if found == after { return true }
        guard let found, let before, let after else { return false }
        let both = before.authorizations.union(after.authorizations)
        return [before, after].contains { version in
            found.server == version.server && found.routes == version.routes && found.limits == version.limits
                && found.authorizations.isSuperset(of: version.authorizations)
                && found.authorizations.isSubset(of: both)
        }
    }

    /// Where there was no Server, one that lets everything through and only logs closes nothing.
    private func isWatched(_ found: View?, _ before: View?, _ after: View?) -> Bool {
        guard before == nil, var watched = after else { return false }
        watched.server["accessPolicy"] = "audit"
        return found == watched
    }
}
