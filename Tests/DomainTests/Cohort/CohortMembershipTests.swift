import Domain
import Testing

/// Who is in a cohort.
@Suite struct CohortMembershipTests {
    private let cohort = Cohort(ID<Deployment>(high: 1, low: 0xabc))

    private func pods(_ workloads: [String: Int]) -> [CohortMembership.Unit] {
        workloads.flatMap { workload, count in
            (0..<count).map { CohortMembership.Unit(id: "\(workload)-\($0)", group: workload) }
        }
    }

    private func members(
        _ workloads: [String: Int], _ share: Share, _ cohort: Cohort
    ) -> [String: Int] {
        let members = CohortMembership.members(of: pods(workloads), share: share, cohort: cohort)
        return Dictionary(grouping: members) { String($0.prefix { $0 != "-" }) }.mapValues(\.count)
    }

    /// Who is in the cohort of a rollout that is under way stays in it, whichever build asks.
    @Test func membersStay() {
        let flat = CohortMembership.members(of: (0..<20).map { "uid-\($0)" }, share: .count(5), cohort: cohort)
        #expect(flat == ["uid-7", "uid-18", "uid-0", "uid-3", "uid-4"])
        let grouped = CohortMembership.members(of: pods(["a": 6, "b": 3, "c": 1]), share: .count(3), cohort: cohort)
        #expect(grouped == ["a-3", "b-0", "c-0"])
    }

    /// A cohort that is one slow workload would be taken back for what it always was.
    @Test(arguments: 0..<50) func eachWorkloadHasItsPart(_ seed: UInt64) {
        let cohort = Cohort(ID<Deployment>(high: 1, low: seed))
        let counts = members(["a": 40, "b": 20, "c": 30], .percent(10), cohort)
        #expect(counts.values.reduce(0, +) == 9)
        #expect((3...5).contains(counts["a"] ?? 0), "\(counts)")
        #expect((1...3).contains(counts["b"] ?? 0), "\(counts)")
        #expect((2...4).contains(counts["c"] ?? 0), "\(counts)")
    }

    /// A workload of one pod is no more often in the cohort than the share says, and no less.
    @Test func smallWorkloadsAreThereByChance() {
        let workloads = Dictionary(uniqueKeysWithValues: (0..<10).map { ("w\($0)", 1) } + [("large", 90)])
        var met = 0
        for seed in 0..<200 as Range<UInt64> {
            let counts = members(workloads, .percent(10), Cohort(ID<Deployment>(high: 1, low: seed)))
            met += counts.filter { $0.key != "large" }.values.reduce(0, +)
        }
        #expect((130...270).contains(met), "\(met) of 200 expected")
    }

    @Test func aLargerShareContainsTheSmallerOne() {
        let units = pods(["a": 13, "b": 7, "c": 1, "d": 29])
        var before: Set<String> = []
        for count in 1...50 {
            let members = CohortMembership.members(of: units, share: .count(count), cohort: cohort)
            #expect(members.count == count && members.isSuperset(of: before))
            before = members
        }
    }

    /// A pod that comes or goes moves no more of its own workload's place than a pod or two, and nobody else's.
    @Test func comingAndGoingMovesFew() {
        let before = CohortMembership.members(of: pods(["a": 30, "b": 30]), share: .percent(30), cohort: cohort)
        let after = CohortMembership.members(of: pods(["a": 31, "b": 30]), share: .percent(30), cohort: cohort)
        #expect(before.symmetricDifference(after).count <= 3)
    }
}
