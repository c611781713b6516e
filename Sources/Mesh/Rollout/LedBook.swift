package import Domain
import MeshModel

/// A book that moves the objects of several policies, by the name of the policy that it is entered for.
package struct LeadingBook: Sendable {
    package let key: PolicyKey
    package let book: any RolloutBook

    package init(key: PolicyKey, book: any RolloutBook) {
        self.key = key
        self.book = book
    }
}

/// A policy whose objects another policy's book moves: it has nothing to do itself, and is what that one is.
struct LedBook: RolloutBook {
    let leading: LeadingBook

    var lead: LeadingBook? { leading }
    var unit: CohortUnit { leading.book.unit }
    var scope: PodScope? { leading.book.scope }
    var notes: [String] { ["it is rolled out together with \(leading.key)"] }

    func measurement(of scene: Scene) -> Measurement { leading.book.measurement(of: scene) }

    func measurements(of scene: Scene) -> [Measurement] { leading.book.measurements(of: scene) }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        _ = try leading.book.moves(to: scene)
        return []
    }

    func movesBack() -> [Move] { [] }
}
