import Domain
import Validation

/// The objects of an earlier reading: whatever has not been written since is shared with it, so that several readings
/// of a large cluster cost little more than one.
package struct EarlierObjects: Sendable {
    private let objects: [Revision: KnownObject]

    /// An object until somebody writes it, as one version of its API has it.
    private struct Revision: Hashable {
        let uid: String
        let resourceVersion: String
        let apiVersion: String

        init?(_ object: JSONValue) {
            guard let metadata = object["metadata"], let uid = metadata["uid"]?.string,
                let resourceVersion = metadata["resourceVersion"]?.string
            else { return nil }
            (self.uid, self.resourceVersion) = (uid, resourceVersion)
            apiVersion = object["apiVersion"]?.string ?? ""
        }
    }

    /// - Parameter objects: What lived there, of any kind.
    init(_ objects: some Sequence<KnownObject>) {
        self.objects = Dictionary(objects.lazy.compactMap { object in Revision(object.tree).map { ($0, object) } }) {
            $1
        }
    }

    package static let none = EarlierObjects([])

    /// The object that was read now, as it is known already where it has not changed.
    func known(_ read: JSONValue) -> KnownObject {
        Revision(read).flatMap { objects[$0] } ?? KnownObject(read, isJudged: false)
    }

    /// The same document.
    func document(_ read: JSONValue) -> JSONValue { Revision(read).flatMap { objects[$0]?.tree } ?? read }
}
