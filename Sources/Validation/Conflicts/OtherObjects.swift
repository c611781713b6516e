/// Objects that stand in the way of one another, for messages: the first few of them, since there may be thousands.
struct OtherObjects {
    private var keys: [KnownObject.Key] = []
    private var others: Set<KnownObject.Key> = []
    private let own: KnownObject.Key
    /// How many are written out.
    private static let limit = 3

    init(than own: KnownObject) { self.own = own.key }

    var isEmpty: Bool { others.isEmpty }

    /// Adds what is not there yet; the object itself is no other. Stops when there are enough to be named.
    mutating func add(_ objects: some Sequence<KnownObject>) {
        for object in objects {
            guard keys.count <= Self.limit else { return }
            let key = object.key
            if key != own, others.insert(key).inserted { keys.append(key) }
        }
    }

    /// Those that are known here: one more than are named, where there are more.
    var known: [KnownObject.Key] { keys }

    /// `VirtualService shop/a, VirtualService shop/b and others`.
    var names: String {
        let first = keys.prefix(Self.limit).map(\.description).joined(separator: ", ")
        return keys.count > Self.limit ? "\(first) and others" : first
    }
}
