import Domain
import Validation

/// The objects of an earlier reading: whatever is still the same is shared with it, so that several readings of a large
/// cluster cost little more than one.
package struct EarlierObjects: Sendable {
    private let byUID: [String: KnownObject]

    /// - Parameter objects: What lived there, of any kind.
    init(_ objects: some Sequence<KnownObject>) {
        byUID = Dictionary(objects.lazy.compactMap { object in Self.uid(object.tree).map { ($0, object) } }) { $1 }
    }

    package static let none = EarlierObjects([])

    /// The object that was read now, as it is known already where it is the same.
    func known(_ read: JSONValue) -> KnownObject { same(read) ?? KnownObject(read, isJudged: false) }

    /// The same document.
    func document(_ read: JSONValue) -> JSONValue { same(read)?.tree ?? read }

    /// The resourceVersion alone does not tell: a server with newer definitions reads what it stored otherwise.
    private func same(_ read: JSONValue) -> KnownObject? {
        guard let uid = Self.uid(read), let known = byUID[uid], known.tree == read else { return nil }
        return known
    }

    private static func uid(_ object: JSONValue) -> String? { object["metadata"]?["uid"]?.string }
}
