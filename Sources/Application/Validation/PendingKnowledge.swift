package import Domain
package import Ports
import Synchronization
package import Validation

/// What is stored in HotSwap for each cluster and is not in force there: versions that deployments bring, and those
/// that nobody deploys yet. Asked anew each time; what versions say never changes, and is
/// read once as long as somebody asks.
package final class PendingKnowledge: Sendable {
    /// A pending version as the rules see it.
    package struct Object: Sendable {
        package let version: PendingVersion
        /// `nil`: the version says that the object is to go.
        package let known: KnownObject?

        package var key: KnownObject.Key { KnownObject.Key(of: version.key) }
    }

    /// What is pending for a cluster. The same object as long as nothing changes.
    package final class Pending: Sendable {
        package let objects: [Object]
        /// Whether there is more than is looked at.
        package let isCut: Bool
        fileprivate let versions: [PendingVersion]
        fileprivate let contents: [PolicyReference: Content]

        fileprivate init(_ versions: [PendingVersion], _ contents: [PolicyReference: Content], isCut: Bool) {
            self.versions = versions
            self.contents = contents
            self.isCut = isCut
            objects = versions.compactMap { version in
                contents[version.reference].map { Object(version: version, known: $0.known) }
            }
        }
    }

    /// What a version says; one that is not there any more has none.
    fileprivate struct Content {
        let known: KnownObject?

        init(_ content: PolicyContent) { known = content.document.map { KnownObject($0, isJudged: false) } }
    }

    private struct Last {
        let pending: Pending
        let readAt: ContinuousClock.Instant
        var askedAt: ContinuousClock.Instant
    }

    /// How many pending versions of a cluster are looked at.
    package static let limit = 5_000

    private let store: any PendingPolicies
    private let lifetime: Duration
    private let idle: Duration
    private let turns = SharedReading<ID<Cluster>, Pending>()
    private let last = Mutex<[ID<Cluster>: Last]>([:])

    /// - Parameters:
    ///   - lifetime: How old what is known may be: for workers, who ask for every deployment.
    ///   - idle: For how long after it was asked for last it is kept: of a large cluster it is tens of megabytes.
    package init(store: any PendingPolicies, lifetime: Duration = .zero, idle: Duration = .seconds(60)) {
        self.store = store
        self.lifetime = lifetime
        self.idle = idle
    }

    /// Throws `PortError` where the database cannot be asked.
    package func pending(on cluster: Cluster) async throws -> Pending {
        if let known = fresh(cluster.id, at: .now) { return known }
        return try await turns.value(cluster.id) { try await self.read(cluster) }
    }

    private func fresh(_ cluster: ID<Cluster>, at now: ContinuousClock.Instant) -> Pending? {
        last.withLock { last in
            last[cluster]?.askedAt = now
            return last[cluster].flatMap { now - $0.readAt < lifetime ? $0.pending : nil }
        }
    }

    private func read(_ cluster: Cluster) async throws -> Pending {
        let now = ContinuousClock.now
        let found = try await store.pending(on: cluster, limit: Self.limit + 1)
        let versions = Array(found.prefix(Self.limit))
        let isCut = found.count > versions.count
        let before = last.withLock { $0[cluster.id]?.pending }
        if let before, before.versions == versions, before.isCut == isCut {
            keep(before, of: cluster.id, readAt: now)
            return before
        }
        let pending = Pending(versions, try await contents(of: versions, on: cluster.id), isCut: isCut)
        keep(pending, of: cluster.id, readAt: now)
        return pending
    }

    private func keep(_ pending: Pending, of cluster: ID<Cluster>, readAt: ContinuousClock.Instant) {
        let before = last.withLock { last in
            last.updateValue(Last(pending: pending, readAt: readAt, askedAt: .now), forKey: cluster)
        }
        if before == nil { Task { await dropWhenIdle(cluster) } }
    }

    private func dropWhenIdle(_ cluster: ID<Cluster>) async {
        while let end = idleEnd(of: cluster) { try? await Task.sleep(until: end, clock: .continuous) }
    }

    /// When it will have been idle for too long; `nil`: it has been, and is gone.
    private func idleEnd(of cluster: ID<Cluster>) -> ContinuousClock.Instant? {
        last.withLock { last in
            guard let end = last[cluster]?.askedAt.advanced(by: idle), end > .now else {
                last[cluster] = nil
                return nil
            }
            return end
        }
    }

    /// What versions say: of those that are pending already, here or elsewhere, the same objects.
    private func contents(
        of versions: [PendingVersion], on cluster: ID<Cluster>
    ) async throws -> [PolicyReference: Content] {
        let (here, elsewhere) = last.withLock { last in
            (last[cluster]?.pending.contents ?? [:], last.filter { $0.key != cluster }.values.map(\.pending.contents))
        }
        var contents: [PolicyReference: Content] = [:]
        for reference in versions.lazy.map(\.reference) {
            contents[reference] = here[reference] ?? elsewhere.lazy.compactMap { $0[reference] }.first
        }
        let missing = versions.map(\.reference).filter { contents[$0] == nil }
        guard !missing.isEmpty else { return contents }
        return contents.merging(try await store.contents(of: missing).mapValues(Content.init)) { $1 }
    }
}

extension KnownObject.Key {
    package init(of key: PolicyKey) {
        self.init(
            kind: ObjectKind(key.kind.rawValue, group: key.group), namespace: key.namespace, name: key.name)
    }
}

extension PendingVersion {
    /// `pending: policy VirtualService shop/reviews version 3, deployment 0198…`: how findings name it.
    var origin: String {
        "pending: policy \(key) version \(version)" + (deployment.map { ", deployment \($0)" } ?? "")
    }
}
