import Domain
import Mesh
import MeshTestKit
import Testing

/// What a kind says that it can, it says with a reason, and a sample shows it.
struct KindTableTests {
    @Test(arguments: PolicyKind.allCases)
    func everyUnitAndSceneHasItsReason(_ kind: PolicyKind) {
        let mechanics = Mechanics.of(kind)
        for unit in CohortUnit.allCases {
            #expect(mechanics.units[unit]?.text.isEmpty == false, "\(kind) \(unit)")
        }
        #expect(mechanics.units[.clusters]?.isPossible == true)
        for scene in SceneKind.allCases {
            #expect(!mechanics.possibility(of: scene).text.isEmpty, "\(kind) \(scene)")
        }
    }

    @Test(arguments: PolicyKind.allCases)
    func everyUnitWithinAClusterHasASample(_ kind: PolicyKind) {
        let shown = Set(KindSample.all.filter { $0.change.key.kind == kind }.map(\.unit))
        let missing = Mechanics.units(of: kind).filter { $0 != .clusters && !shown.contains($0) }
        #expect(missing.isEmpty, "\(kind) has no sample by \(missing)")
    }

    /// A document shows the objects of every step: of a shown sample, or of a cluster after the other.
    @Test(arguments: PolicyKind.allCases)
    func everyKindIsShown(_ kind: PolicyKind) {
        let isShown = KindSample.all.contains { $0.change.key.kind == kind && $0.isShown }
        #expect(isShown || ClusterWalk.example(of: kind) != nil)
    }

    @Test(arguments: PolicyKind.allCases)
    func everySceneHasASample(_ kind: PolicyKind) {
        let scenes = Set(KindSample.all.filter { $0.change.key.kind == kind }.flatMap(\.scenes).map(\.kind))
        let missing = SceneKind.allCases.filter {
            Mechanics.of(kind).possibility(of: $0).isPossible && !scenes.contains($0)
        }
        #expect(missing.isEmpty, "\(kind) has no sample of \(missing)")
    }
}

extension Scene {
    fileprivate var kind: SceneKind? {
        switch self {
        case .shadow: .shadow
        case .green: .green
        case .variant: .variant
        case .share, .switched, .promoted: nil
        }
    }
}
