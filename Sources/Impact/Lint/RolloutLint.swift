package import Domain
import Mesh
import MeshModel
package import Validation

/// Finds before a rollout begins what would make one of its steps impossible or unsafe: it asks the kind's mechanics
/// for every move, goes through them in memory, and asks the mesh's model after each.
package enum RolloutLint {
    /// What was found, and what was not looked at.
    package struct Reading: Sendable {
        package var findings: [Finding] = []
        /// `nil`: every request that was made was asked about.
        package var caveat: String?

        init(_ findings: [Finding] = []) { self.findings = findings }
    }

    /// Findings of the way in which a change is to be rolled out.
    package static func findings(
        old: JSONValue?, new: JSONValue?, way: RolloutWay, in picture: MeshPicture
    ) -> [Finding] { reading(old: old, new: new, way: way, in: picture).findings }

    /// The same, with what was not looked at.
    package static func reading(
        old: JSONValue?, new: JSONValue?, way: RolloutWay, in picture: MeshPicture
    ) -> Reading {
        guard let pair = PolicyPair(old: old, new: new, in: picture),
            let kind = PolicyKind(pair.object.kind, group: pair.object.group)
        else { return Reading() }
        if case .impossible(let why) = StrategyTable.possibility(of: way.strategy, for: kind) {
            let others = StrategyName.allCases.filter { StrategyTable.possibility(of: $0, for: kind).isPossible }
            return Reading([
                Finding(
                    .strategyImpossible, about: pair.object.document,
                    message: "\(way.strategy.rawValue) cannot be had for a \(kind.rawValue): \(why)",
                    hint: "what can be had: \(others.map(\.rawValue).joined(separator: ", "))")
            ])
        }
        guard way.strategy != .direct, way.unit != .clusters else { return Reading() }
        return Walk(pair, kind, way, picture).reading
    }

    /// A change on its way through a cluster.
    private struct Walk {
        let pair: PolicyPair
        let kind: PolicyKind
        let way: RolloutWay
        let picture: MeshPicture
        private let cohort = Cohort(ID(high: 0, low: 0))

        init(_ pair: PolicyPair, _ kind: PolicyKind, _ way: RolloutWay, _ picture: MeshPicture) {
            self.pair = pair
            self.kind = kind
            self.way = way
            self.picture = picture
        }

        private var cluster: WalkedCluster {
            let others = picture.policies.filter { document in
                PolicyObject(document).map { !$0.isNamed(as: pair.object) } ?? false
            }
            return WalkedCluster(
                others + [pair.old].compactMap(\.self), pods: picture.pods(of: kind.mesh),
                rootNamespace: picture.rootNamespace)
        }

        var reading: Reading {
            let guardian = StepGuard(pair, picture, kind)
            var reading = Reading(findings(guardian))
            if guardian.isCut {
                reading.caveat =
                    "the first \(StepGuard.limit) combinations of client, pod and request are asked at each step"
            }
            return reading
        }

        private func findings(_ guardian: StepGuard) -> [Finding] {
            let cluster = cluster
            let change = PolicyChange(
                key: PolicyKey(
                    kind: kind, group: pair.object.group, namespace: pair.namespace, name: pair.object.name),
                old: pair.old.map(ObjectContent.of), new: pair.new.map(ObjectContent.of))
            let surroundings = Surroundings(
                pods: cluster.pods.map(\.workload), services: picture.services.map(\.service),
                objects: cluster.surroundings)
            do throws(Impossible) {
                let book = try Mechanics.book(for: change, unit: way.unit, in: surroundings, cohort: cohort)
                return try emptiness(book, cluster) + steps(book, cluster, guardian)
            } catch {
                return [impossible(error, at: nil)]
            }
        }

        private func impossible(_ error: Impossible, at scene: Scene?) -> Finding {
            let goesByCluster = way.strategy == .canary || way.strategy == .rolling
            let isWhole = goesByCluster && way.unit == nil && scene == nil && error.offers == [.clusters]
            let step = scene.map { "at \($0.text): " } ?? ""
            return Finding(
                isWhole ? .onlyByClusters : .stepImpossible, about: pair.object.document,
                message: "\(step)\(error.reason)",
                hint: "what can be had: by \(error.offers.map(\.rawValue).joined(separator: ", "))")
        }

        private func emptiness(_ book: any RolloutBook, _ cluster: WalkedCluster) -> [Finding] {
            guard let scope = book.scope, !cluster.pods.isEmpty,
                !cluster.pods.contains(where: { scope.contains($0.workload) })
            else { return [] }
            return [
                Finding(
                    .emptyCohort, about: pair.object.document,
                    message: "the rollout takes its share of pods, and no pod of the cluster is among them")
            ]
        }

        /// One finding at most: what comes after a broken step says nothing more.
        private func steps(
            _ book: any RolloutBook, _ cluster: WalkedCluster, _ guardian: StepGuard
        ) throws(Impossible) -> [Finding] {
            var cluster = cluster
            for scene in way.scenes {
                let moves: [Move]
                do { moves = try book.moves(to: scene) } catch { return [impossible(error, at: scene)] }
                for move in moves {
                    cluster.apply(move, cohort, book.scope)
                    guard let violation = guardian.violation(in: cluster) else { continue }
                    return [
                        Finding(
                            .stepUnsafe, about: pair.object.document, message: "at \(scene.text): \(violation)",
                            hint: "roll out by clusters")
                    ]
                }
            }
            return []
        }
    }
}
