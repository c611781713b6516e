import Domain
import EffortTestKit
import MeshModel
import Ports
import Testing

@testable import Application

/// Who gets the label of a cohort, and who loses it.
@Suite struct CohortLabelsTests {
    private let cohort = Cohort(ID<Deployment>(high: 1, low: 0xabc))

    private func pod(
        _ number: Int, namespace: String = "shop", label: String? = nil, phase: String = "Running"
    ) -> Workload {
        Workload(
            namespace: namespace, name: "pod-\(number)", labels: label.map { [cohort.labelKey: $0] } ?? [:],
            phase: phase, uid: "uid-\(namespace)-\(number)")
    }

    private let shop = [PodScope(namespaces: ["shop"])]

    private func plan(_ pods: [Workload], _ share: Share?, scopes: [PodScope]? = nil) -> CohortPlan {
        CohortLabels.plan(pods, scopes: scopes ?? shop, share: share, cohort: cohort)
    }

    /// The pods as they are when a plan was carried out.
    private func carriedOut(_ plan: CohortPlan, on pods: [Workload]) -> [Workload] {
        let (gained, lost) = (Set(plan.toLabel.map(\.uid)), Set(plan.toUnlabel.map(\.uid)))
        return pods.map { pod in
            let value = gained.contains(pod.uid) ? Cohort.labelValue : pod.labels[cohort.labelKey]
            return Workload(
                namespace: pod.namespace, name: pod.name,
                labels: lost.contains(pod.uid) ? [:] : value.map { [cohort.labelKey: $0] } ?? [:], phase: pod.phase,
                uid: pod.uid)
        }
    }

    @Test func aShareOfThePodsGetsTheLabel() {
        let pods = (0..<20).map { pod($0) }
        let first = plan(pods, .percent(10))
        #expect(first.toLabel.count == 2 && first.toUnlabel.isEmpty)
        #expect(first.members.cohort == Set(first.toLabel.map(\.podName)))
        #expect(first.members.rest.count == 18)
        #expect(plan(carriedOut(first, on: pods), .percent(10)).isDone)
    }

    /// A share of everybody costs what there are of pods, and not its square.
    @Test func aLargeMeshIsPlannedAtOnce() {
        let time = effort {
            let pods = (0..<60_000).map { pod($0) }
            #expect(plan(pods, .percent(100)).toLabel.count == 60_000)
        }
        #expect(time < .seconds(60))
    }

    @Test func aLargerShareContainsTheSmallerOne() {
        var pods = (0..<20).map { pod($0) }
        var before: Set<PodName> = []
        for share in [Share.percent(5), .percent(30), .count(9), .percent(100)] {
            let plan = plan(pods, share)
            #expect(plan.toUnlabel.isEmpty && plan.members.cohort.isSuperset(of: before))
            before = plan.members.cohort
            pods = carriedOut(plan, on: pods)
        }
        #expect(before.count == 20)
        // Back to less: exactly the others lose it.
        let back = plan(pods, .percent(30))
        #expect(back.toLabel.isEmpty && back.toUnlabel.count == 14)
    }

    @Test func withoutAShareAllLabelsGo() {
        let pods = [pod(1, label: Cohort.labelValue), pod(2), pod(3, namespace: "bank", label: "other")]
        let plan = plan(pods, nil)
        #expect(plan.toLabel.isEmpty && Set(plan.toUnlabel.map(\.podName.description)) == ["shop/pod-1", "bank/pod-3"])
        #expect(plan.members.cohort.isEmpty && plan.members.rest.count == 2)
    }

    @Test func podsOutsideOfTheScopesAreNobodys() {
        let pods = [pod(1, namespace: "bank"), pod(2, namespace: "bank", label: Cohort.labelValue)]
        let plan = plan(pods, .percent(100))
        #expect(plan.toLabel.isEmpty && plan.toUnlabel.map(\.name) == ["pod-2"])
        #expect(plan.members.cohort.isEmpty && plan.members.rest.isEmpty)
    }

    @Test func aPodOfTwoScopesCountsOnce() {
        let pods = (0..<10).map { pod($0) }
        let plan = plan(pods, .percent(50), scopes: shop + [PodScope(namespaces: nil)])
        #expect(plan.toLabel.count == 5 && plan.members.rest.count == 5)
    }

    @Test func aWrongValueIsMended() {
        let plan = plan([pod(1, label: "stable")], .percent(100))
        #expect(plan.toLabel.map(\.name) == ["pod-1"] && plan.toUnlabel.isEmpty)
    }

    @Test func podsThatHaveEndedAreNotCounted() {
        let pods = [pod(1, phase: "Succeeded"), pod(2), pod(3, label: Cohort.labelValue, phase: "Failed")]
        let plan = plan(pods, .percent(100))
        #expect(plan.toLabel.map(\.name) == ["pod-2"] && plan.toUnlabel.map(\.name) == ["pod-3"])
    }

    @Test func withoutPodsThereIsNothingToDo() {
        #expect(plan([], .percent(10)).isDone)
        #expect(plan([pod(1)], .percent(10)).toLabel.count == 1)
    }
}
