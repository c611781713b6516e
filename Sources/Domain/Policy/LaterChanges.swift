/// What others have changed in an object since a deployment wrote it.
package struct LaterChanges: Hashable, Sendable {
    /// Where the object is not as it was written; never empty.
    package let paths: [FieldPath]
    /// Who has written it since, as far as the cluster tells.
    package let managers: [String]
    private static let named = 5
    /// What follows the text where a way back does away with the changes.
    package static let overwritten = " since; that was overwritten"

    /// `nil` where the object is as the deployment wrote it.
    ///
    /// A field that was written is changed where it has another value. One that was not is somebody's addition where a
    /// manager owns it that has written the object since: what the API server puts there by itself belongs to nobody.
    ///
    /// - Parameters:
    ///   - written: All that the deployment may have written there; the nearest of them counts.
    ///   - before: The object as it was before the deployment's first write, with its `managedFields`.
    package init?(in live: JSONValue, since written: [JSONValue], before: JSONValue?) {
        let owners = FieldOwners(of: live, since: before)
        let changed = written.map { Self.paths(of: live, since: $0, before: before, owners) }
        guard let nearest = changed.min(by: { $0.count < $1.count }), !nearest.isEmpty else { return nil }
        paths = nearest
        managers = Set(nearest.flatMap(owners.owners(of:))).sorted()
    }

    private static func paths(
        of live: JSONValue, since written: JSONValue, before: JSONValue?, _ owners: FieldOwners
    ) -> [FieldPath] {
        let comparison = LiveComparison(applied: written, live: live)
        let added = comparison.extras.filter { path in
            !owners.owners(of: path).isEmpty && live[path] != before?[path]
        }
        return (comparison.differences.map(\.path) + added).sorted()
    }

    /// `others (kubectl-edit) had changed spec.http[0].timeout`.
    package var text: String {
        let who = managers.isEmpty ? "others" : "others (\(managers.prefix(Self.named).joined(separator: ", ")))"
        let more = paths.count > Self.named ? " and \(paths.count - Self.named) more" : ""
        return "\(who) had changed \(paths.prefix(Self.named).map(\.description).joined(separator: ", "))\(more)"
    }
}
