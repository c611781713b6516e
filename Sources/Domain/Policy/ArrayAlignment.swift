/// Which elements of two arrays belong together, so that one route put in front does not mark all others as changed.
enum ArrayAlignment {
    enum Match: Hashable {
        /// The same element, equal or changed.
        case pair(old: Int, new: Int)
        case removed(old: Int)
        case added(new: Int)
    }

    /// The largest table that is filled to find the longest common subsequence; beyond it elements pair by position.
    private static let tableLimit = 1_000_000

    /// Equal elements in front and at the end stay together, then the longest common subsequence of what is between;
    /// what is left between two of those pairs by position. Deterministic; bounded by `tableLimit` beside linear work.
    static func matches(_ old: [JSONValue], _ new: [JSONValue]) -> [Match] {
        let front = zip(old, new).prefix { $0 == $1 }.count
        let rest = min(old.count, new.count) - front
        let back = zip(old.reversed(), new.reversed()).prefix(rest).prefix { $0 == $1 }.count
        var matches: [Match] = (0..<front).map { .pair(old: $0, new: $0) }
        var gap = (old: front, new: front)
        let middle = anchors(old[front..<(old.count - back)], new[front..<(new.count - back)])
        for anchor in middle + [(old: old.count - back, new: new.count - back)] {
            matches += byPosition(gap.old..<anchor.old, gap.new..<anchor.new)
            if anchor.old < old.count - back { matches.append(.pair(old: anchor.old, new: anchor.new)) }
            gap = (anchor.old + 1, anchor.new + 1)
        }
        return matches + (0..<back).map { .pair(old: old.count - back + $0, new: new.count - back + $0) }
    }

    private static func byPosition(_ old: Range<Int>, _ new: Range<Int>) -> [Match] {
        let both = min(old.count, new.count)
        return zip(old, new).map { .pair(old: $0, new: $1) }
            + old.dropFirst(both).map { .removed(old: $0) } + new.dropFirst(both).map { .added(new: $0) }
    }

    /// The longest common subsequence, as ascending pairs of indices. Elements are numbered first, so that the table
    /// compares numbers and not documents.
    private static func anchors(_ old: ArraySlice<JSONValue>, _ new: ArraySlice<JSONValue>) -> [(old: Int, new: Int)] {
        guard !old.isEmpty, !new.isEmpty, old.count <= tableLimit / new.count else { return [] }
        var numbers: [JSONValue: Int] = [:]
        let left = old.map { number($0, &numbers) }
        let right = new.map { number($0, &numbers) }
        let lengths = lengthTable(left, right)
        let width = right.count + 1
        var (row, column) = (0, 0)
        var found: [(old: Int, new: Int)] = []
        while row < left.count, column < right.count {
            if left[row] == right[column] {
                found.append((old.startIndex + row, new.startIndex + column))
                (row, column) = (row + 1, column + 1)
            } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
                row += 1
            } else {
                column += 1
            }
        }
        return found
    }

    /// At `row * (right.count + 1) + column`: the length of the longest common subsequence of what is left of both.
    private static func lengthTable(_ left: [Int], _ right: [Int]) -> [Int32] {
        let width = right.count + 1
        var lengths = [Int32](repeating: 0, count: (left.count + 1) * width)
        for row in left.indices.reversed() {
            for column in right.indices.reversed() {
                lengths[row * width + column] =
                    left[row] == right[column]
                    ? lengths[(row + 1) * width + column + 1] + 1
                    : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
            }
        }
        return lengths
    }

    private static func number(_ value: JSONValue, _ numbers: inout [JSONValue: Int]) -> Int {
        if let known = numbers[value] { return known }
        numbers[value] = numbers.count
        return numbers.count - 1
    }
}
