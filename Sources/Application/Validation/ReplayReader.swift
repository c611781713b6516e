package import Domain
package import Impact
import MeshModel
import Ports
package import Validation

/// Asks the AuthorizationPolicies of changes about recorded requests, against what lives in a cluster.
package struct ReplayReader: Sendable {
    private let knowledge: ClusterKnowledge

    /// How many policies are asked at most.
    package static let limit = 50

    package init(_ knowledge: ClusterKnowledge) { self.knowledge = knowledge }

    /// The new version of an object; `nil`: it is to go.
    package struct Change: Sendable {
        package let object: KnownObject.Key
        package let new: JSONValue?

        package init(_ object: KnownObject.Key, new: JSONValue?) {
            self.object = object
            self.new = new
        }

        package var isReplayable: Bool { object.kind == .authorizationPolicy }
    }

    package struct Result: Sendable {
        package let object: String
        package let result: AccessLogReplay
    }

    /// One result for each policy, judged together with the other changes; and what could not be asked.
    package struct Reading: Sendable {
        package var results: [Result] = []
        package var unchecked: [ValidationReport.Unchecked] = []

        package init() {}
    }

    /// Throws `CancellationError` only: a cluster that cannot be asked is said in `unchecked`.
    package func reading(
        of requests: [AccessLogReplay.Line], to changes: [Change], on cluster: Cluster, settings: MeshSettings
    ) async throws -> Reading {
        var reading = Reading()
        let live: ClusterSnapshot
        do { live = try await knowledge.snapshot(of: cluster) } catch {
            try Task.checkCancellation()
            reading.unchecked.append(.init(what: "the recorded requests", why: error.explanation))
            return reading
        }
        var settings = settings
        settings.fill(from: live)
        let picture = live.picture(settings)
        let policies = changes.filter(\.isReplayable)
        if policies.count > Self.limit {
            reading.unchecked.append(
                .init(
                    what: "the recorded requests against \(policies.count - Self.limit) of \(policies.count) policies",
                    why: "the first \(Self.limit) are asked"))
        }
        let versions = policies.compactMap(\.new)
        for change in policies.prefix(Self.limit) {
            try Task.checkCancellation()
            let key = change.object
            let old = live.set.object(key.kind, key.namespace, key.name)?.tree
            reading.results.append(
                Result(
                    object: key.description,
                    result: AccessLogReplay(requests, old: old, new: change.new, beside: versions, in: picture)))
        }
        reading.unchecked += AccessLogReplay.gaps(in: reading.results.map(\.result), of: "the recorded requests")
        return reading
    }
}
