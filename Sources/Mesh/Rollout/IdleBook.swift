package import Domain
package import MeshModel

/// A policy whose new version the cluster has already: nothing is written, labelled or compared there, in no scene and
/// on no way back.
package struct IdleBook: RolloutBook {
    package let unit: CohortUnit
    package let scope: PodScope? = nil
    package let notes = [IdleBook.note]
    package let isIdle = true

    /// For people.
    package static let note = "the cluster has this version already: nothing is done there"

    package func measurement(of scene: Scene) -> Measurement {
        Measurement(side: .server, cohort: .nobody, baseline: .nobody)
    }

    package func moves(to scene: Scene) throws(Impossible) -> [Move] { [] }
    package func movesBack() -> [Move] { [] }
}
