import Domain

extension RolloutAssessment {
    /// What smoke tests and health checks would not see though they seem to: clusters that one address does not lead
    /// to, and policies of a bundle whose green no request can meet.
    func untested(
        _ strategy: Strategy, _ finding: Finding, _ policies: [Policy], _ clusters: [String]
    ) -> [String] {
        let checks = strategy.checks
        guard !checks.isEmpty else { return [] }
        var notes: [String] = []
        let same = checks.filter { !$0.isOfOneCluster }.map(\.url)
        if clusters.count > 1, let first = same.first {
            let rest = same.count > 1 ? " and \(same.count - 1) more" : ""
            notes.append(
                "\(first)\(rest) is asked for each of the clusters \(clusters.joined(separator: ", ")), and says nothing of those "
                    + "that the address does not lead to: write \(HTTPCheck.clusterMark) into it for the cluster's name"
            )
        }
        guard case .blueGreen = strategy else { return notes }
        let blind = policies.filter { UnreachableGreen.isBlind(to: $0.key, finding.units[$0.id]) }.map { "\($0.key)" }
        if !blind.isEmpty {
            notes.append(
                "Smoke tests meet the old version of \(blind.joined(separator: ", ")): pods are chosen by a label there, and none "
                    + "has it before the switch. `watch` judges the new one after it")
        }
        return notes
    }
}
