package import Domain
package import Ports
import Synchronization
package import Validation

/// What is stored in HotSwap for each cluster and is not in force there: versions that deployments bring, and those
/// that nobody deploys yet. Asked anew each time; what versions say never changes and is read once.
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

        fileprivate init(_ versions: [PendingVersion], _ objects: [Object], isCut: Bool) {
            self.versions = versions
            self.objects = objects
            self.isCut = isCut
        }
    }

    /// How many pending versions of a cluster are looked at.
    package static let limit = 5_000
    /// How many contents are kept.
    private static let keptContents = 20_000

    private let store: any PendingPolicies
    private let lifetime: Duration
    private let turns = SharedReading<ID<Cluster>, Pending>()
    private let last = Mutex<[ID<Cluster>: (pending: Pending, readAt: ContinuousClock.Instant)]>([:])
    private let contents = Mutex<[PolicyReference: PolicyContent]>([:])

    /// - Parameter lifetime: How old what is known may be: for workers, who ask for every deployment.
    package init(store: any PendingPolicies, lifetime: Duration = .zero) {
        self.store = store
        self.lifetime = lifetime
    }

    /// Throws `PortError` where the database cannot be asked.
    package func pending(on cluster: Cluster) async throws -> Pending {
        if let known = last.withLock({ $0[cluster.id] }), .now - known.readAt < lifetime { return known.pending }
        return try await turns.value(cluster.id) { try await self.read(cluster) }
    }

    private func read(_ cluster: Cluster) async throws -> Pending {
        let now = ContinuousClock.now
        let found = try await store.pending(on: cluster, limit: Self.limit + 1)
        let versions = Array(found.prefix(Self.limit))
        let before = last.withLock { $0[cluster.id]?.pending }
        let isCut = found.count > versions.count
        if let before, before.versions == versions, before.isCut == isCut {
            last.withLock { $0[cluster.id] = (before, now) }
            return before
        }
        let contents = try await contents(of: versions)
        let known = Dictionary((before?.objects ?? []).map { ($0.version.reference, $0.known) }) { first, _ in first }
        let objects = versions.compactMap { version -> Object? in
            guard let content = contents[version.reference] else { return nil }
            let object = known[version.reference] ?? content.document.map { KnownObject($0, isJudged: false) }
            return Object(version: version, known: object)
        }
        let pending = Pending(versions, objects, isCut: isCut)
        last.withLock { $0[cluster.id] = (pending, now) }
        return pending
    }

    private func contents(of versions: [PendingVersion]) async throws -> [PolicyReference: PolicyContent] {
        let wanted = versions.map(\.reference)
        var known = contents.withLock { $0 }
        let missing = wanted.filter { known[$0] == nil }
        guard !missing.isEmpty else { return known }
        let read = try await store.contents(of: missing)
        known.merge(read) { $1 }
        contents.withLock { kept in
            if kept.count + read.count > Self.keptContents { kept = [:] }
            kept.merge(read) { $1 }
        }
        return known
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
