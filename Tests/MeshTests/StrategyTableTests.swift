import Domain
import Mesh
import Testing

struct StrategyTableTests {
    @Test func theTableFollowsWhatTheKindCan() {
        let sidecar = { (strategy: StrategyName) in StrategyTable.possibility(of: strategy, for: .sidecar) }
        #expect(sidecar(.direct).isPossible)
        #expect(sidecar(.canary) == .possible("a growing share of the workloads or clusters"))
        #expect(sidecar(.rolling) == .possible("batches of workloads or clusters"))
        #expect(sidecar(.ab) == .possible("by cohort (workloads)"))
        #expect(sidecar(.blueGreen).text.contains(SidecarMechanics.possibility(of: .green).text))
    }

    @Test(arguments: PolicyKind.allCases)
    func blueGreenNeedsGreen(_ kind: PolicyKind) {
        let blueGreen = StrategyTable.possibility(of: .blueGreen, for: kind)
        #expect(blueGreen.isPossible == Mechanics.of(kind).possibility(of: .green).isPossible)
    }

    /// Two versions side by side for two groups of the same traffic: by what the request says, or by whom it meets.
    @Test(arguments: PolicyKind.allCases)
    func aTestOfTwoVersionsNeedsTwoGroupsInACluster(_ kind: PolicyKind) {
        let groups = Mechanics.units(of: kind).contains { $0 != .clusters }
        let variant = Mechanics.of(kind).possibility(of: .variant).isPossible
        #expect(StrategyTable.possibility(of: .ab, for: kind).isPossible == (groups || variant))
    }
}
