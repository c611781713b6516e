import Domain

/// Two weighted routes of one rule and everything between them, in exact integers.
struct RouteMix: Sendable {
    /// A destination with everything that belongs to it (its headers) but the weight.
    struct Part: Hashable, Sendable {
        let entry: JSONValue
        /// Its share of the old and of the new route, both in parts of the same whole.
        let old: Int64
        let new: Int64
    }

    let parts: [Part]

    init(old: [JSONValue], new: [JSONValue], at place: String) throws(Impossible) {
        let before = try Self.weights(of: old, at: place)
        let after = try Self.weights(of: new, at: place)
        let (sumBefore, sumAfter) = (Self.sum(before), Self.sum(after))
        let divided = sumBefore / Self.gcd(sumBefore, sumAfter)
        let (whole, overflow) = divided.multipliedReportingOverflow(by: sumAfter)
        // Istio's weights are 32 bit; a hundredth of each must still be a whole number.
        guard !overflow, whole <= Int64(Int32.max) / 100 else {
            throw TrafficOffers.no(
                "\(place): weights of \(sumBefore) and \(sumAfter) parts have no mixture in Istio's whole numbers; "
                    + "use weights that add up to 100")
        }
        let entries =
            before.map(\.entry) + after.map(\.entry).filter { entry in !before.contains { $0.entry == entry } }
        parts = entries.map { entry in
            Part(
                entry: entry, old: Self.weight(of: entry, in: before) * (whole / sumBefore),
                new: Self.weight(of: entry, in: after) * (whole / sumAfter))
        }
    }

    /// The route of which `percent` of 100 requests go the new way.
    func route(at percent: Int64) -> [JSONValue] {
        let weights = parts.map { $0.old * (100 - percent) + $0.new * percent }
        let common = weights.reduce(0, Self.gcd)
        guard common > 0 else { return [] }
        let sum = weights.reduce(0, +) / common
        // Where it comes out even, people (and Istio before 1.10) want a sum of 100.
        let scale = sum <= 100 && 100 % sum == 0 ? 100 / sum : 1
        return zip(parts, weights).filter { $0.1 > 0 }.map { part, weight in
            var entry = part.entry
            entry["weight"] = .int(weight / common * scale)
            return entry
        }
    }

    /// Whose share grows, and whose becomes smaller.
    var gaining: [JSONValue] { parts.filter { $0.new > $0.old }.compactMap { $0.entry["destination"] } }
    var losing: [JSONValue] { parts.filter { $0.new < $0.old }.compactMap { $0.entry["destination"] } }
    /// Where requests of a version go.
    func destinations(_ version: KeyPath<Part, Int64>) -> [JSONValue] {
        parts.filter { $0[keyPath: version] > 0 }.compactMap { $0.entry["destination"] }
    }

    /// A destination alone gets everything, whatever its weight says; beside others a missing weight is none.
    private static func weights(
        of route: [JSONValue], at place: String
    ) throws(Impossible) -> [(entry: JSONValue, weight: Int64)] {
        var weights: [(entry: JSONValue, weight: Int64)] = []
        for destination in route {
            var entry = destination
            entry["weight"] = nil
            let weight = route.count == 1 ? 1 : destination["weight"].map { $0.int ?? -1 } ?? 0
            guard (0...Int64(Int32.max)).contains(weight) else {
                throw TrafficOffers.no("\(place): a weight is no whole number between 0 and \(Int32.max)")
            }
            weights.append((entry, weight))
        }
        let common = weights.map(\.weight).reduce(0, gcd)
        guard common > 0 else { throw TrafficOffers.no("\(place): the weights add up to nothing") }
        return weights.map { ($0.entry, $0.weight / common) }
    }

    private static func weight(of entry: JSONValue, in route: [(entry: JSONValue, weight: Int64)]) -> Int64 {
        sum(route.filter { $0.entry == entry })
    }

    private static func sum(_ route: [(entry: JSONValue, weight: Int64)]) -> Int64 {
        route.reduce(0) { $0 + $1.weight }
    }

    private static func gcd(_ one: Int64, _ other: Int64) -> Int64 {
        var (larger, smaller) = (one, other)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}
