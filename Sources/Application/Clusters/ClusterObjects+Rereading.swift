import Domain
package import Ports

extension ClusterObjects {
    /// Does `attempt` on what is known of an object; where it has changed since, on what it is now.
    ///
    /// Throws what `attempt` throws, and a transient `PortError` where the object keeps changing under our hands.
    package func rereading<Answer>(
        _ reference: ObjectReference, known: LiveObject?, _ attempt: (LiveObject?) async throws -> Answer
    ) async throws -> Answer {
        var live = known
        for _ in 0..<4 {
            do { return try await attempt(live) } catch let refusal as ClusterRefusal {
                guard refusal.meansChanged(since: live) else { throw refusal }
                live = try await get(reference)
            }
        }
        throw PortError(.transient, "\(reference)", "it keeps being changed by others; trying again later")
    }
}

extension ClusterRefusal {
    /// Whether the object is no longer as it was read, so that reading it again can help. A create that finds nothing
    /// (`live` is `nil`) misses its namespace, which reading does not mend.
    fileprivate func meansChanged(since live: LiveObject?) -> Bool {
        switch self {
        case .stale, .alreadyExists: true
        case .notFound: live != nil
        case .ownedByOthers, .invalid, .notServed: false
        }
    }
}
