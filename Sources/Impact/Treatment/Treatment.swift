import Domain
import MeshModel

/// How a client's proxy treats a request, as texts that can be compared: where it goes, and with what.
struct Treatment: Hashable {
    /// By topic and aspect.
    private(set) var aspects: [Aspect: String] = [:]

    struct Aspect: Hashable {
        let topic: Impact.Topic
        let name: String
    }

    /// What of an Istio rule is the same whatever the destination.
    private static let istioFields = [
        "timeout", "retries", "fault", "mirror", "mirrorPercentage", "mirrors", "rewrite", "headers", "corsPolicy",
    ]
    private static let linkerdFields = ["timeouts", "filters", "retry", "timeout", "isRetryable"]

    /// - Parameter host: The full name of what is called.
    init(_ probe: Probe, from client: MeshPod, to host: String, _ service: MeshService?, in set: PolicySet) {
        switch client.proxy {
        case .linkerd: if let service = service ?? Self.service(host) { readLinkerd(probe, client, service, set) }
        case .istio, nil: readIstio(probe, client, host, service, set)
        }
    }

    private mutating func put(_ topic: Impact.Topic, _ name: String, _ value: String) {
        aspects[Aspect(topic: topic, name: name)] = value
    }

    private mutating func readIstio(
        _ probe: Probe, _ client: MeshPod, _ host: String, _ service: MeshService?, _ set: PolicySet
    ) {
        let scope = set.sidecarScope(for: client)
        let entry = set.serviceEntry(host, for: client)
        let isKnown = entry != nil || (service.map { scope.imports(host, from: $0.namespace) } ?? false)
        put(
            .outbound, "",
            isKnown ? "known" : scope.allowsAnythingElse ? "unknown, passed through as it is" : "refused by its proxy")
        put(.settings, "ServiceEntry", entry.map { Self.settings($0.spec) } ?? "none")
        // A host that nobody has told the proxy of has routes only where a VirtualService names it.
        let choice = set.route(probe.request, from: client, toHost: host, port: probe.port)
        guard isKnown || choice.virtualService != nil else { return }
        for field in Self.istioFields { put(.treatment, field, choice.rule?[field]?.jsonText ?? "none") }
        guard case .destinations(let destinations) = choice.target else {
            if case .answer(let status) = choice.target { put(.destination, "", "the proxy answers \(status) itself") }
            return
        }
        put(.destination, "", Self.text(destinations))
        for destination in destinations {
            readRule(of: destination, port: destination.port ?? probe.port, client, service, set)
        }
        let own = destinations.map { "\(Self.name(of: $0)) \($0.entry["headers"]?.jsonText ?? "")" }
        if destinations.contains(where: { $0.entry["headers"] != nil }) {
            put(.treatment, "headers of destinations", own.joined(separator: "; "))
        }
    }

    /// What the DestinationRule of the client says about one destination.
    ///
    /// - Parameter port: That of the destination, or the one that was called.
    private mutating func readRule(
        of destination: RouteChoice.Destination, port: Int?, _ client: MeshPod, _ service: MeshService?,
        _ set: PolicySet
    ) {
        let parts = destination.host.split(separator: ".")
        let namespace = parts.count > 2 && parts[2] == "svc" ? String(parts[1]) : service?.namespace
        let rule = set.destinationRule(from: client, to: destination.host, in: namespace)
        let name = Self.name(of: destination)
        if !destination.subset.isEmpty {
            let labels = rule?.subset(destination.subset).map { $0["labels"]?.jsonText ?? "all pods" }
            put(.settings, "subset \(name)", labels ?? "declared nowhere: its requests get 503")
        }
        let policy = rule?.policy(subset: destination.subset, port: port).object ?? [:]
        for field in ["connectionPool", "outlierDetection", "loadBalancer", "tls", "tunnel", "proxyProtocol"] {
            put(.settings, "\(field) towards \(name)", policy[field]?.jsonText ?? "none")
        }
    }

    private mutating func readLinkerd(_ probe: Probe, _ client: MeshPod, _ service: MeshService, _ set: PolicySet) {
        let route = set.linkerdRoute(probe.request, from: client, to: service, port: probe.port ?? 80)
        if let status = route.status {
            put(.destination, "", "the proxy answers \(status) itself")
        } else {
            let parts = route.backends.map { backend in
                (backend.service.description + (backend.port.map { ":\($0)" } ?? ""), backend.share)
            }
            put(.destination, "", Self.text(parts))
        }
        for field in Self.linkerdFields { put(.treatment, field, route.rule?[field]?.jsonText ?? "none") }
        if let annotations = route.object?.document["metadata"]?["annotations"]?.object {
            for (key, value) in annotations where key.contains("linkerd.io/") {
                put(.treatment, key, value.string ?? value.jsonText)
            }
        }
        if let object = route.object, object.kind == "ServiceProfile" {
            put(.treatment, "retryBudget", object.spec["retryBudget"]?.jsonText ?? "none")
        }
    }
}

extension Treatment {
    /// What differs, sorted; what one of the two does not have is `none`.
    func differences(to other: Treatment) -> [(aspect: Aspect, before: String, after: String)] {
        Set(aspects.keys).union(other.aspects.keys).compactMap { aspect in
            let (one, two) = (aspects[aspect] ?? "none", other.aspects[aspect] ?? "none")
            return one == two ? nil : (aspect, one, two)
        }
        .sorted { ($0.aspect.topic.rawValue, $0.aspect.name) < ($1.aspect.topic.rawValue, $1.aspect.name) }
    }

    /// The service that a full name means, where nobody knows it.
    private static func service(_ host: String) -> MeshService? {
        let parts = host.split(separator: ".").map(String.init)
        guard parts.count > 2, parts[2] == "svc" else { return nil }
        return MeshService(namespace: parts[1], name: parts[0], selector: [:])
    }

    private static func name(of destination: RouteChoice.Destination) -> String {
        var name = destination.host.replacing(".svc.cluster.local", with: "")
        if let port = destination.port { name += ":\(port)" }
        return destination.subset.isEmpty ? name : "\(name) subset \(destination.subset)"
    }

    private static func text(_ destinations: [RouteChoice.Destination]) -> String {
        text(destinations.map { (name(of: $0), $0.share) })
    }

    /// `reviews.shop subset v1 90 %, reviews.shop subset v2 10 %`; the same destination twice is one.
    private static func text(_ shares: [(String, Double)]) -> String {
        guard !shares.isEmpty else { return "nowhere" }
        let sums = Dictionary(shares, uniquingKeysWith: +)
        return sums.sorted { $0.key < $1.key }.map { name, share in
            sums.count == 1 ? name : "\(name) \(percent(share)) %"
        }
        .joined(separator: ", ")
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }

    /// What a ServiceEntry says of its hosts beside their names.
    private static func settings(_ spec: JSONValue) -> String {
        var rest = spec
        for field in ["hosts", "exportTo"] { rest[field] = nil }
        return rest.jsonText
    }
}
