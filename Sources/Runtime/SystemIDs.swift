package import Domain
import Glibc
package import Ports
import Synchronization

/// New identities of the wall clock and the system's randomness.
package struct SystemIDs: IDSource {
    private let time: any TimeSource
    private let stock = RandomStock()

    package init(time: any TimeSource) { self.time = time }

    package func next<Entity>(_: Entity.Type) -> ID<Entity> { ID(at: time.now(), random: stock.take()) }

    package func jitter() -> Double { Double.random(in: 0..<1) }
}

/// The system's randomness, fetched for many ids at once: a deployment takes half a dozen of them, and each would cost
/// two system calls.
private final class RandomStock: Sendable {
    private let words = Mutex<[UInt64]>([])

    func take() -> (UInt64, UInt64) {
        words.withLock { words in
            if words.count < 2 { words = Self.fetch() }
            guard let first = words.popLast(), let second = words.popLast() else {
                var random = SystemRandomNumberGenerator()
                return (random.next(), random.next())
            }
            return (first, second)
        }
    }

    /// 256 bytes, the most that one call gives; nothing where the system has no such call.
    private static func fetch() -> [UInt64] {
        var words = [UInt64](repeating: 0, count: 32)
        return getentropy(&words, 256) == 0 ? words : []
    }
}
