/// Some of the judged objects, all of one kind: what is judged in one go.
struct Share: Sendable {
    /// Where they are among all judged objects.
    private let places: [Int]

    private static let size = 256

    /// All objects in shares. Neighbours are of different kinds: cores that begin together then ask for different
    /// indexes, and none is made twice.
    static func all(of judged: [KnownObject]) -> [Share] {
        var kinds: [ObjectKind: Int] = [:]
        var places: [[Int]] = []
        for (place, object) in judged.enumerated() {
            if let kind = kinds[object.kind] {
                places[kind].append(place)
            } else {
                kinds[object.kind] = places.count
                places.append([place])
            }
        }
        let longest = places.map(\.count).max() ?? 0
        return stride(from: 0, to: longest, by: size).flatMap { start in
            places.filter { $0.count > start }.map { Share(places: Array($0[start...].prefix(size))) }
        }
    }

    func objects(of judged: [KnownObject]) -> [KnownObject] { places.map { judged[$0] } }

    /// What was made of the objects of each share, in the order of the objects.
    static func joined<Made>(_ shares: [(share: Share, made: [Made])]) -> [Made] {
        var sources = [(share: Int, index: Int)](repeating: (0, 0), count: shares.reduce(0) { $0 + $1.made.count })
        for (number, share) in shares.enumerated() {
            for (index, place) in share.share.places.enumerated() { sources[place] = (number, index) }
        }
        return sources.map { shares[$0.share].made[$0.index] }
    }
}
