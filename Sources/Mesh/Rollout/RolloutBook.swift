package import Domain
package import MeshModel

/// How one policy is rolled out on one cluster in one unit: everything that a worker needs, decided before the first
/// write from what was captured, so that a retry decides the same.
///
/// What every book promises, at every moment while its moves are done: somebody who has not got the new version has
/// exactly the old one (no gap, nothing fails open), no two objects contend in a way that the mesh leaves undefined,
/// and `movesBack` leads from any point of any list to exactly what was before.
package protocol RolloutBook: Sendable {
    var unit: CohortUnit { get }
    /// The pods that the cohort is drawn from; `nil` where no pod is labelled.
    var scope: PodScope? { get }
    /// For people: what they should know about this way of doing it.
    var notes: [String] { get }
    /// What is compared while `scene` soaks.
    func measurement(of scene: Scene) -> Measurement
    /// The same, and what else is measured where harm may show in several places. Variants are compared by the first.
    func measurements(of scene: Scene) -> [Measurement]
    /// The writes that make `scene` of any earlier scene.
    func moves(to scene: Scene) throws(Impossible) -> [Move]
    /// The writes that make what was before of any scene. The first of them makes the new version ineffective.
    func movesBack() -> [Move]
    /// The book of another policy of the rollout that does this policy's moves as well; `nil`: this book does them.
    var lead: LeadingBook? { get }
    /// The cluster has the new version already: there is nothing to do and nothing to judge.
    var isIdle: Bool { get }
}

extension RolloutBook {
    package var lead: LeadingBook? { nil }
    package var isIdle: Bool { false }
    package func measurements(of scene: Scene) -> [Measurement] { [measurement(of: scene)] }
}

extension RolloutBook {
    /// Throws where `scene` gives the new version to some requests alone, and the mesh's metrics do not tell those from
    /// the others: two versions could not be compared then.
    package func checkComparison(in scene: Scene) throws(Impossible) {
        guard case .variant = scene, !isIdle else { return }
        let measurement = measurement(of: scene)
        guard measurement.cohort == .nobody || measurement.baseline == .nobody else { return }
        throw Impossible(
            "requests with the header or cookie go where all others go, so that the mesh's metrics do not tell the two "
                + "versions apart and there would be no winner. Leave header and cookie out: with `split` a share of "
                + "the pods has the new version, and pods are measured apart", offers: [])
    }
}

/// What one kind of policy can do.
package protocol KindMechanics {
    /// For each unit whether the kind can have it in principle; the text says how, or why not. `docs/mechanics/` and
    /// refusals are made of it.
    static var units: [CohortUnit: UnitPossibility] { get }
    /// Which scenes the kind can have in principle beside `share` and `promoted`, by unit, with the reason where not.
    static func possibility(of scene: SceneKind) -> UnitPossibility
    /// The live objects that `book` looks at beside the policy.
    static var needs: [MeshResource] { get }
    /// The way to roll `change` out in `unit`. Throws `Impossible` where this very change cannot have it.
    static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook
}

/// The scenes by name, for tables.
package enum SceneKind: String, Hashable, Sendable, CaseIterable {
    case shadow, green, variant
}

/// Whether something can be, and how or why not, in a sentence.
package enum UnitPossibility: Hashable, Sendable {
    case possible(String)
    case impossible(String)

    package var isPossible: Bool { if case .possible = self { true } else { false } }
    package var text: String {
        switch self {
        case .possible(let text), .impossible(let text): text
        }
    }
}
