import Domain

/// A ServiceProfile of which only `dstOverrides` change.
struct ProfileWeights: WeightedPolicy {
    private let base: JSONValue
    private let old: LinkerdWeights
    private let new: LinkerdWeights

    init(_ change: PolicyChange, of profile: ProfileName, in surroundings: Surroundings) throws(Impossible) {
        let versions = [change.old, change.new].compactMap(\.self)
        guard Set(versions.map(Self.rest)).count == 1, versions.count == 2 || Self.isEmpty(Self.rest(versions[0]))
        else {
            throw Impossible.elseByNamespaces(
                "the versions differ in more than dstOverrides; routes, retries and timeouts have no weight that would"
                    + " choose between them")
        }
        let lists = [change.old, change.new].map { $0?["spec"]?["dstOverrides"]?.array ?? [] }
        guard lists[0] != lists[1] else {
            throw Impossible.elseByNamespaces("the versions do not differ in dstOverrides, which alone have weights")
        }
        if lists.contains([]), Self.isEmpty(Self.rest(versions[0])), let route = profile.route(in: surroundings) {
            throw Impossible.elseByNamespaces(
                "\(route) is for the same Service: a ServiceProfile switches it off for all requests at once")
        }
        // Without an override, all goes to the Service itself.
        let itself: [JSONValue] = [["authority": .string(change.key.name), "weight": 1]]
        old = try LinkerdWeights(lists[0].isEmpty ? itself : lists[0])
        new = try LinkerdWeights(lists[1].isEmpty ? itself : lists[1])
        base = change.new ?? change.old ?? .object([:])
    }

    func mixed(_ percent: Int) -> JSONValue {
        var document = base
        document["spec"]?["dstOverrides"] = .array(LinkerdWeights.mix(old, new, percent: percent))
        return document
    }

    func variant(_ header: RouteHeader) throws(Impossible) -> JSONValue {
        throw Impossible(
            ServiceProfileMechanics.possibility(of: .variant).text, offers: [.requests, .clientNamespaces, .clusters])
    }

    var gaining: [ServiceName] { Self.services(LinkerdWeights.gaining(old, new)) }
    var losing: [ServiceName] { Self.services(LinkerdWeights.gaining(new, old)) }
    var servicesBefore: [ServiceName] { Self.services(old.entries) }
    var servicesAfter: [ServiceName] { Self.services(new.entries) }
    var servicesKept: [ServiceName] { [] }

    private static func services(_ overrides: [JSONValue]) -> [ServiceName] {
        overrides.compactMap { ProfileName($0["authority"]?.string ?? "")?.service }.sorted()
    }

    /// What the profile says beside its weights.
    private static func rest(_ profile: JSONValue) -> JSONValue {
        var spec = profile["spec"] ?? .object([:])
        spec["dstOverrides"] = nil
        return spec
    }

    private static func isEmpty(_ rest: JSONValue) -> Bool {
        (rest.object ?? [:]).allSatisfy { $0.value.array?.isEmpty == true }
    }
}
