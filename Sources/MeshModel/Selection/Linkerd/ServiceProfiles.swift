import Domain

/// ServiceProfiles, and the TrafficSplits that Linkerd's adaptor makes such profiles of.
struct ProfileIndex: Sendable {
    /// By namespace of the object and full name of the service.
    private var profiles: [Key: PolicyObject] = [:]
    private var splits: [Key: PolicyObject] = [:]

    private struct Key: Hashable {
        let namespace: String
        let host: String
    }

    /// - Parameters: Oldest first. Names are unique among profiles; of several splits of one service the oldest counts.
    init(_ objects: [PolicyObject], splits: [PolicyObject]) {
        for object in objects { profiles[Key(namespace: object.namespace, host: object.name)] = object }
        for split in splits {
            let apex = split.spec["service"]?.string ?? ""
            let key = Key(namespace: split.namespace, host: "\(apex).\(split.namespace).svc.cluster.local")
            if self.splits[key] == nil { self.splits[key] = split }
        }
    }

    /// What counts for a client: the profile of its own namespace, else that of the service's (MECHANICS 0.4: primary
    /// and backup). A TrafficSplit writes its backends into the latter as overrides.
    func choice(for service: MeshService, client: String) -> ProfileChoice? {
        if client != service.namespace, let own = profiles[Key(namespace: client, host: service.hostname)] {
            return ProfileChoice(profile: own, split: nil)
        }
        let key = Key(namespace: service.namespace, host: service.hostname)
        let (profile, split) = (profiles[key], splits[key])
        return profile == nil && split == nil ? nil : ProfileChoice(profile: profile, split: split)
    }
}

struct ProfileChoice {
    let profile: PolicyObject?
    let split: PolicyObject?

    func route(_ request: MeshRequest, to service: MeshService) -> LinkerdRoute {
        let taken = taken(by: request)
        let backends = LinkerdRoute.shares(split.map(ofSplit) ?? ofProfile)
        let object = split ?? profile
        guard !backends.isEmpty else {
            return .plain(service, object: object, rule: taken?.rule, index: taken?.index)
        }
        return LinkerdRoute(backends: backends, status: nil, object: object, rule: taken?.rule, index: taken?.index)
    }

    /// The profile's first route whose condition the request fulfils.
    private func taken(by request: MeshRequest) -> (rule: JSONValue, index: Int)? {
        (profile?.spec["routes"]?.array ?? []).enumerated()
            .first { Self.holds($0.element["condition"] ?? .object([:]), request) }.map { ($0.element, $0.offset) }
    }

    private static func holds(_ condition: JSONValue, _ request: MeshRequest) -> Bool {
        if let all = condition["all"]?.array { return all.allSatisfy { holds($0, request) } }
        if let any = condition["any"]?.array { return any.contains { holds($0, request) } }
        if let not = condition["not"] { return !holds(not, request) }
        return (condition["method"]?.string.map { $0 == request.method } ?? true)
            && (condition["pathRegex"]?.string.map { TextMatch.matches($0, request.path) } ?? true)
    }

    private func ofSplit(_ split: PolicyObject) -> [(LinkerdRoute.Backend, Double)] {
        (split.spec["backends"]?.array ?? []).map { entry in
            let name = ServiceName(namespace: split.namespace, name: entry["service"]?.string ?? "")
            return (
                LinkerdRoute.Backend(service: name, port: nil, share: 0, entry: entry), Self.quantity(entry["weight"])
            )
        }
    }

    /// `authority: reviews-v2.shop.svc.cluster.local:9080`.
    private var ofProfile: [(LinkerdRoute.Backend, Double)] {
        (profile?.spec["dstOverrides"]?.array ?? []).compactMap { entry in
            let parts = (entry["authority"]?.string ?? "").split(separator: ":")
            let labels = (parts.first ?? "").split(separator: ".")
            guard labels.count > 1 else { return nil }
            let name = ServiceName(namespace: String(labels[1]), name: String(labels[0]))
            let port = parts.count > 1 ? Int(parts[1]) : nil
            return (
                LinkerdRoute.Backend(service: name, port: port, share: 0, entry: entry), Self.quantity(entry["weight"])
            )
        }
    }

    /// Weights are Kubernetes quantities: `1`, `"900m"`.
    private static func quantity(_ value: JSONValue?) -> Double {
        if let number = value?.number { return number }
        guard let text = value?.string else { return 0 }
        return text.hasSuffix("m") ? (Double(text.dropLast()) ?? 0) / 1000 : Double(text) ?? 0
    }
}
