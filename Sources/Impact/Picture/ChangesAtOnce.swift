import Domain
import MeshModel

/// Changes of several objects that come about together, as pairs of what is before any of them and what is after all.
struct ChangesAtOnce {
    /// One for each change; `nil` where neither version has a kind and a name.
    let pairs: [PolicyPair?]
    /// The live cluster with what comes: what is asked of the rules is asked of all of them.
    let picture: MeshPicture

    private struct Name: Hashable {
        let group: String
        let kind: String
        let namespace: String
        let name: String

        init(_ object: PolicyObject) {
            (group, kind, namespace, name) = (object.group, object.kind, object.namespace, object.name)
        }
    }

    init(_ changes: [Impact.Change], in picture: MeshPicture) {
        let read = changes.map { Impact.Change(old: picture.read($0.old), new: picture.read($0.new)) }
        let objects = read.map { change in (change.new ?? change.old).flatMap { PolicyObject($0) } }
        let places = Self.places(of: objects.compactMap(\.self), in: picture.policies)
        var before = picture.policies.map { $0 as JSONValue? }
        var after = before
        for (change, object) in zip(read, objects) {
            guard let object else { continue }
            let place = places[Name(object)]
            let age = place.flatMap { picture.policies[$0]["metadata"]?["creationTimestamp"] }
            Self.put(change.old, place, age, in: &before)
            Self.put(change.new, place, age, in: &after)
        }
        let root = picture.rootNamespace
        let sets = (
            before: PolicySet(before.compactMap(\.self), rootNamespace: root),
            after: PolicySet(after.compactMap(\.self), rootNamespace: root)
        )
        pairs = zip(read, objects).map { change, object in
            object.map {
                PolicyPair($0, old: change.old, new: change.new, before: sets.before, after: sets.after)
            }
        }
        let coming = changes.count > 1 ? read.compactMap(\.new) : []
        self.picture = coming.isEmpty ? picture : picture.with(policies: picture.policies + coming)
    }

    private static func places(of objects: [PolicyObject], in policies: [JSONValue]) -> [Name: Int] {
        let wanted = Set(objects.map(Name.init))
        var places: [Name: Int] = [:]
        for (place, document) in policies.enumerated() {
            guard let name = PolicyObject(document).map(Name.init), wanted.contains(name) else { continue }
            if places[name] == nil { places[name] = place }
        }
        return places
    }

    /// What is not there yet comes last.
    private static func put(_ document: JSONValue?, _ place: Int?, _ age: JSONValue?, in list: inout [JSONValue?]) {
        let aged = document.map { PolicyPair.aged($0, age) }
        if let place { list[place] = aged } else if let aged { list.append(aged) }
    }
}
