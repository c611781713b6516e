import Domain
import Mesh
import Testing

@Suite struct BundleOrderTests {
    private struct Item: Equatable {
        let kind: PolicyKind
        let change: BundleOrder.Change
    }

    private func waves(_ items: [Item]) -> [[Item]] { BundleOrder.waves(items, kind: \.kind, change: \.change) }

    @Test func aSubsetIsThereBeforeTheRouteThatNamesIt() {
        let route = Item(kind: .virtualService, change: .write)
        let rule = Item(kind: .destinationRule, change: .write)
        #expect(waves([route, rule]) == [[rule], [route]])
    }

    @Test func aRouteGoesBeforeTheSubsetThatItNames() {
        let route = Item(kind: .virtualService, change: .remove)
        let rule = Item(kind: .destinationRule, change: .remove)
        #expect(waves([rule, route]) == [[route], [rule]])
    }

    @Test func everythingIsMadeBeforeAnythingIsBroken() {
        let made = Item(kind: .virtualService, change: .write)
        let broken = Item(kind: .serviceEntry, change: .remove)
        #expect(waves([broken, made]) == [[made], [broken]])
    }

    @Test func whatAServerAllowsIsThereBeforeTheServerDeniesTheRest() {
        #expect(BundleOrder.rank(of: .serverAuthorization) < BundleOrder.rank(of: .server))
        #expect(BundleOrder.rank(of: .server) < BundleOrder.rank(of: .httpRoute))
        #expect(BundleOrder.rank(of: .requestAuthentication) < BundleOrder.rank(of: .authorizationPolicy))
    }

    @Test func objectsOfOneRankGoTogether() {
        let one = Item(kind: .virtualService, change: .write)
        #expect(waves([one, one, one]) == [[one, one, one]])
        #expect(waves([]).isEmpty)
    }
}
