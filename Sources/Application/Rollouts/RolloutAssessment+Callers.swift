import Domain
import Mesh
import Ports

/// The namespaces that a rollout over client namespaces gives the new version first.
struct FirstNamespaces: Hashable, Sendable {
    let cluster: String
    let share: Share
    let names: [String]
    /// The services whose requests count.
    let services: [ServiceName]

    /// For each cluster and each way in which it is measured there.
    static func all(_ share: Share?, _ choice: UnitChoice, _ units: [ID<Policy>: CohortUnit]) -> [FirstNamespaces] {
        guard let share, units.values.contains(.clientNamespaces) else { return [] }
        return choice.looks.flatMap { look -> [FirstNamespaces] in
            let books = try? RolloutBooks(look.targets, units: units, cohort: choice.cohort, in: look.picture)
            return (books?.measurements(of: .share(share)) ?? []).compactMap { part in
                guard part.unit == .clientNamespaces, case .namespaces(let names) = part.measurement.cohort else {
                    return nil
                }
                return FirstNamespaces(
                    cluster: look.cluster.name, share: share, names: names.sorted(),
                    services: part.measurement.services)
            }
        }
    }
}

extension RolloutAssessment {
    /// Says which namespaces of the first share have sent no request of late: who has the new version is told by names,
    /// and a soak of those who call nobody watches nothing. Where Prometheus does not answer, nobody knows.
    func silentNamespaces(_ finding: Finding, _ clusters: [Cluster]) async -> [String] {
        var notes: [String] = []
        for cluster in clusters {
            let first = finding.firstNamespaces.filter { $0.cluster == cluster.name }
            let scope = TrafficScope(sides: [.client], hasSubsets: false)
            guard !first.isEmpty, let metrics = metrics.metrics(of: cluster),
                let snapshot = try? await metrics.snapshot(at: nil, of: scope)
            else { continue }
            let index = SnapshotIndex(snapshot)
            notes += first.compactMap { $0.note(index) }
        }
        return notes
    }
}

extension FirstNamespaces {
    /// `nil`: all of them call.
    fileprivate func note(_ index: SnapshotIndex) -> String? {
        let silent = names.filter { name in
            let traffic = index.traffic(
                of: .namespaces([name]), side: .client, services: services, cohortPods: [], restPods: [])
            return traffic.requests == 0 && traffic.connections == 0
        }
        guard !silent.isEmpty else { return nil }
        let whom = services.map(\.description).joined(separator: ", ")
        let end =
            silent.count == names.count
            ? "its soak watches nothing before they call. Ask for a larger first step, or for `requests` where the kind "
                + "can have it"
            : "its soak watches the others alone"
        return
            "Cluster \(cluster): the first share (\(share)) is the new version for \(names.joined(separator: ", ")), "
            + "and within the last \(index.window.isoText) no request to \(whom) came from "
            + "\(silent.joined(separator: ", ")): \(end)"
    }
}
