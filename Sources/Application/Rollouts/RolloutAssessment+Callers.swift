import Domain
import Mesh
import Ports

/// The namespaces that a rollout over client namespaces gives the new version step by step.
struct NamespaceShares: Hashable, Sendable {
    struct Step: Hashable, Sendable {
        let share: Share
        let names: [String]
    }

    let cluster: String
    /// Those before the promotion; at least one.
    let steps: [Step]
    /// The services whose requests count.
    let services: [ServiceName]

    /// For each cluster and each way in which it is measured there.
    static func all(_ shares: [Share], _ choice: UnitChoice, _ units: [ID<Policy>: CohortUnit]) -> [NamespaceShares] {
        guard !shares.isEmpty, units.values.contains(.clientNamespaces) else { return [] }
        return choice.looks.flatMap { look -> [NamespaceShares] in
            let books = try? RolloutBooks(look.targets, units: units, cohort: choice.cohort, in: look.picture)
            var found: [Int: (services: [ServiceName], steps: [Step])] = [:]
            for share in shares where !share.isEverything {
                for (place, part) in (books?.measurements(of: .share(share)) ?? []).enumerated() {
                    guard part.unit == .clientNamespaces, case .namespaces(let names) = part.measurement.cohort else {
                        continue
                    }
                    let step = Step(share: share, names: names.sorted())
                    found[place, default: (part.measurement.services, [])].steps.append(step)
                }
            }
            return found.sorted { $0.key < $1.key }.map { _, part in
                NamespaceShares(cluster: look.cluster.name, steps: part.steps, services: part.services)
            }
        }
    }

    /// Steps whose namespaces are those of the step before; `nil`: there are none.
    var idleNote: String? {
        let idle = zip(steps, steps.dropFirst()).filter { $0.names == $1.names }
        guard let first = idle.first else { return nil }
        let shares = idle.map { "\($1.share)" }.joined(separator: ", ")
        return "Cluster \(cluster): \(shares) \(idle.count == 1 ? "is" : "are") the same client namespaces as the step "
            + "before (\(first.0.names.joined(separator: ", "))): nobody is added, and the same are watched again"
    }
}

extension RolloutAssessment {
    /// Says which steps add no namespace, and which namespaces of the first share have sent no request of late: who has
    /// the new version is told by names, and a soak of those who call nobody watches nothing. Where Prometheus does not
    /// answer, nobody knows.
    func namespaceNotes(_ finding: Finding, _ clusters: [Cluster]) async -> [String] {
        var notes: [String] = []
        for cluster in clusters {
            let shares = finding.namespaceShares.filter { $0.cluster == cluster.name }
            notes += shares.compactMap(\.idleNote)
            let scope = TrafficScope(sides: [.client], hasSubsets: false)
            guard !shares.isEmpty, let metrics = metrics.metrics(of: cluster),
                let snapshot = try? await metrics.snapshot(at: nil, of: scope)
            else { continue }
            let index = SnapshotIndex(snapshot)
            notes += shares.compactMap { $0.silentNote(index) }
        }
        return notes
    }
}

extension NamespaceShares {
    /// `nil`: all of the first share call.
    fileprivate func silentNote(_ index: SnapshotIndex) -> String? {
        let (share, names) = (steps[0].share, steps[0].names)
        let silent = names.filter { isSilent($0, index) }
        guard !silent.isEmpty else { return nil }
        let whom = services.map(\.description).joined(separator: ", ")
        return
            "Cluster \(cluster): the first share (\(share)) is the new version for \(names.joined(separator: ", ")), "
            + "and within the last \(index.window.isoText) no request to \(whom) came from "
            + "\(silent.joined(separator: ", ")): " + consequence(silent == names, index)
    }

    private func consequence(_ isNobody: Bool, _ index: SnapshotIndex) -> String {
        guard isNobody else { return "its soak watches the others alone" }
        let end = "its soak watches nothing before they call"
        guard steps.allSatisfy({ $0.names.allSatisfy { isSilent($0, index) } }) else {
            return "\(end). Ask for a larger first step, or for `requests` where the kind can have it"
        }
        return
            "\(end), and no later step adds one that does: whoever calls gets the new version by the promotion alone. "
            + "Ask for `requests` where the kind can have it"
    }

    private func isSilent(_ name: String, _ index: SnapshotIndex) -> Bool {
        let traffic = index.traffic(
            of: .namespaces([name]), side: .client, services: services, cohortPods: [], restPods: [])
        return traffic.requests == 0 && traffic.connections == 0
    }
}
