import Domain
import MeshModel
import Ports

/// What the rounds of a keeper have seen to: where neither the pods nor a cohort have changed since, nothing is to do.
/// A thousand cohorts and as many pods would cost half a processor otherwise.
struct KeptRounds {
    private var revision: UInt64?
    private var kept: [ID<Deployment>: CohortRecord] = [:]

    /// Those of `records` that are to be looked at.
    mutating func due(_ records: [CohortRecord], _ found: PodPicture.Pods) -> [CohortRecord] {
        if found.revision != revision { (revision, kept) = (found.revision, [:]) }
        let known = Set(records.map(\.deployment))
        kept = kept.filter { known.contains($0.key) }
        let open = records.filter { kept[$0.deployment] != $0 }
        guard open.contains(where: { $0.retiredAt != nil }) else { return open }
        // Most of those that have ended have no label left anywhere.
        let labels = Set(found.pods.lazy.flatMap(\.labels.keys).filter { $0.hasPrefix(Cohort.labelPrefix) })
        return open.filter { record in
            let isDue = record.retiredAt == nil || labels.contains(Cohort(record.deployment).labelKey)
            if !isDue { note(record) }
            return isDue
        }
    }

    /// A record that is as it is to be now.
    mutating func note(_ record: CohortRecord) { kept[record.deployment] = record }
}
