package import Domain
package import Impact
import MeshModel
package import Ports
package import Validation

/// What documents would do to a cluster: their impact against the live versions, with the traffic of now.
package struct ImpactReader: Sendable {
    private let knowledge: ClusterKnowledge
    private let metrics: (any TrafficMetricsConnecting)?

    /// Of how many documents the impact is told at most.
    package static let limit = 50
    /// How many questions are asked of the mesh's model for all documents together.
    private static let questions = 40_000

    /// - Parameter metrics: `nil`: the traffic is not told.
    package init(_ knowledge: ClusterKnowledge, metrics: (any TrafficMetricsConnecting)? = nil) {
        self.knowledge = knowledge
        self.metrics = metrics
    }

    /// A change of one object.
    package struct Change: Sendable {
        package let object: KnownObject.Key
        /// `nil`: the object of that name is to go.
        package let new: JSONValue?
        /// What it is compared with.
        package let old: Old

        package enum Old: Sendable {
            /// The live version.
            case live
            /// A version that is said; `nil`: the object was not there.
            case given(JSONValue?)
        }

        package init(_ object: KnownObject.Key, new: JSONValue?, old: Old = .live) {
            self.object = object
            self.new = new
            self.old = old
        }
    }

    /// What the change of an object does, and what is dangerous about it.
    package struct Answer: Sendable {
        package let impact: Impact
        package let findings: [Finding]
    }

    /// One answer for each change of a mesh's object, all of them together against what is live; and what could not be
    /// looked at.
    package struct Reading: Sendable {
        package var answers: [Answer] = []
        package var unchecked: [ValidationReport.Unchecked] = []

        package init() {}
    }

    /// Throws `CancellationError` only: a cluster that cannot be asked is said in `unchecked`.
    package func reading(
        of changes: [Change], on cluster: Cluster, settings: MeshSettings = MeshSettings()
    ) async throws -> Reading {
        let all = changes.filter { Impact.isTold(of: $0.object.kind) }
        let concerned = all.prefix(Self.limit)
        var reading = Reading()
        guard !concerned.isEmpty else { return reading }
        if all.count > concerned.count {
            reading.unchecked.append(
                .init(
                    what: "the impact of \(all.count - concerned.count) of \(all.count) documents",
                    why: "the first \(Self.limit) are looked at"))
        }
        let live: ClusterSnapshot
        do { live = try await knowledge.snapshot(of: cluster) } catch {
            try Task.checkCancellation()
            reading.unchecked.append(.unanswered("what the changes do to the cluster", why: error.explanation))
            return reading
        }
        let traffic = await TrafficNow.read(metrics?.metrics(of: cluster))
        try Task.checkCancellation()
        if let why = traffic.problem {
            reading.unchecked.append(
                .init(what: "how much traffic the impact is about", why: "cluster \(cluster.name): \(why)"))
        }
        var settings = settings
        settings.fill(from: live)
        let picture = live.picture(settings)
        reading.answers = Self.answers(to: all, first: concerned.count, live, picture, traffic)
        return reading
    }

    private static func answers(
        to changes: [Change], first limit: Int, _ live: ClusterSnapshot, _ picture: MeshPicture, _ traffic: TrafficNow
    ) -> [Answer] {
        let steps = changes.map { change in
            let key = change.object
            let old =
                switch change.old {
                case .live: live.set.object(key.kind, key.namespace, key.name)?.tree
                case .given(let document): document
                }
            return Impact.Change(old: old, new: change.new)
        }
        let impacts = Impact.together(steps, first: limit, in: picture, questions: questions / limit) {
            traffic.rates[$0]
        }
        return zip(steps, impacts).compactMap { step, impact in
            impact.map {
                Answer(impact: $0, findings: ChangeLint.findings(old: step.old, new: step.new, in: picture))
            }
        }
    }
}
