package import Domain

package enum SidecarMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] { [:] }
    package static func possibility(of scene: SceneKind) -> UnitPossibility { .impossible("") }
    package static var needs: [MeshResource] { [] }
    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook { throw Impossible("", offers: [.clusters]) }
}
