import Domain
import Mesh
import MeshModel
import MeshTestKit
import YAML

/// A sample's rollout as a chapter: the objects before, and for each scene its moves and what they have made.
struct SampleWalk {
    let sample: KindSample

    var markdown: String {
        var parts = ["## `\(sample.name)`: by \(sample.unit.rawValue)", before]
        do {
            let book = try sample.book()
            parts += book.notes.isEmpty ? [] : ["Good to know:", list(book.notes)]
            if let scope = book.scope { parts.append(candidates(scope)) }
            var world = sample.world
            for scene in sample.scenes { parts.append(try step(scene, of: book, in: &world)) }
            parts.append(wayBack(book))
        } catch {
            parts.append("Impossible: \(error.reason).")
        }
        return parts.joined(separator: "\n\n")
    }

    private var before: String {
        let world = sample.world
        let new = sample.changes.compactMap(\.new)
        let goal = new.isEmpty ? "The new version: it is to be removed." : "The new version:\n\n" + yaml(new)
        let pods = sample.pods.map { pod in
            "`\(pod.podName)` (\(pod.labels.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: ", ")))"
        }.joined(separator: ", ")
        let all = world.names.compactMap { world.objects[$0] }
        let parts: [String?] = [
            all.isEmpty ? "Before, there is nothing." : "Before:\n\n" + yaml(all),
            pods.isEmpty ? nil : "Pods: \(pods).", goal,
        ]
        return parts.compactMap(\.self).joined(separator: "\n\n")
    }

    private func candidates(_ scope: PodScope) -> String {
        let pods = sample.pods.filter(scope.contains).map { "`\($0.podName)`" }
        return "A share is taken of \(pods.isEmpty ? "no pods" : pods.joined(separator: ", "))."
    }

    private func step(_ scene: Scene, of book: any RolloutBook, in world: inout World) throws(Impossible) -> String {
        let (start, moves) = (world, try book.moves(to: scene))
        for move in moves { world.apply(move, cohort: KindSample.cohort, scope: book.scope) }
        let changed = world.names.filter { start.objects[$0] != world.objects[$0] }
        let gone = start.names.filter { world.objects[$0] == nil }
        let same = world.names.filter { start.objects[$0] == world.objects[$0] }
        let parts: [String?] = [
            "### \(scene.title)", list(moves.map(\.words), numbered: true), passing(moves, end: world),
            changed.isEmpty ? nil : "Then:\n\n" + yaml(changed.compactMap { world.objects[$0] }),
            gone.isEmpty ? nil : "Gone: \(words(gone)).", same.isEmpty ? nil : "As before: \(words(same)).",
            labelled(world), "Compared: \(book.measurements(of: scene).map(\.words).joined(separator: ". And ")).",
        ]
        return parts.compactMap(\.self).joined(separator: "\n\n")
    }

    /// What is written on the way and is not there in the end.
    private func passing(_ moves: [Move], end: World) -> String? {
        var documents: [JSONValue] = []
        for object in moves.compactMap(\.written) where end.objects[object.name] != object.document {
            if !documents.contains(object.document) { documents.append(object.document) }
        }
        return documents.isEmpty ? nil : "On the way:\n\n" + yaml(documents)
    }

    private func labelled(_ world: World) -> String? {
        let pods = world.pods.filter { $0.labels[KindSample.cohort.labelKey] != nil }.map { "`\($0.podName)`" }
        guard !pods.isEmpty else { return nil }
        return "With `\(KindSample.cohort.labelKey): \(Cohort.labelValue)`: \(pods.joined(separator: ", "))."
    }

    private func wayBack(_ book: any RolloutBook) -> String {
        let moves = book.movesBack()
        var documents: [JSONValue] = []
        for object in moves.compactMap(\.written) where !documents.contains(object.document) {
            documents.append(object.document)
        }
        let parts: [String?] = [
            "### Back, from wherever it is", list(moves.map(\.words), numbered: true),
            documents.isEmpty ? nil : "On the way:\n\n" + yaml(documents), "Then all is as before.",
        ]
        return parts.compactMap(\.self).joined(separator: "\n\n")
    }

    private func yaml(_ documents: [JSONValue]) -> String {
        "```yaml\n\(YAMLWriter.text(ofDocuments: documents))```"
    }

    private func list(_ lines: [String], numbered: Bool = false) -> String {
        lines.enumerated().map { index, line in numbered ? "\(index + 1). \(line)" : "- \(line)" }
            .joined(separator: "\n")
    }

    private func words(_ names: [MeshObjectName]) -> String { names.map { "\($0)" }.joined(separator: ", ") }
}
