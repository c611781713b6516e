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

    /// What others have changed in an object that was given one certain document; `nil`: nothing that counts. A field
    /// that HotSwap still owns is as it was written, whatever is thought today of what it should be.
    ///
    /// - Parameters:
    ///   - document: What the object was given.
    ///   - withAdditions: What others have added counts as well.
    ///   - counts: Which fields are looked at.
    package init?(
        in live: JSONValue, insteadOf document: JSONValue, before: JSONValue?, withAdditions: Bool,
        where counts: (FieldPath) -> Bool
    ) {
        let owners = FieldOwners(of: live, since: before)
        let comparison = LiveComparison(applied: document, live: live)
        let changed = comparison.differences.map(\.path).filter { !owners.isOurs($0) }
        let added = withAdditions ? comparison.extras.filter { !owners.owners(of: $0).isEmpty } : []
        paths = (changed + added).filter(counts).sorted()
        managers = Set(paths.flatMap(owners.owners(of:))).sorted()
        if paths.isEmpty { return nil }
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
