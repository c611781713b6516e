import Domain

/// Destinations with weights: `backendRefs` of an HTTPRoute's rule, `backends` of a TrafficSplit, `dstOverrides` of a
/// ServiceProfile. What counts is each one's part of the sum.
struct LinkerdWeights: Sendable {
    /// Weights are written no larger than this: Gateway API takes a million, a proxy counts in ten-thousandths.
    private static let largest: Int64 = 100_000
    /// Up to this sum, two lists can be mixed within 64 bits.
    private static let sumLimit: Int64 = 100_000_000

    /// What an entry says beside its weight, and its weight in whole parts of `total`; no zeroes, nothing twice.
    private(set) var parts: [(entry: JSONValue, weight: Int64)] = []

    private var total: Int64 { parts.reduce(0) { $0 + $1.weight } }

    /// - Parameter missing: The weight of an entry without one; `nil`: each has to have one.
    init(_ entries: [JSONValue], missing: Int64? = nil) throws(Impossible) {
        for entry in entries {
            let given = entry["weight"] ?? missing.map { .int($0) }
            guard let weight = given.flatMap(Self.thousandths) else {
                throw Self.refusal("a weight is no number of at most three decimals")
            }
            var rest = entry
            rest["weight"] = nil
            add(rest, weight)
        }
        guard !parts.isEmpty || entries.isEmpty else { throw Self.refusal("all weights are 0") }
        let divisor = parts.reduce(0) { Self.divisor($0, $1.weight) }
        parts = parts.map { ($0.entry, $0.weight / max(divisor, 1)) }
        let sum = parts.reduce(Int64(0)) { $0.addingReportingOverflow($1.weight).overflow ? .max : $0 + $1.weight }
        guard sum <= Self.sumLimit else { throw Self.refusal("its weights are too large or too fine to be mixed") }
    }

    private mutating func add(_ entry: JSONValue, _ weight: Int64) {
        guard weight > 0 else { return }
        guard let index = parts.firstIndex(where: { $0.entry == entry }) else { return parts.append((entry, weight)) }
        let (sum, overflow) = parts[index].weight.addingReportingOverflow(weight)
        parts[index].weight = overflow ? .max : sum
    }

    /// The entries of a mix, of which `percent` of the traffic goes as `new` says.
    static func mix(_ old: Self, _ new: Self, percent: Int) -> [JSONValue] {
        let (percent, oldTotal, newTotal) = (Int64(min(max(percent, 0), 100)), old.total, new.total)
        var mixed = Self()
        for part in old.parts { mixed.add(part.entry, part.weight * newTotal * (100 - percent)) }
        for part in new.parts { mixed.add(part.entry, part.weight * oldTotal * percent) }
        let divisor = max(mixed.parts.reduce(0) { Self.divisor($0, $1.weight) }, 1)
        let top = mixed.parts.map(\.weight).max() ?? 0
        let scale = max((top / divisor + largest - 1) / largest, 1)
        return mixed.parts.map { part in
            var entry = part.entry
            entry["weight"] = .int(max(part.weight / divisor / scale, 1))
            return entry
        }
    }

    /// The entries that get any of the traffic.
    var entries: [JSONValue] { parts.map(\.entry) }

    /// The entries that get more of the traffic in `new`.
    static func gaining(_ old: Self, _ new: Self) -> [JSONValue] {
        new.parts.filter { part in
            let before = old.parts.first { $0.entry == part.entry }?.weight ?? 0
            return part.weight * max(old.total, 1) > before * new.total
        }.map(\.entry)
    }

    private init() {}

    private static func divisor(_ left: Int64, _ right: Int64) -> Int64 {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }

    private static func refusal(_ reason: String) -> Impossible {
        Impossible("\(reason): the destinations' shares cannot be mixed. Roll it out by cluster", offers: [.clusters])
    }
}

extension LinkerdWeights {
    /// A weight in thousandths: an integer, a number, or a quantity (`500m`, `0.5`). `nil` for anything else.
    static func thousandths(_ weight: JSONValue) -> Int64? {
        switch weight {
        case .int(let value): return thousandfold(value)
        case .double(let value):
            guard value >= 0, value <= 1e9, (value * 1000).rounded() == value * 1000 else { return nil }
            return Int64(value * 1000)
        case .string(let text): return thousandths(of: text)
        case .null, .bool, .array, .object: return nil
        }
    }

    private static func thousandths(of quantity: String) -> Int64? {
        if quantity.hasSuffix("m") { return number(quantity.dropLast()) }
        let parts = quantity.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let whole = number(first).flatMap(thousandfold) else { return nil }
        guard parts.count == 2 else { return whole }
        guard parts[1].count <= 3, let decimals = number(parts[1]) else { return nil }
        let scale: Int64 = [1: 100, 2: 10, 3: 1][parts[1].count] ?? 1
        let (sum, overflow) = whole.addingReportingOverflow(decimals * scale)
        return overflow ? nil : sum
    }

    private static func thousandfold(_ value: Int64) -> Int64? {
        let (product, overflow) = value.multipliedReportingOverflow(by: 1000)
        return overflow || value < 0 ? nil : product
    }

    /// Digits alone: `Int64` would take a sign.
    private static func number(_ digits: Substring) -> Int64? {
        digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(digits) : nil
    }
}
