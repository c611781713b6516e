package import Domain

/// Whether a live object already is what a version says, as far as a mesh looks at it.
///
/// Labels and annotations that others have put on it are theirs, unless a mesh reads them; in which of a group's
/// versions an object was written says nothing, nor do the defaults that the API server has filled in. What is not
/// certain to be the same is rolled out like anything else.
package enum SameToTheMesh {
    /// - Parameter filling: The version as the API server stores it.
    static func isSame(
        _ live: JSONValue?, _ version: JSONValue?, _ filling: (JSONValue) -> JSONValue
    ) -> Bool {
        guard let live, let version else { return live == nil && version == nil }
        if live == version { return true }
        let comparison = LiveComparison(applied: comparable(version), live: comparable(live))
        guard comparison.isEqual else { return false }
        let more = comparison.extras.filter { !isOthers($0, in: live) }
        guard !more.isEmpty else { return true }
        let filled = filling(version)
        return more.allSatisfy { live[$0] == filled[$0] }
    }

    private static func comparable(_ object: JSONValue) -> JSONValue {
        var object = object
        object["apiVersion"] = nil
        return object
    }

    /// Whether what the live object has there is nothing that a mesh looks at.
    package static func isOthers(_ path: FieldPath, in live: JSONValue) -> Bool {
        let keys = path.components.map { component -> String in
            if case .key(let key) = component { key } else { "" }
        }
        guard keys.first == "metadata", keys.count > 1 else { return false }
        switch (keys[1], keys.count) {
        case ("ownerReferences", _), ("finalizers", _): return true
        case ("labels", 2), ("annotations", 2):
            return (live["metadata"]?[keys[1]]?.object ?? [:]).keys.allSatisfy { !isRead($0) }
        case ("labels", _), ("annotations", _): return !isRead(keys[2])
        default: return false
        }
    }

    /// `istio.io/dry-run`, `retry.linkerd.io/http`.
    private static func isRead(_ key: String) -> Bool { key.contains("istio.io") || key.contains("linkerd.io") }
}
