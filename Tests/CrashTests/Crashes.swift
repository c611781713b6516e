import TestKit
import Testing

/// What is killed, restarted, wiped, repeated and stopped in the middle of deployments; one after the other, because
/// each of these tests keeps a whole machine busy.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct Crashes {
    /// Short times, so that resuming takes seconds: a lease of two seconds costs a crash at most two and a bit.
    static let quick = [
        "lease": "2s", "cluster-timeout": "1s", "sweep-interval": "100ms", "republish-unconfirmed": "500ms",
        "republish-unclaimed": "1s", "drain-limit": "5s",
    ]

    /// An installation whose events all go to a queue of the test, too.
    static func listen(_ hotswap: Installation) async throws -> String {
        let queue = "\(hotswap.name).heard"
        try await hotswap.broker.listen(on: queue, to: "\(hotswap.name).events")
        return queue
    }
}
