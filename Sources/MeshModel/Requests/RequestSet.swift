/// A union of boxes: what the rules of a policy match.
package struct RequestSet: Hashable, Sendable {
    package private(set) var boxes: [RequestBox]
    /// Whether the boxes are exactly what was asked for, and not more.
    package private(set) var isExact: Bool

    /// More than this is told by nobody, and no policy of an installation comes near it.
    private static let limit = 100

    package init(_ boxes: [RequestBox], isExact: Bool = true) {
        self.boxes = Self.reduced(boxes)
        self.isExact = isExact
    }

    package static let nothing = RequestSet([])
    package static let everything = RequestSet([.everything])

    /// Whether nothing is matched, provably.
    package var isEmpty: Bool { boxes.isEmpty }

    package func union(_ other: RequestSet) -> RequestSet {
        RequestSet(boxes + other.boxes, isExact: isExact && other.isExact)
    }

    package func intersection(_ other: RequestSet) -> RequestSet {
        let both = boxes.flatMap { one in other.boxes.map { one.and($0).simplified } }
        return RequestSet(both, isExact: isExact && other.isExact)
    }

    /// What is in this set and not in `other`. Where that would be too many boxes, some of `other` stays in, and the
    /// answer is not exact.
    package func subtracting(_ other: RequestSet) -> RequestSet {
        var left = self
        for taken in other.boxes {
            let pieces = left.boxes.flatMap { $0.isDisjoint(from: taken) ? [$0] : $0.subtracting(taken) }
            let rest = Self.reduced(pieces)
            if rest.count <= Self.limit { left.boxes = rest } else { left.isExact = false }
        }
        left.isExact = left.isExact && other.isExact
        return left
    }

    /// Whether no request is in both sets, provably.
    package func isDisjoint(from other: RequestSet) -> Bool { firstOverlap(with: other) == nil }

    /// A pair of boxes that may have requests in common.
    package func firstOverlap(with other: RequestSet) -> (own: RequestBox, other: RequestBox)? {
        for own in boxes {
            if let hit = other.boxes.first(where: { !own.isDisjoint(from: $0) }) { return (own, hit) }
        }
        return nil
    }

    /// Without boxes that match nothing, and without those that another one contains.
    private static func reduced(_ boxes: [RequestBox]) -> [RequestBox] {
        let some = boxes.filter { !$0.isEmpty }
        guard some.count > fewBoxes else { return reducedOneByOne(some) }
        let index = BoxIndex(some)
        return some.indices.filter { own in
            !index.mayContain(some[own]).prefix(mostCompared).contains { other in
                other != own && some[own].isContained(in: some[other])
                    && (other < own || !some[other].isContained(in: some[own]))
            }
        }.map { some[$0] }
    }

    /// An index of fewer is not worth it.
    private static let fewBoxes = 12
    /// Each box is compared with so many that may contain it: a set that is longer than it could be is as right.
    private static let mostCompared = 200

    private static func reducedOneByOne(_ boxes: [RequestBox]) -> [RequestBox] {
        var kept: [RequestBox] = []
        for box in boxes where !kept.contains(where: box.isContained) {
            kept.removeAll { $0.isContained(in: box) }
            kept.append(box)
        }
        return kept
    }
}
