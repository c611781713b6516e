import Domain
import Mesh
import MeshModel
package import Ports

extension ProgressiveRollout {
    /// What a bundle is on a cluster before anything is done.
    package struct Situation: Sendable {
        package let bundle: Bundle
        package let targets: [ClusterTarget]
        package let picture: ClusterPicture
        package let books: RolloutBooks
        let objects: any ClusterObjects
        let pods: any ClusterPods
        /// The objects beside the policies' own that were read since.
        var seen: [MeshObjectName: LiveObject] = [:]
    }

    /// Reads the cluster and decides how each policy is rolled out. Writes nothing.
    /// Throws `RolloutImpossible`, `ClusterRefusal`, `PortError`.
    package func situation(of bundle: Bundle) async throws -> Situation {
        do { return try await situation(of: bundle, isFresh: false) } catch is RolloutImpossible {
            return try await situation(of: bundle, isFresh: true)
        }
    }

    /// - Parameter isFresh: The cluster is read after this call; else its picture may be one that watches keep.
    package func situation(of bundle: Bundle, isFresh: Bool) async throws -> Situation {
        let objects = try await clusters.objects(of: bundle.cluster)
        let pods = try await podsOf.pods(of: bundle.cluster)
        let targets = try await TargetReader(objects, concurrency: settings.concurrency).targets(of: bundle.objects)
        let picture = try await SurroundingsReader(objects: objects, pods: pods)
            .read(for: targets, companions: bundle.companions, of: bundle.cluster, sharing: pictures, isFresh: isFresh)
        let books = try RolloutBooks(
            targets, units: bundle.deployment.plan.units, cohort: Cohort(bundle.deployment.id), in: picture)
        return Situation(
            bundle: bundle, targets: targets, picture: picture, books: books, objects: objects, pods: pods)
    }
}

extension ProgressiveRollout.Situation {
    /// The pods whose proxies are to have what was written: those with the label where there are some, else all of the
    /// whole.
    func affected(_ members: CohortMembers?) -> Set<PodName> {
        if let members, !members.cohort.isEmpty { return members.cohort }
        let scopes = books.scopes
        return Set(
            picture.surroundings.pods.filter { pod in scopes.contains { $0.contains(pod) } }.map(\.podName))
    }

    /// Who has the new version where it is everywhere, and pods are chosen: all of the whole, whoever has a label.
    /// `nil`: in other scenes labels tell.
    func holders(in scene: Scene) -> CohortMembers? {
        guard scene.isEverywhere, !books.scopes.isEmpty else { return nil }
        return CohortMembers(cohort: affected(nil))
    }

    /// The pods whose label is another than it was when the cluster was read; `members`: who has it now, where labels
    /// were written.
    func relabelled(_ members: CohortMembers?) -> Set<PodName> {
        guard let members else { return [] }
        let key = books.cohort.labelKey
        let had = Set(picture.surroundings.pods.lazy.filter { $0.labels[key] != nil }.map(\.podName))
        return had.symmetricDifference(members.cohort)
    }

    /// Where the policies' own objects and all that was captured before are found.
    var knownPlaces: [MeshObjectName: MoveWriter.Place] {
        var places: [MeshObjectName: MoveWriter.Place] = [:]
        for target in targets {
            places[MeshObjectName(target.reference)] = MoveWriter.Place(
                reference: target.reference,
                before: target.object.capture.map(\.before) ?? target.live?.body, seen: target.live)
        }
        for companion in bundle.companions {
            let name = MeshObjectName(companion.reference)
            places[name] = MoveWriter.Place(
                reference: companion.reference, before: companion.before, seen: seen[name])
        }
        return places
    }
}

/// No pod is there for the policies to be tried on.
package struct EmptyCohort: Error, Hashable, Sendable, CustomStringConvertible {
    package let cluster: String
    package var description: String {
        "Cluster \(cluster): no pod is selected by the policies, so a share of them is nobody. Check the selectors and "
            + "namespaces, or deploy with Direct"
    }
}
