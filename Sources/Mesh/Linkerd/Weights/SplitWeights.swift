import Domain

/// A TrafficSplit of which only the backends change.
struct SplitWeights: WeightedPolicy {
    private let base: JSONValue
    private let old: LinkerdWeights
    private let new: LinkerdWeights
    private let namespace: String

    init(_ change: PolicyChange, in surroundings: Surroundings) throws(Impossible) {
        let versions = [change.old, change.new].compactMap(\.self)
        let apexes = Set(versions.map { $0["spec"]?["service"]?.string ?? "" })
        guard apexes.count == 1, let apex = apexes.first, !apex.isEmpty else {
            throw Impossible.elseByClusters(
                "the versions split different services (\(apexes.sorted().joined(separator: ", "))), and their weights are"
                    + " of different requests. Make it a removal and a creation")
        }
        guard Set(versions.map(Self.rest)).count == 1 else {
            throw Impossible.byClustersAlone("the versions differ in more than the backends, which alone have weights")
        }
        if versions.count == 1, let route = Self.route(apex, change.key.namespace, surroundings) {
            throw Impossible.byClustersAlone(
                "\(route) is for \(apex) too: a split switches it off, or on again, for all requests at once")
        }
        // Without a split, all goes to the apex itself.
        let itself: [JSONValue] = [["service": .string(apex), "weight": 1]]
        old = try LinkerdWeights(change.old?["spec"]?["backends"]?.array ?? itself)
        new = try LinkerdWeights(change.new?["spec"]?["backends"]?.array ?? itself)
        guard !old.parts.isEmpty, !new.parts.isEmpty else {
            throw Impossible.byClustersAlone("a split without backends has no weights")
        }
        base = change.new ?? change.old ?? .object([:])
        namespace = change.key.namespace
    }

    func mixed(_ percent: Int) -> JSONValue {
        var document = base
        document["spec"]?["backends"] = .array(LinkerdWeights.mix(old, new, percent: percent))
        return document
    }

    func variant(_ header: RouteHeader) throws(Impossible) -> JSONValue {
        throw Impossible(TrafficSplitMechanics.possibility(of: .variant).text, offers: [.requests, .clusters])
    }

    var gaining: [ServiceName] { services(LinkerdWeights.gaining(old, new)) }
    var losing: [ServiceName] { services(LinkerdWeights.gaining(new, old)) }
    var servicesBefore: [ServiceName] { services(old.entries) }
    var servicesAfter: [ServiceName] { services(new.entries) }
    var servicesKept: [ServiceName] { [] }

    private func services(_ backends: [JSONValue]) -> [ServiceName] {
        backends.compactMap { $0["service"]?.string }.map { ServiceName(namespace: namespace, name: $0) }.sorted()
    }

    private static func rest(_ split: JSONValue) -> JSONValue {
        var spec = split["spec"] ?? .object([:])
        spec["backends"] = nil
        return spec
    }

    private static func route(_ apex: String, _ namespace: String, _ surroundings: Surroundings) -> MeshObjectName? {
        ProfileName("\(apex).\(namespace).svc.cluster.local")?.route(in: surroundings)
    }
}
