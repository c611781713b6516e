package import Domain
import Ports
import Synchronization

/// The pictures of clusters that jobs share. One that is asked for now and then is read; one that is asked for again
/// and again is kept by watches for as long as that lasts, so that a thousand rollouts of a large cluster cost one
/// reading.
///
/// A kept picture is behind the cluster by what a watch needs to tell, milliseconds mostly. Nothing is written on its
/// word alone: a write has what was read of its own object as its precondition, labels are put on pods that were read
/// then, and who finds in a picture that something is impossible looks at a fresh one before saying so.
package final class ClusterPictures: Sendable {
    typealias Scope = SurroundingsReader.Scope

    private struct State {
        /// When each was asked for last.
        var asked: [Scope: ContinuousClock.Instant] = [:]
        var kept: [Scope: KeptPicture] = [:]
    }

    private let state = Mutex(State())
    private let readings = SharedReading<Scope, ClusterPicture>()
    private let idle: Duration
    /// What the cluster has told somebody else before we were asked has come through its watch, too, after so long.
    private static let grace = Duration.milliseconds(20)

    /// - Parameter idle: Who asks within so long after another begins the watches; when nobody has asked for so long,
    ///   they end.
    package init(idle: Duration = .seconds(15)) { self.idle = idle }

    /// The picture as it is now or later. Throws what `read` throws.
    ///
    /// - Parameter isFresh: It must have been read after this call.
    func picture(
        _ scope: Scope, of objects: any ClusterObjects, isFresh: Bool,
        _ read: @escaping @Sendable () async throws -> ClusterPicture
    ) async throws -> ClusterPicture {
        if let kept = kept(scope, objects), !isFresh, await kept.value != nil {
            try await Task.sleep(for: Self.grace)
            if let picture = await kept.value { return picture }
        }
        return try await readings.value(scope, read)
    }

    /// Keeps those of a cluster that are kept for as long again, as if somebody had asked: who watches rollouts there
    /// may have to take them back at any moment, and then has no time to read.
    package func hold(_ cluster: ID<Cluster>) {
        let now = ContinuousClock.now
        state.withLock { state in
            for scope in state.kept.keys where scope.cluster.id == cluster { state.asked[scope] = now }
        }
    }

    /// How many pictures are kept.
    var count: Int { state.withLock { $0.kept.count } }

    /// The kept picture, which may not be complete yet; `nil` where nobody else has asked for it lately.
    private func kept(_ scope: Scope, _ objects: any ClusterObjects) -> KeptPicture? {
        let now = ContinuousClock.now
        let (kept, isNew) = state.withLock { state -> (KeptPicture?, Bool) in
            state.asked = state.asked.filter { now - $0.value < idle || state.kept[$0.key] != nil }
            let isAgain = state.asked.updateValue(now, forKey: scope) != nil
            if let kept = state.kept[scope] { return (kept, false) }
            guard isAgain else { return (nil, false) }
            let new = KeptPicture(scope)
            state.kept[scope] = new
            return (new, true)
        }
        if isNew, let kept { Task { await keep(kept, scope, objects) } }
        return kept
    }

    /// Keeps it for as long as somebody asks. One that cannot be kept is tried again no sooner than that.
    private func keep(_ kept: KeptPicture, _ scope: Scope, _ objects: any ClusterObjects) async {
        let watching = Task { await kept.keep(objects) }
        while let last = state.withLock({ $0.asked[scope] }), .now - last < idle {
            try? await Task.sleep(until: last + idle, clock: .continuous)
        }
        watching.cancel()
        await watching.value
        state.withLock { $0.kept[scope] = nil }
    }
}
