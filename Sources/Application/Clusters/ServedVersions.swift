package import Domain
package import Ports

/// In which of its versions an object is written to a cluster.
package struct ServedVersions: Sendable {
    private let objects: any ClusterObjects

    package init(_ objects: any ClusterObjects) { self.objects = objects }

    /// The version to use for a document of `version`, and a sentence for people where it is another one.
    ///
    /// A version that the cluster does not serve is replaced by one that it does serve where both have the same
    /// schema (`PolicyKind.interchangeable`). Where there is no document (the object is to go), any version will do.
    /// Throws `ClusterRefusal.notServed` where there is none.
    package func choose(for key: PolicyKey, documentVersion: String?) async throws -> ChosenVersion {
        let served = try await objects.servedVersions(group: key.group, plural: key.kind.plural)
        let known = key.kind.versions(in: key.group)
        let version = documentVersion ?? known.first(where: served.contains) ?? served.first ?? known.first ?? "v1"
        if served.contains(version) { return ChosenVersion(version: version, note: nil) }
        guard !served.isEmpty else {
            throw ClusterRefusal.notServed(
                "The cluster does not serve \(key.kind.plural).\(key.group): install the \(key.mesh.rawValue) "
                    + "definitions, or deploy to a cluster that runs that mesh")
        }
        guard let other = key.kind.interchangeable(with: version, in: key.group).first(where: served.contains) else {
            throw ClusterRefusal.notServed(
                "The cluster serves \(key.kind.rawValue) as \(served.joined(separator: ", ")) but not as \(version), "
                    + "and their fields differ: write the document for one of those versions")
        }
        return ChosenVersion(
            version: other, note: "written as \(key.group)/\(other): the cluster does not serve \(version)")
    }
}

/// The version in which an object is written.
package struct ChosenVersion: Hashable, Sendable {
    package let version: String
    package let note: String?
}
