/// Finds, among many boxes, the few that may contain another one, so that rules need not be compared with all others.
///
/// A box is found by the values of one of its lists, the rarest: what it contains has to ask for one of these, or for
/// something that begins or ends with one. Boxes without such a list are always found.
package struct BoxIndex: Sendable {
    private struct Word: Hashable {
        let attribute: RequestAttribute
        let pattern: ValuePattern
    }

    private var boxes: [Word: [Int]] = [:]
    private var loose: [Int] = []
    /// How long the beginnings and ends are by which boxes can be found.
    private var starts: [RequestAttribute: Set<Int>] = [:]
    private var ends: [RequestAttribute: Set<Int>] = [:]

    /// More lengths of one attribute are not tried; boxes with others are always found.
    private static let mostLengths = 64

    package init(_ all: [RequestBox]) {
        let clauses = all.map(Self.clauses)
        var counts: [Word: Int] = [:]
        for word in clauses.joined().joined() { counts[word, default: 0] += 1 }
        for (index, clauses) in clauses.enumerated() {
            let rarest = clauses.map { ($0, $0.reduce(0) { $0 + (counts[$1] ?? 0) }) }.min { $0.1 < $1.1 }?.0
            guard let words = rarest, words.allSatisfy({ hasRoom(for: $0) }) else {
                loose.append(index)
                continue
            }
            for word in words {
                boxes[word, default: []].append(index)
                noteLength(of: word)
            }
        }
    }

    /// The boxes that may contain `box`, in ascending order; every one that does is among them.
    package func mayContain(_ box: RequestBox) -> [Int] {
        var found = Set(loose)
        for constraint in box.constraints.values {
            for pattern in constraint.leads {
                for word in words(covering: pattern, of: constraint.attribute) { found.formUnion(boxes[word] ?? []) }
            }
        }
        return found.sorted()
    }

    /// The lists of a box by which it can be found: those of which nothing but equality, beginnings and ends can be
    /// proven.
    private static func clauses(of box: RequestBox) -> [[Word]] {
        box.constraints.values.flatMap { constraint in
            constraint.clauses.compactMap { clause in
                guard !clause.isEmpty, !clause.contains(where: \.isBlock) else { return nil }
                return clause.map { Word(attribute: constraint.attribute, pattern: $0) }
            }
        }
    }

    private func hasRoom(for word: Word) -> Bool {
        switch word.pattern {
        case .prefix(let text): Self.hasRoom(starts[word.attribute], for: text.count)
        case .suffix(let text): Self.hasRoom(ends[word.attribute], for: text.count)
        case .exact, .present, .opaque, .block: true
        }
    }

    private static func hasRoom(_ lengths: Set<Int>?, for length: Int) -> Bool {
        guard let lengths else { return true }
        return lengths.count < mostLengths || lengths.contains(length)
    }

    private mutating func noteLength(of word: Word) {
        switch word.pattern {
        case .prefix(let text): starts[word.attribute, default: []].insert(text.count)
        case .suffix(let text): ends[word.attribute, default: []].insert(text.count)
        case .exact, .present, .opaque, .block: break
        }
    }

    /// Everything that may cover a pattern: itself, `*`, its beginnings and its ends.
    private func words(covering pattern: ValuePattern, of attribute: RequestAttribute) -> [Word] {
        var patterns: [ValuePattern] = [pattern, .present]
        switch pattern {
        case .exact(let text), .prefix(let text):
            patterns += (starts[attribute] ?? []).filter { $0 <= text.count }.map { .prefix(Array(text.prefix($0))) }
        case .suffix, .present, .opaque, .block: break
        }
        switch pattern {
        case .exact(let text), .suffix(let text):
            patterns += (ends[attribute] ?? []).filter { $0 <= text.count }.map { .suffix(Array(text.suffix($0))) }
        case .prefix, .present, .opaque, .block: break
        }
        return patterns.map { Word(attribute: attribute, pattern: $0) }
    }
}

extension ValuePattern {
    fileprivate var isBlock: Bool {
        if case .block = self { true } else { false }
    }
}
