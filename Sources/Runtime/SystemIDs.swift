package import Domain
package import Ports

/// New identities of the wall clock and the system's randomness.
package struct SystemIDs: IDSource {
    private let time: any TimeSource

    package init(time: any TimeSource) { self.time = time }

    package func next<Entity>(_: Entity.Type) -> ID<Entity> {
        var random = SystemRandomNumberGenerator()
        return ID(at: time.now(), random: (random.next(), random.next()))
    }

    package func jitter() -> Double { Double.random(in: 0..<1) }
}
