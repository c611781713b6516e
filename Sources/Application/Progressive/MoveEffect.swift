import Domain

/// What a write has done to an object.
package enum MoveEffect: Hashable, Sendable {
    case nothing
    /// It is as this very decision writes it: an attempt before this one may have done so a moment ago.
    case standing
    /// It was written, and a mesh has no reason to send anything for it.
    case marks
    /// Its content is another, or it came or went: a mesh's control plane takes notice.
    case content

    /// From one state of the object to the next; `nil`: absent. Istiod looks at the spec alone; an object for one
    /// revision is no business of the others, and we do not know which we ask.
    init(_ before: JSONValue?, _ after: JSONValue?) {
        let isOfOneRevision = [before, after].contains { $0?["metadata"]?["labels"]?["istio.io/rev"] != nil }
        let isSame = (before == nil) == (after == nil) && before?["spec"] == after?["spec"]
        self = isSame || isOfOneRevision ? .marks : .content
    }
}
