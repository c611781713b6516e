import Domain
import MeshModel
import Ports
import Testing

@testable import CohortKeeper

/// A keeper looks at a cohort again only where something has changed.
struct KeptRoundTests {
    private func record(_ number: UInt64, isRetired: Bool = false, epoch: Int64 = 1) -> CohortRecord {
        CohortRecord(
            deployment: ID(high: 1, low: number), cluster: ID(high: 2, low: 1), epoch: epoch, scopes: [],
            share: .percent(10), measurements: [], retiredAt: isRetired ? Timestamp(seconds: 1) : nil)
    }

    private func pods(_ revision: UInt64, labelled number: UInt64? = nil) -> PodPicture.Pods {
        let labels = number.map { [Cohort(ID(high: 1, low: $0)).labelKey: Cohort.labelValue] } ?? [:]
        return PodPicture.Pods(
            revision: revision, pods: [Workload(namespace: "a", name: "p", labels: labels, phase: "Running")])
    }

    @Test func whatHasNotChangedIsNotLookedAtAgain() {
        var rounds = KeptRounds()
        let records = [record(1), record(2)]
        #expect(rounds.due(records, pods(1)) == records)
        rounds.note(records[0])
        #expect(rounds.due(records, pods(1)) == [records[1]], "that of one that failed is")
        rounds.note(records[1])
        #expect(rounds.due(records, pods(1)).isEmpty)
        #expect(rounds.due([record(1, epoch: 2), records[1]], pods(1)) == [record(1, epoch: 2)], "a new share")
        #expect(rounds.due(records, pods(2)) == records, "pods have come or gone")
    }

    @Test func oneThatCameBackIsLookedAt() {
        var rounds = KeptRounds()
        rounds.note(record(1))
        _ = rounds.due([record(1)], pods(1))
        rounds.note(record(1))
        #expect(rounds.due([], pods(1)).isEmpty)
        #expect(rounds.due([record(1)], pods(1)) == [record(1)])
    }

    @Test func ofThoseThatHaveEndedOnlyTheLabelledAreLookedAt() {
        var rounds = KeptRounds()
        let (gone, left) = (record(1, isRetired: true), record(2, isRetired: true))
        #expect(rounds.due([gone, left], pods(1, labelled: 2)) == [left])
        #expect(rounds.due([gone, left], pods(2, labelled: 1)) == [gone], "a late writer")
    }
}
