import Testing

@testable import Domain

/// Comparisons of several clusters: one answer for all of them.
@Suite struct ABClustersTests {
    private let west = ID<Cluster>(high: 0, low: 1)
    private let north = ID<Cluster>(high: 0, low: 2)
    private let east = ID<Cluster>(high: 0, low: 3)

    private func verdict(
        _ findings: [ID<Cluster>: ComparisonOutcome], _ onInconclusive: ABSpec.Inconclusive = .keepA
    ) -> ABClusters.Verdict? {
        ABClusters(findings: findings, clusters: [west, north], onInconclusive: onInconclusive).verdict
    }

    private let better = ComparisonOutcome.newWins(reason: "west: 20 % of A")
    private let few = ComparisonOutcome.noWinner(reason: "north: 30 of 300 requests", worse: [])

    /// The smallest cluster does not beat a clear winner.
    @Test func tooFewRequestsDecideNothing() {
        #expect(verdict([west: better]) == nil, "north may yet be worse")
        for order in [[west: better, north: few], [north: few, west: better]] {
            #expect(
                verdict(order)
                    == .promote(reason: "B (the new version) wins: west: 20 % of A; north: 30 of 300 requests"))
        }
        #expect(verdict([west: better, north: .open(reason: "n", worse: [])]) != nil, "north has looked")
    }

    @Test func whoIsWorseSomewhereDoesNotWin() {
        #expect(verdict([west: better, north: .open(reason: "n", worse: [.b])]) == nil)
        let worse = ComparisonOutcome.noWinner(reason: "north: slower", worse: [.b])
        let reason =
            "No winner, A stays: B is better on one cluster and worse on another: west: 20 % of A; north: slower"
        #expect(verdict([west: better, north: worse]) == .goBack(reason: reason))
        guard case .ask(let asked)? = verdict([west: better, north: worse], .pause) else {
            Issue.record("nobody is asked")
            return
        }
        #expect(asked.hasPrefix("No winner: B is better"))
        // Worse than B somewhere is A's matter.
        #expect(verdict([west: better, north: .noWinner(reason: "n", worse: [.a])]) != nil)
    }

    @Test func theOldVersionIsNotOutvoted() {
        let old = ComparisonOutcome.oldWins(reason: "north: B fails")
        #expect(verdict([north: old]) == .goBack(reason: "A (the old version) wins: north: B fails"))
        guard case .goBack(let reason)? = verdict([west: better, north: old]) else {
            Issue.record("outvoted")
            return
        }
        #expect(reason.hasPrefix("No winner, A stays: the clusters disagree: west: 20 % of A; north: B fails"))
    }

    @Test func nobodyWinsWhereNobodyIsBetter() {
        #expect(verdict([west: few]) == nil)
        let reason = "No winner, A stays: north: 30 of 300 requests; north: 30 of 300 requests"
        #expect(verdict([west: few, north: few]) == .goBack(reason: reason))
        let idle = ComparisonOutcome.abstains(reason: "it had it")
        #expect(verdict([west: idle, north: idle]) == .promote(reason: "it had it; it had it"))
        guard case .goBack? = verdict([west: idle, north: few]), case .promote? = verdict([west: better, north: idle])
        else {
            Issue.record("who abstains decides nothing")
            return
        }
    }

    @Test func findingsAreStored() throws {
        var position = Position(step: 3, outstanding: [west])
        position.findings = [
            west: better, north: .noWinner(reason: "n", worse: [.a, .b]), east: .open(reason: "o", worse: [.b]),
        ]
        let state = DeploymentState(phase: .advancing(position), epoch: 1)
        #expect(try DeploymentState(json: state.json) == state)
    }
}
