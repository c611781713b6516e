import Domain
import Ports

/// What whoever asks should know of the watch beforehand.
extension RolloutAssessment {
    /// Rules that only record, and none at all, let everything pass.
    func unjudged(_ request: DeploymentRequest) -> [String] {
        guard request.strategy.isJudgedByRules,
            (request.options.rules ?? SoakRule.defaults).allSatisfy(\.isObserveOnly)
        else { return [] }
        return [
            "Nothing is judged: no rule decides anything, so the soaks are only waiting, and whatever the traffic does, the "
                + "new version gets to everybody. Give it rules, or leave `defaultRules` as they are"
        ]
    }

    /// Who asks for no time at all gets none: no step is watched then, and rules are not asked.
    func unwatched(_ request: DeploymentRequest) -> [String] {
        guard let member = request.strategy.unwatchedFor else { return [] }
        let checks =
            request.strategy.checks.isEmpty
            ? "whatever the traffic does, the new version gets to everybody" : "only its checks over HTTP can stop it"
        return ["Nothing is watched: `\(member)` is PT0S, so no rule is asked, and \(checks)"]
    }

    /// Where a step is to be watched for less than a window of the rates it is watched for longer. Not asked where
    /// nobody can have meant less.
    func lengthened(_ request: DeploymentRequest, on clusters: [Cluster]) async -> [String] {
        guard let shortest = request.strategy.shortestWatch, shortest < .seconds(300) else { return [] }
        let windows = try? await clusters.concurrentMap(limit: 4) { [metrics] cluster -> String? in
            guard let window = try? await metrics.metrics(of: cluster)?.rateWindow(), window > shortest else {
                return nil
            }
            return "\(window.isoText) on \(cluster.name)"
        }
        let longer = (windows ?? []).compactMap(\.self).sorted()
        guard !longer.isEmpty else { return [] }
        return [
            "What is to be watched for \(shortest.isoText) is watched for at least \(longer.joined(separator: ", ")): rates "
                + "are taken over four scrapes of Prometheus, and those that reach back before a step say nothing of it"
        ]
    }
}
