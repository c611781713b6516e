import Domain
import MeshModel

/// Requests made of the match conditions of routes: each with all that a match asks for, and beside it requests that
/// lack one of them.
struct RouteProbes {
    private(set) var list = ProbeList()
    /// Conditions of which no example was found.
    private(set) var unknown: [String] = []

    init() { list.add(Probe()) }

    mutating func add(of document: JSONValue) {
        let spec = document["spec"]
        switch document["kind"]?.string {
        case "VirtualService":
            for rule in spec?["http"]?.array ?? [] { for match in rule["match"]?.array ?? [] { add(istio: match) } }
        case "HTTPRoute":
            let hosts = spec?["hostnames"]?.array?.compactMap(\.string) ?? []
            for rule in spec?["rules"]?.array ?? [] {
                for match in rule["matches"]?.array ?? [] { add(gateway: match, hosts) }
            }
        case "ServiceProfile": for route in spec?["routes"]?.array ?? [] { add(condition: route["condition"]) }
        case "DestinationRule": for port in document.ruledPorts { list.add(Probe(port: port)) }
        case "AuthorizationPolicy": AuthorizationProbes.add(of: document, to: &list)
        default: break
        }
    }

    private mutating func add(istio match: JSONValue) {
        var probe = Probe(port: match["port"]?.int.map { Int(clamping: $0) })
        if let path = example(match["uri"], "uri") { probe.request.path = path }
        if let method = example(match["method"], "method") { probe.request.method = method }
        probe.request.host = example(match["authority"], "authority")
        for (name, rule) in sorted(match["queryParams"]) {
            if let value = example(rule, name) { probe.request.query[name] = value }
        }
        for (name, rule) in sorted(match["headers"]) {
            if let value = example(rule, name) { probe.request.headers[name.lowercased()] = value }
        }
        addVariants(of: probe)
        for (name, rule) in sorted(match["withoutHeaders"]) {
            guard let value = example(rule, name) else { continue }
            var with = probe
            with.request.headers[name.lowercased()] = value
            list.add(with)
        }
    }

    private mutating func add(gateway match: JSONValue, _ hosts: [String]) {
        var probe = Probe()
        probe.request.host = hosts.first.map(Example.host)
        if let path = match["path"] {
            let value = path["value"]?.string ?? "/"
            probe.request.path = path["type"] == "RegularExpression" ? regex(value) ?? "/" : value
        }
        if let method = match["method"]?.string { probe.request.method = method }
        for header in match["headers"]?.array ?? [] {
            if let (name, value) = pair(header) { probe.request.headers[name.lowercased()] = value }
        }
        for parameter in match["queryParams"]?.array ?? [] {
            if let (name, value) = pair(parameter) { probe.request.query[name] = value }
        }
        addVariants(of: probe)
    }

    private mutating func pair(_ rule: JSONValue) -> (String, String)? {
        guard let name = rule["name"]?.string, let value = rule["value"]?.string else { return nil }
        return (rule["type"] == "RegularExpression" ? regex(value) : value).map { (name, $0) }
    }

    private mutating func add(condition: JSONValue?) {
        guard let condition else { return }
        for part in (condition["all"]?.array ?? []) + (condition["any"]?.array ?? []) { add(condition: part) }
        if let part = condition["not"] { add(condition: part) }
        guard condition["method"] != nil || condition["pathRegex"] != nil else { return }
        var probe = Probe()
        if let method = condition["method"]?.string { probe.request.method = method }
        if let path = condition["pathRegex"]?.string.flatMap({ regex($0) }) { probe.request.path = path }
        addVariants(of: probe)
    }

    /// The request, and the same without each header and parameter, with another path and another method.
    private mutating func addVariants(of probe: Probe) {
        list.add(probe)
        for name in probe.request.headers.keys.sorted() {
            var less = probe
            less.request.headers[name] = nil
            list.add(less)
        }
        for name in probe.request.query.keys.sorted() {
            var less = probe
            less.request.query[name] = nil
            list.add(less)
        }
        var elsewhere = probe
        elsewhere.request.path = "/"
        list.add(elsewhere)
        var other = probe
        other.request.method = probe.request.method == "GET" ? "POST" : "GET"
        list.add(other)
    }
}

extension RouteProbes {
    private func sorted(_ members: JSONValue?) -> [(key: String, value: JSONValue)] {
        (members?.object ?? [:]).sorted { $0.key < $1.key }
    }

    /// A text that Istio's `StringMatch` takes; one that asks for nothing takes any.
    private mutating func example(_ rule: JSONValue?, _ what: String) -> String? {
        guard let rule else { return nil }
        if let pattern = rule["regex"]?.string { return regex(pattern) }
        return rule["exact"]?.string ?? rule["prefix"]?.string ?? Example.word
    }

    private mutating func regex(_ pattern: String) -> String? {
        let found = Example.regex(pattern)
        if found == nil, !unknown.contains(pattern) { unknown.append(pattern) }
        return found
    }
}
