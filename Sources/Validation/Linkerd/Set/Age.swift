import Domain

/// Which of two objects a mesh prefers where age decides: the older one, of equals the one whose name comes first.
enum Age {
    /// `nil` where nobody can tell: an object that is not in a cluster yet has no time of its creation.
    static func isOlder(_ one: KnownObject, than other: KnownObject) -> Bool? {
        guard let first = created(one), let second = created(other) else { return nil }
        return (first, one.name, one.namespace) < (second, other.name, other.namespace)
    }

    private static func created(_ object: KnownObject) -> String? {
        object.tree["metadata"]?["creationTimestamp"]?.string
    }
}
