import Domain
import Mesh
import MeshTestKit

/// `docs/mechanics/<kind>.md`: what a kind can be split by, and its samples' rollouts step by step.
struct KindDocument {
    static let madeBy = """
        <!-- Made of the code: HOTSWAP_TEST_WRITE_DOCS=1 swift test --disable-xctest --filter MechanicsDocumentTests -->
        """

    let kind: PolicyKind

    var name: String { "\(kind.rawValue).md" }

    var markdown: String {
        let parts = [
            "# \(kind.rawValue)", Self.madeBy,
            "Read by \(kind.mesh == .istio ? "Istio" : "Linkerd"), API group "
                + kind.groups.map { "`\($0)`" }.joined(separator: " or ") + ". [All kinds](README.md).",
            "## What it can be split by", table("unit", units), "## Scenes", scenes, "## Strategies",
            table("strategy", strategies), "## What it looks at", needs,
        ]
        let samples = KindSample.all.filter { sample in
            sample.isShown && sample.changes.contains { $0.key.kind == kind }
        }
        let walks =
            samples.isEmpty
            ? [ClusterWalk.example(of: kind)?.markdown].compactMap(\.self)
            : samples.map { SampleWalk(sample: $0).markdown }
        return (parts + walks).joined(separator: "\n\n") + "\n"
    }

    private var units: [(String, UnitPossibility?)] {
        CohortUnit.allCases.map { ($0.rawValue, Mechanics.of(kind).units[$0]) }
    }

    private var strategies: [(String, UnitPossibility?)] {
        StrategyName.allCases.map { ($0.rawValue, StrategyTable.possibility(of: $0, for: kind)) }
    }

    private var scenes: String {
        let text = """
            A rollout goes to a share of the whole (`share`), to everybody by one write of the object where that can be \
            (`switched`), and to everybody without a trace of the rollout (`promoted`). Some kinds can do more:
            """
        let more = SceneKind.allCases.map {
            ($0.rawValue, Optional(Mechanics.of(kind).possibility(of: $0)))
        }
        return text + "\n\n" + table("scene", more)
    }

    private var needs: String {
        let resources = Mechanics.of(kind).needs.map { "\($0.kind) (`\($0.group)`)" }
        guard !resources.isEmpty else { return "Beside the policy itself: the cluster's pods and services." }
        return "Beside the policy itself: the cluster's pods and services, and the live objects of "
            + resources.joined(separator: ", ") + "."
    }

    private func table(_ head: String, _ rows: [(String, UnitPossibility?)]) -> String {
        let lines = rows.map { name, possibility in
            "| \(name) | \(possibility?.isPossible == true ? "yes" : "no") | \(cell(possibility?.text ?? "")) |"
        }
        return (["| \(head) | | |", "| --- | --- | --- |"] + lines).joined(separator: "\n")
    }

    private func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
