/// A set of characters: `[a-z]`, `\d`, `\pL`, `.`.
struct RE2CharacterSet: Sendable {
    private(set) var ranges: [ClosedRange<UInt32>] = []
    private(set) var categories: [(mask: UInt32, isNegated: Bool)] = []
    /// What is not in the ranges and categories.
    var isNegated = false
    /// Whether upper and lower case are the same.
    var foldsCase = false
    /// What of ASCII is in the set: most texts need no more.
    private var ascii: (UInt64, UInt64) = (0, 0)

    init(_ ranges: [ClosedRange<UInt32>] = [], categories: [(mask: UInt32, isNegated: Bool)] = []) {
        self.ranges = ranges
        self.categories = categories
        seal()
    }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }
    mutating func insert(_ mask: UInt32, isNegated: Bool) { categories.append((mask, isNegated)) }

    /// Adds another set as it is, its negation included.
    mutating func insert(_ other: RE2CharacterSet) {
        ranges += other.isNegated ? other.complement : other.ranges
        categories += other.categories.map { ($0.mask, $0.isNegated != other.isNegated) }
    }

    /// To be called when everything is in.
    mutating func seal() {
        ranges = Self.merged(ranges)
        ascii = (0, 0)
        for scalar in UInt32(0)..<128 where holds(scalar) {
            if scalar < 64 { ascii.0 |= 1 << UInt64(scalar) } else { ascii.1 |= 1 << UInt64(scalar - 64) }
        }
    }

    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return ascii.0 & (1 << UInt64(scalar)) != 0 }
        if scalar < 128 { return ascii.1 & (1 << UInt64(scalar - 64)) != 0 }
        return holds(scalar)
    }

    private func holds(_ scalar: UInt32) -> Bool {
        (isIn(scalar) || foldsCase && Self.folded(scalar).contains(where: isIn)) != isNegated
    }

    private func isIn(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        if low < ranges.count, ranges[low].contains(scalar) { return true }
        return categories.contains { RE2UnicodeClasses.has(scalar, $0.mask) != $0.isNegated }
    }

    /// The other cases of a letter, as far as they are single letters.
    static func folded(_ scalar: UInt32) -> [UInt32] {
        guard let properties = Unicode.Scalar(scalar)?.properties else { return [] }
        let cases = [properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping]
        return cases.compactMap { $0.unicodeScalars.count == 1 ? $0.unicodeScalars.first?.value : nil }
    }

    /// What is in none of the ranges.
    var complement: [ClosedRange<UInt32>] {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in Self.merged(ranges) {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.last { gaps.append(next...Self.last) }
        return gaps
    }

    private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound + 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    /// The last Unicode scalar.
    static let last: UInt32 = 0x10FFFF
}

extension RE2CharacterSet {
    static let digit = RE2CharacterSet([0x30...0x39])
    static let space = RE2CharacterSet([0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    static let word = RE2CharacterSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let anything = RE2CharacterSet([0...last])
    static let anythingOfALine = RE2CharacterSet([0...0x09, 0x0B...last])

    /// The sets that `[:name:]` names.
    static func posix(_ name: String) -> RE2CharacterSet? {
        switch name {
        case "alnum": RE2CharacterSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A])
        case "alpha": RE2CharacterSet([0x41...0x5A, 0x61...0x7A])
        case "ascii": RE2CharacterSet([0x00...0x7F])
        case "blank": RE2CharacterSet([0x09...0x09, 0x20...0x20])
        case "cntrl": RE2CharacterSet([0x00...0x1F, 0x7F...0x7F])
        case "digit": digit
        case "graph": RE2CharacterSet([0x21...0x7E])
        case "lower": RE2CharacterSet([0x61...0x7A])
        case "print": RE2CharacterSet([0x20...0x7E])
        case "punct": RE2CharacterSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])
        case "space": RE2CharacterSet([0x09...0x0D, 0x20...0x20])
        case "upper": RE2CharacterSet([0x41...0x5A])
        case "word": word
        case "xdigit": RE2CharacterSet([0x30...0x39, 0x41...0x46, 0x61...0x66])
        default: nil
        }
    }
}
