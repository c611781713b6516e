import Application
import Domain
import Mesh
import Ports
import Testing

/// What the mesh refuses fails the step, before what needs it is written.
@Suite struct RefusedWaveTests {
    @Test func aProxyThatRefusesIsNamed() async throws {
        let town = try ArrivalTown("routedrules-testers")
        town.mesh.refuse(by: PodName(namespace: "default", name: "productpage-3"), why: "bad cluster")
        let refused = await #expect(throws: ConfigurationRefused.self) {
            try await town.arrange(.share(.percent(10)), step: 1)
        }
        let why = try #require(refused?.explanation)
        #expect(why.hasPrefix("Cluster west: the mesh refuses what was written first"), "\(why)")
        #expect(why.contains("default/productpage-3") && why.contains("bad cluster"), "\(why)")
        #expect(!town.mesh.log.contains { $0.contains("VirtualService") || $0.hasPrefix("label") }, "\(town.mesh.log)")
    }

    @Test func anObjectThatIsRefusedIsNamed() async throws {
        let town = try ArrivalTown("httproute-clients")
        try await town.arrange(.share(.percent(25)), step: 1)
        town.mesh.setRouteStatus([
            "parents": [
                [
                    "conditions": [
                        [
                            "type": "Accepted", "status": "False", "reason": "NoMatchingParent",
                            "observedGeneration": 1,
                        ]
                    ]
                ]
            ]
        ])
        town.mesh.forgetLog()
        let refused = await #expect(throws: ConfigurationRefused.self) {
            try await town.arrange(.promoted, step: 4)
        }
        let why = try #require(refused?.explanation)
        #expect(why.contains("HTTPRoute ") && why.contains("NoMatchingParent"), "\(why)")
        // The copies are what clients have meanwhile.
        #expect(!town.mesh.log.contains { $0.hasPrefix("delete") }, "\(town.mesh.log)")
    }
}
