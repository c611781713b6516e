extension Impact {
    /// The impact for people, in short lines; nothing but a sentence where nothing differs.
    package var text: String {
        let caveats = caveats.map { "note: \($0)" }
        guard kind != .none else { return "\(object): nothing changes\n" }
        guard !isEmpty else {
            let said =
                !together.isEmpty
                ? "what differs is told of \(Self.some(together))"
                : asked > 0 ? "no request that was tried is treated differently" : "what differs is not known"
            return (["\(object) \(kind.rawValue): \(said)"] + caveats)
                .joined(separator: "\n") + "\n"
        }
        var out = ["\(object) \(kind.rawValue)"]
        if !services.isEmpty { out.append("services: \(Self.some(services))") }
        if !workloads.isEmpty { out.append("workloads: \(Self.some(workloads))") }
        if !clients.isEmpty { out.append("clients: \(Self.some(clients))") }
        if !routes.isEmpty { out.append("routes: \(Self.some(routes))") }
        for topic in Topic.allCases {
            out += lines.filter { $0.topic == topic }.map(\.text)
            if let count = omitted[topic] { out.append("\(topic.title): \(count) more") }
        }
        out += Self.rules("newly allowed by the rules", newlyAllowed)
        out += Self.rules("newly denied by the rules", newlyDenied)
        return (out + caveats).joined(separator: "\n") + "\n"
    }

    private static func rules(_ title: String, _ fragments: [String]) -> [String] {
        let shown = fragments.prefix(10).map { "\(title): \($0)" }
        return fragments.count > 10 ? shown + ["\(title): \(fragments.count - 10) more"] : Array(shown)
    }

    /// The first few, and how many there are beside.
    static func some(_ texts: [String], _ limit: Int = 5) -> String {
        let shown = texts.prefix(limit).joined(separator: ", ")
        return texts.count > limit ? "\(shown) and \(texts.count - limit) more" : shown
    }
}

extension Impact.Topic {
    /// How lines of the topic begin.
    package var title: String {
        switch self {
        case .accessLost: "loses access"
        case .accessGained: "gains access"
        case .destination: "goes elsewhere"
        case .outbound: "leaves otherwise"
        case .treatment: "treated otherwise"
        case .settings: "settings"
        case .mutualTLS: "mutual TLS"
        case .server: "Server"
        case .listener: "listener"
        case .patches: "patches"
        case .tokens: "tokens"
        }
    }
}

extension Impact.Line {
    /// `loses access: shop/web to shop/reviews: POST /orders (allowed by shop/a -> no policy allows it); 12.0
    /// requests/s now`.
    package var text: String {
        let place = Impact.some(targets) + (port.map { ":\($0)" } ?? "")
        let who = clients.isEmpty ? place : "\(Impact.some(clients)) to \(place)"
        let what = isEveryRequest ? "" : ": \(Impact.some(requests, 3))"
        let name = aspect.isEmpty ? "" : " \(aspect)"
        var text = "\(topic.title): \(who)\(what):\(name) \(Self.short(before)) -> \(Self.short(after))"
        if let rate = requestsPerSecond { text += "; \(Self.rate(rate)) requests/s now" }
        return text
    }

    private static func short(_ text: String) -> String { text.count > 160 ? "\(text.prefix(157))..." : text }

    private static func rate(_ rate: Double) -> String {
        let tenths = Int(clamping: Int64((min(max(rate, 0), 1e12) * 10).rounded()))
        return "\(tenths / 10).\(tenths % 10)"
    }
}
