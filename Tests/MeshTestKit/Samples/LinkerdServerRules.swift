import Domain
import Mesh
import MeshModel

/// What Linkerd's policy controller makes of Servers and of what is said of them, for the ports of pods. Nothing here
/// knows how a rollout is done.
struct LinkerdServerRules {
    /// A port of pods with these labels.
    struct Place: Hashable {
        let namespace: String
        let labels: [String: String]
        let port: JSONValue
    }

    /// The Server of a port with all that is said of it.
    struct View: Hashable {
        var server: JSONValue
        let authorizations: Set<JSONValue>
        let routes: Set<JSONValue>
        let limits: Set<JSONValue>
    }

    let before: [Place: View?]
    let after: [Place: View?]

    init(_ changes: [PolicyChange], others: [MeshObject], pods: [Workload]) {
        let ends = [\PolicyChange.old, \.new].map { version in
            World(
                objects: others
                    + changes.compactMap { change in
                        change[keyPath: version].map { MeshObject(name: MeshObjectName(change.key), document: $0) }
                    }, pods: pods)
        }
        (before, after) = (Self.views(of: ends[0], among: ends), Self.views(of: ends[1], among: ends))
    }

    /// Every pod has on every port what it had before or is to have after; pods without the cohort's label (as pods are
    /// born) what they had before until the policy itself is the new version.
    static func violations(
        of change: PolicyChange, others: [MeshObject], pods: [Workload]
    ) -> @Sendable (World, KindSample) -> [String] {
        let rules = LinkerdServerRules([change], others: others, pods: pods)
        return { world, sample in rules.violations(world, sample) }
    }

    private func violations(_ world: World, _ sample: KindSample) -> [String] {
        let isNew = Self.withoutCohort(world.objects[MeshObjectName(sample.change.key)]) == sample.change.new
        return everywhere(world) { place, labels in
            judge(place, labels, world, isNew: isNew || labels != place.labels, sample)
        } + Self.refused(world)
    }

    /// Asks about every pod as it is, and as it was born.
    func everywhere(_ world: World, _ ask: (Place, [String: String]) -> String?) -> [String] {
        Set(before.keys).flatMap { place -> [String] in
            let labels = Set(
                world.pods.filter { pod in
                    pod.namespace == place.namespace && pod.labelled(Self.label, nil).labels == place.labels
                }.map(\.labels)
            ).union([place.labels])
            return labels.compactMap { ask(place, $0) }
        }
    }

    private func judge(
        _ place: Place, _ labels: [String: String], _ world: World, isNew: Bool, _ sample: KindSample
    ) -> String? {
        let here = Place(namespace: place.namespace, labels: labels, port: place.port)
        guard let found = Self.view(of: here, in: world) else { return "two Servers for \(here)" }
        if found == before[place] || isNew && found == after[place] { return nil }
        // Where there was no Server, one that lets everything through and only logs closes nothing.
        if sample.change.old == nil, var watched = after[place] ?? nil {
            watched.server["accessPolicy"] = "audit"
            if watched == found { return nil }
        }
        return "\(here) has \(found.map { "\($0)" } ?? "no Server")"
    }

    private static var label: String { KindSample.cohort.labelKey }

    private static func views(of world: World, among worlds: [World]) -> [Place: View?] {
        let ports = Set(worlds.flatMap { $0.all(.server) }.compactMap { $0.document["spec"]?["port"] })
        let places = world.pods.flatMap { pod in
            ports.map { Place(namespace: pod.namespace, labels: pod.labels, port: $0) }
        }
        return Dictionary(places.map { ($0, view(of: $0, in: world) ?? nil) }) { first, _ in first }
    }

    /// `nil` within where there is no Server, `nil` where there are two.
    static func view(of place: Place, in world: World) -> View?? {
        let servers = world.all(.server).filter {
            $0.name.namespace == place.namespace && $0.document["spec"]?["port"] == place.port
                && LabelSelector($0.document["spec"]?["podSelector"]).selects(place.labels)
        }
        guard servers.count < 2 else { return nil }
        guard let server = servers.first, var spec = server.document["spec"] else { return .some(nil) }
        spec["podSelector"] = nil
        let limits = targeting("Server", "policy.linkerd.io", server.name, "HTTPLocalRateLimitPolicy", in: world)
        return View(
            server: spec, authorizations: Set(authorizations(of: server, in: world)),
            routes: Set(routes(of: server, in: world)),
            limits: Set(
                limits.map { limit in
                    var limit = limit
                    limit["targetRef"] = nil
                    return limit
                }))
    }
}

extension LinkerdServerRules {
    private static func authorizations(of server: MeshObject, in world: World) -> [JSONValue] {
        let labels = server.document["metadata"]?["labels"]?.object?.compactMapValues(\.string) ?? [:]
        let own = world.all(.serverAuthorization).filter { authorization in
            let reference = authorization.document["spec"]?["server"]
            guard authorization.name.namespace == server.name.namespace else { return false }
            if let name = reference?["name"]?.string { return name == server.name.name }
            return LabelSelector(reference?["selector"]).selects(labels)
        }
        let namespace = MeshObjectName(
            resource: server.name.resource, namespace: server.name.namespace, name: server.name.namespace)
        return own.compactMap { $0.document["spec"]?["client"] }
            + (targeting("Server", "policy.linkerd.io", server.name, "AuthorizationPolicy", in: world)
            + targeting("Namespace", "", namespace, "AuthorizationPolicy", in: world))
            .compactMap { $0["requiredAuthenticationRefs"] }
    }

    private static func routes(of server: MeshObject, in world: World) -> [JSONValue] {
        world.names.filter { ["HTTPRoute", "GRPCRoute"].contains($0.resource.kind) }.compactMap { name in
            guard let spec = world.objects[name]?["spec"], name.namespace == server.name.namespace,
                (spec["parentRefs"]?.array ?? []).contains(where: {
                    $0["kind"] == "Server" && $0["name"]?.string == server.name.name
                })
            else { return nil }
            let policies = targeting(name.resource.kind, name.resource.group, name, "AuthorizationPolicy", in: world)
            return [
                "rules": spec["rules"] ?? .null, "hostnames": spec["hostnames"] ?? .null,
                "authorizations": set(policies.compactMap { $0["requiredAuthenticationRefs"] }),
            ]
        }
    }

    /// The specs of the policies of a kind with this target.
    private static func targeting(
        _ kind: String, _ group: String, _ target: MeshObjectName, _ policy: String, in world: World
    ) -> [JSONValue] {
        world.names.filter {
            $0.resource.kind == policy && $0.resource.group == "policy.linkerd.io" && $0.namespace == target.namespace
        }.compactMap { world.objects[$0]?["spec"] }.filter { spec in
            let reference = spec["targetRef"]
            return reference?["kind"]?.string?.lowercased() == kind.lowercased()
                && reference?["group"]?.string ?? "" == group && reference?["name"]?.string == target.name
        }
    }

    private static func set(_ values: [JSONValue]) -> JSONValue {
        .array(Set(values).sorted { $0.jsonText < $1.jsonText })
    }

    /// What admission refused up to Linkerd 2.17: two Servers for a port, one of which selects every pod, or with the
    /// same selector.
    static func refused(_ world: World) -> [String] {
        let servers = world.all(.server)
        return servers.flatMap { one in
            servers.filter { other in
                let (left, right) = (one.document["spec"], other.document["spec"])
                guard one.name != other.name, one.name.namespace == other.name.namespace,
                    left?["port"] == right?["port"]
                else { return false }
                return isEmpty(left?["podSelector"]) || left?["podSelector"] == right?["podSelector"]
            }.map { "admission refuses \($0.name) beside \(one.name)" }
        }
    }

    private static func isEmpty(_ selector: JSONValue?) -> Bool {
        (selector?["matchLabels"]?.object ?? [:]).isEmpty && (selector?["matchExpressions"]?.array ?? []).isEmpty
    }

    /// A Server without what tells the cohort's pods apart.
    private static func withoutCohort(_ document: JSONValue?) -> JSONValue? {
        guard var document, let expressions = document["spec"]?["podSelector"]?["matchExpressions"]?.array else {
            return document
        }
        let rest = expressions.filter { $0["key"]?.string != label }
        guard document["apiVersion"]?.string?.hasSuffix("/v1alpha1") == true else {
            document["spec"]?["podSelector"]?["matchExpressions"] = rest.isEmpty ? nil : .array(rest)
            return document
        }
        // v1alpha1 takes labels or expressions: an expression for one value is a label.
        let labels = rest.compactMap { rest in
            rest["key"]?.string.flatMap { key in rest["values"]?[0].map { (key, $0) } }
        }
        document["spec"]?["podSelector"] = ["matchLabels": .object(Dictionary(labels) { first, _ in first })]
        return document
    }
}
