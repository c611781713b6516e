package import Domain
package import MeshModel

/// The live policies before a change and after it: all the same but for one object, and those that change with it.
package struct PolicyPair: Sendable {
    package let before: PolicySet
    package let after: PolicySet
    /// The object that changes.
    package let object: PolicyObject
    package let old: JSONValue?
    package let new: JSONValue?

    /// `nil` where neither version has a kind and a name.
    ///
    /// - Parameters:
    ///   - old: The version before; `nil`: there is none. It stands in for the live object of the same name.
    ///   - new: The version after; `nil`: the object goes.
    ///   - others: New versions of other objects, which come with it.
    package init?(old: JSONValue?, new: JSONValue?, beside others: [JSONValue] = [], in picture: MeshPicture) {
        guard let object = (new ?? old).flatMap({ PolicyObject($0) }) else { return nil }
        let place = picture.policies.firstIndex { PolicyObject($0).map { $0.isNamed(as: object) } ?? false }
        let rest = picture.policies.enumerated().filter { $0.offset != place }.map(\.element)
        let age = place.flatMap { picture.policies[$0]["metadata"]?["creationTimestamp"] }
        let earlier = place ?? rest.count
        func set(_ document: JSONValue?, _ rest: [JSONValue]) -> PolicySet {
            var documents = rest
            if let document { documents.insert(Self.aged(document, age), at: earlier) }
            return PolicySet(documents, rootNamespace: picture.rootNamespace)
        }
        before = set(old, rest)
        after = set(new, Self.replacing(others, in: rest, but: object))
        self.object = object
        self.old = old
        self.new = new
    }

    /// One of several objects that change together.
    ///
    /// - Parameters:
    ///   - before: Everything before any of them changes.
    ///   - after: Everything when all have changed.
    init(_ object: PolicyObject, old: JSONValue?, new: JSONValue?, before: PolicySet, after: PolicySet) {
        (self.object, self.old, self.new, self.before, self.after) = (object, old, new, before, after)
    }

    /// The documents with `others` in their places; those that are nowhere yet come last.
    private static func replacing(
        _ others: [JSONValue], in documents: [JSONValue], but object: PolicyObject
    ) -> [JSONValue] {
        guard !others.isEmpty else { return documents }
        var result = documents
        for other in others {
            guard let named = PolicyObject(other), !named.isNamed(as: object) else { continue }
            let place = result.firstIndex { PolicyObject($0).map { $0.isNamed(as: named) } ?? false }
            let aged = aged(other, place.flatMap { result[$0]["metadata"]?["creationTimestamp"] })
            if let place { result[place] = aged } else { result.append(aged) }
        }
        return result
    }

    /// A change leaves an object as old as it is; what is created is the youngest.
    static func aged(_ document: JSONValue, _ age: JSONValue?) -> JSONValue {
        var aged = document
        var metadata = document["metadata"] ?? .object([:])
        metadata["creationTimestamp"] = age ?? metadata["creationTimestamp"] ?? "9999-12-31T23:59:59Z"
        aged["metadata"] = metadata
        return aged
    }

    /// The versions that there are, the old one first.
    var versions: [JSONValue] { [old, new].compactMap(\.self) }
    var namespace: String { object.namespace }

    /// Whether the object is among `objects`.
    func isAmong(_ objects: [PolicyObject]) -> Bool { objects.contains { $0.isNamed(as: object) } }
}

extension PolicyObject {
    func isNamed(as other: PolicyObject) -> Bool {
        group == other.group && kind == other.kind && namespace == other.namespace && name == other.name
    }
}
