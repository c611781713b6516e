import Domain
import Testing

@testable import Validation

struct SetIndexTests {
    private let set = ValidationSet([KnownObject(["apiVersion": "v1", "kind": "Service", "metadata": ["name": "web"]])])

    /// What an index is called is for people: each keeps its own words.
    @Test func indexesOfOneNameAreNotMixedUp() {
        let byName = SetIndex("services", of: [.service]) { [$0.name] }
        let byNamespace = SetIndex("services", of: [.service]) { [$0.namespace] }
        #expect(set.objects(byName, "web").count == 1)
        #expect(set.objects(byNamespace, "web").isEmpty)
        #expect(set.objects(byNamespace, "default").count == 1)
    }

    @Test func anObjectStandsOnceUnderAWord() {
        let twice = SetIndex("twice", of: nil) { [$0.name, $0.namespace, $0.name] }
        #expect(set.objects(twice, "web").count == 1)
        #expect(set.most(twice) == 1)
    }
}
