import Domain
import Mesh

/// Where requests go by weights: routes, profiles and splits, each by its own rules.
package enum LinkerdDestinationRules {
    /// Parts of 1.
    static func shares(_ weights: [(String, Double)]) -> [String: Double] {
        let sum = weights.reduce(0) { $0 + $1.1 }
        return Dictionary(weights.map { ($0.0, $0.1 / sum) }, uniquingKeysWith: +).filter { $0.value > 0 }
    }

    /// Every request meets the old version, the new one, or (by requests) a mix of their backends; one without a header
    /// meets the new version only when the policy itself is new, or its namespace has a copy.
    static func routeViolations(of change: PolicyChange) -> @Sendable (World, KindSample) -> [String] {
        let outcomes = [change.old, change.new].map { version in
            let object = version.map { [MeshObject(name: MeshObjectName(change.key), document: $0)] } ?? []
            let world = World(objects: object, pods: [])
            return requests.map { $0.outcome(in: world) }
        }
        return { world, sample in
            requests.indices.compactMap { index in
                let (request, old, new) = (requests[index], outcomes[0][index], outcomes[1][index])
                let found = request.outcome(in: world)
                if found == old || found == new && isNew(request, world, sample) { return nil }
                let mixes =
                    sample.unit == .requests && old.treatment == new.treatment && found.treatment == old.treatment
                if mixes, isMix(found.backends, old.backends, new.backends) { return nil }
                return "\(request) meets \(found), not \(old) nor \(new)"
            }
        }
    }

    /// Every client reads the old profile, the new one, or (by requests) one with a mix of their destinations.
    package static func profileViolations(_ world: World, _ sample: KindSample) -> [String] {
        let (before, after) = (sample.world, end(sample))
        return ["shop", "web", "lab", "batch"].compactMap { client in
            let found = profile(for: client, in: world, sample)
            let (old, new) = (profile(for: client, in: before, sample), profile(for: client, in: after, sample))
            if found == old || found == new { return nil }
            let mixes =
                sample.unit == .requests && found.rest == new.rest
                && isMix(found.backends, old.backends, new.backends)
            return mixes ? nil : "clients in \(client) read \(found), not \(old) nor \(new)"
        }
    }

    /// The split is the old one, the new one, or a mix.
    package static func splitViolations(_ world: World, _ sample: KindSample) -> [String] {
        let (before, after) = (sample.world, end(sample))
        let (found, old, new) = (split(world), split(before), split(after))
        return isMix(found, old, new) ? [] : ["the split is \(found), between \(old) and \(new) is no such mix"]
    }

    private static func end(_ sample: KindSample) -> World {
        var world = sample.world
        let name = MeshObjectName(sample.change.key)
        let move = sample.change.new.map { Move.write(MeshObject(name: name, document: $0)) } ?? .remove(name)
        world.apply(move, cohort: KindSample.cohort, scope: nil)
        return world
    }

    /// Requests of all kinds: from the Service's namespace and others, to paths with rules of their own and without,
    /// with the headers of green and of tests, and without.
    private static let requests: [LinkerdRequest] = {
        let headers: [[String: String]] = [
            [:], ["x-hotswap-green": KindSample.cohort.id], ["x-test": "b"], ["cookie": "a=1; group=b; c=d"],
            ["cookie": "group=bb"],
        ]
        return ["shop", "web", "lab", "batch"].flatMap { client in
            ["/", "/api", "/api/v1", "/health"].flatMap { path in
                headers.map { LinkerdRequest(from: client, path, headers: $0) }
            }
        } + [LinkerdRequest(from: "web", "/api", host: "elsewhere.example.org")]
    }()

    private static func isNew(_ request: LinkerdRequest, _ world: World, _ sample: KindSample) -> Bool {
        let main = world.objects[MeshObjectName(sample.change.key)]
        // A route that only sends everything to its own Service is as none.
        let isSilent = (main?["spec"]?["rules"]?.array ?? []).allSatisfy { $0["backendRefs"] == nil }
        return main == sample.change.new || sample.change.new == nil && isSilent || !request.headers.isEmpty
            || world.names.contains { $0.resource.kind == "HTTPRoute" && $0.namespace == request.client }
    }

    /// Whether there is a part p of the requests that goes as `new` says, and the rest as `old` says.
    private static func isMix(_ found: [String: Double], _ old: [String: Double], _ new: [String: Double]) -> Bool {
        let keys = Set(found.keys).union(old.keys).union(new.keys)
        guard let widest = keys.max(by: { abs((new[$0] ?? 0) - (old[$0] ?? 0)) < abs((new[$1] ?? 0) - (old[$1] ?? 0)) })
        else { return true }
        let width = (new[widest] ?? 0) - (old[widest] ?? 0)
        let part = width == 0 ? 0 : ((found[widest] ?? 0) - (old[widest] ?? 0)) / width
        return part > -1e-4 && part < 1 + 1e-4
            && keys.allSatisfy { key in
                let wanted = (old[key] ?? 0) * (1 - part) + (new[key] ?? 0) * part
                return abs(wanted - (found[key] ?? 0)) < 1e-4
            }
    }
}

extension LinkerdDestinationRules {
    private struct Profile: Hashable {
        let rest: JSONValue
        let backends: [String: Double]
    }

    /// That of the client's namespace, else that of the service's; one that says nothing is as none.
    private static func profile(for client: String, in world: World, _ sample: KindSample) -> Profile {
        let own = world.all(.serviceProfile).filter { $0.name.name == sample.change.key.name }
        let read =
            own.first { $0.name.namespace == client }
            ?? own.first { $0.name.namespace == sample.change.key.namespace }
        var spec = read?.document["spec"] ?? [:]
        let overrides = (spec["dstOverrides"]?.array ?? []).map {
            ($0["authority"]?.string ?? "", weight($0["weight"]))
        }
        spec["dstOverrides"] = nil
        if spec["routes"] == [] { spec["routes"] = nil }
        return Profile(rest: spec, backends: shares(overrides.isEmpty ? [(sample.change.key.name, 1)] : overrides))
    }

    private static func split(_ world: World) -> [String: Double] {
        guard let split = world.all(.trafficSplit).first else { return ["books": 1] }
        return shares(
            (split.document["spec"]?["backends"]?.array ?? []).map {
                ($0["service"]?.string ?? "", weight($0["weight"]))
            })
    }

    /// A number or a quantity in thousandths.
    private static func weight(_ value: JSONValue?) -> Double {
        guard let text = value?.string else { return value?.number ?? 0 }
        return text.hasSuffix("m") ? (Double(text.dropLast()) ?? 0) / 1000 : Double(text) ?? 0
    }
}
