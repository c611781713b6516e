import Domain
import FoundationEssentials
import Testing

@Suite struct TransitionTableTests {
    /// `docs/state-machine.md` shows what `decide` does: where they differ, the message is the text to paste.
    @Test func documentShowsTheMachine() throws {
        let path = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let data = try #require(FileManager.default.contents(atPath: "/\(path)/docs/state-machine.md"))
        let document = String(decoding: data, as: UTF8.self)
        let table = TransitionTable()
        let waiting = try TransitionTable(waiting: ())
        let blocks = [
            ("diagram", table.diagram(with: waiting)), ("table", table.markdown), ("waiting", waiting.markdown),
        ]
        for (name, text) in blocks {
            let block = "<!-- \(name) -->\n\(text)\n<!-- end -->"
            let same = document.contains(block)
            #expect(same, "the \(name) in docs/state-machine.md is not what the machine does; it should be:\n\(block)")
        }
    }

    @Test func everyPhaseIsInTheTable() {
        let statuses = Set(TransitionTable().rows.map(\.status))
        #expect(statuses.union([.awaitingApproval]) == Set(DeploymentStatus.allCases))
        #expect(!statuses.contains(.awaitingApproval))
    }

    @Test(arguments: DeploymentStatus.allCases)
    func terminalStatusesAreLeftOnlyByAPerson(_ status: DeploymentStatus) {
        for row in TransitionTable().rows where row.status == status && status.isTerminal {
            guard case .advance = row.decision else { continue }
            #expect(["rollback", "abort", "give up"].contains(row.event) && row.status == .failed)
            #expect(row.event == "rollback" || row.from.phase.keepsGround)
        }
    }
}
