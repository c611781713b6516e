package import Domain
import MeshModel

extension Scenario {
    /// Reads a scenario; throws what is wrong with it, and where.
    package init(_ document: JSONValue) throws(ScenarioProblem) {
        self.init()
        let reader = try ScenarioReader(
            document, .root,
            knowing: [
                "mesh", "defaults", "services", "onlyListed", "effects", "noData", "noise", "podRestarts",
                "proxyStatistics", "latencyBuckets",
            ])
        if let name = try reader.string("mesh") {
            guard let mesh = MeshPod.Proxy(rawValue: name) else { throw reader.problem("mesh", "istio or linkerd") }
            self.mesh = mesh
        }
        if let defaults = reader["defaults"] {
            self.defaults = try ServiceBehaviour(defaults, ["defaults"], over: self.defaults, isNamed: false)
        }
        for (value, path) in try reader.each("services") {
            services.append(try ServiceBehaviour(value, path, over: defaults, isNamed: true))
        }
        for (value, path) in try reader.each("effects") { effects.append(try TrafficEffect(value, path)) }
        for (value, path) in try reader.each("noData") { silences.append(try Silence(value, path)) }
        for (value, path) in try reader.each("podRestarts") { restarts.append(try Restart(value, path)) }
        if let noise = reader["noise"] { self.noise = try Noise(noise, ["noise"]) }
        onlyListed = try reader.bool("onlyListed") ?? false
        hasProxyStatistics = try reader.bool("proxyStatistics") ?? true
        latencyBuckets = try reader.numbers("latencyBuckets")
    }
}

extension ServiceBehaviour {
    fileprivate static let fields = [
        "requestsPerSecond", "p50", "p95", "errorRate", "errorCode", "concurrency", "port", "clients", "requests",
    ]

    fileprivate init(_ value: JSONValue, _ path: FieldPath, over defaults: ServiceBehaviour, isNamed: Bool)
        throws(ScenarioProblem)
    {
        self = defaults
        let reader = try ScenarioReader(value, path, knowing: Self.fields + (isNamed ? ["service"] : []))
        if isNamed {
            guard let name = try reader.string("service") else {
                throw reader.problem("service", "which service? namespace/name, or a host outside of the cluster")
            }
            service = ScenarioReader.serviceName(name)
            host = service == nil ? name : nil
            guard service != nil || name.contains(".") && !name.contains("/") else {
                throw reader.problem("service", "a service is named namespace/name, a host has a dot")
            }
        }
        requestsPerSecond = try reader.number("requestsPerSecond") ?? requestsPerSecond
        p50 = try reader.number("p50", 0.01...1e7) ?? p50
        p95 = try reader.number("p95", 0.01...1e7) ?? max(p95, p50)
        guard p95 >= p50 else { throw reader.problem("p95", "is at least p50, which is \(p50)") }
        errorRate = try reader.share("errorRate") ?? errorRate
        errorCode = try reader.int("errorCode", 400...599) ?? errorCode
        concurrency = try reader.number("concurrency", 0.01...1e7) ?? concurrency
        port = try reader.int("port", 1...65535) ?? port
        if reader.has("clients") { clients = [] }
        for (value, path) in try reader.each("clients") {
            let client = try ScenarioReader(value, path, knowing: ["namespace", "labels"])
            clients.append(
                ClientSelection(namespace: try client.string("namespace"), labels: try client.texts("labels")))
        }
        if reader.has("requests") { requests = [] }
        for (value, path) in try reader.each("requests") { requests.append(try RequestShape(value, path)) }
    }
}

extension RequestShape {
    fileprivate init(_ value: JSONValue, _ path: FieldPath) throws(ScenarioProblem) {
        let reader = try ScenarioReader(
            value, path, knowing: ["share", "method", "path", "query", "headers", "host", "token"])
        var token: MeshRequest.Token?
        if let value = reader["token"] {
            let own = try ScenarioReader(value, path.appending("token"), knowing: ["issuer", "subject", "valid"])
            token = MeshRequest.Token(
                issuer: try own.string("issuer") ?? "", subject: try own.string("subject") ?? "",
                isValid: try own.bool("valid") ?? true)
        }
        self.init(
            share: try reader.number("share") ?? 1,
            request: MeshRequest(
                method: try reader.string("method") ?? "GET", path: try reader.string("path") ?? "/",
                query: try reader.texts("query"), headers: try reader.texts("headers"),
                host: try reader.string("host"), token: token))
    }
}

extension Silence {
    fileprivate init(_ value: JSONValue, _ path: FieldPath) throws(ScenarioProblem) {
        guard value.object != nil else {
            self.init(service: try ScenarioReader.serviceName(value, at: path), from: nil, until: nil)
            return
        }
        let reader = try ScenarioReader(value, path, knowing: ["service", "from", "until"])
        self.init(
            service: try ScenarioReader.serviceName(reader["service"] ?? .null, at: path.appending("service")),
            from: try reader.number("from"), until: try reader.number("until"))
    }
}

extension Restart {
    fileprivate init(_ value: JSONValue, _ path: FieldPath) throws(ScenarioProblem) {
        let reader = try ScenarioReader(value, path, knowing: ["nameContains", "namespace", "labels", "at", "every"])
        self.init(
            nameContains: try reader.string("nameContains") ?? "", namespace: try reader.string("namespace"),
            labels: try reader.texts("labels"), at: try reader.number("at") ?? 0,
            every: try reader.number("every", 1...1e9))
    }
}

extension Noise {
    fileprivate init(_ value: JSONValue, _ path: FieldPath) throws(ScenarioProblem) {
        self.init()
        let reader = try ScenarioReader(
            value, path, knowing: ["amplitude", "errors", "latency", "requests", "period"])
        let amplitude = try reader.share("amplitude") ?? 0
        errors = try reader.share("errors") ?? amplitude
        latency = try reader.share("latency") ?? amplitude
        requests = try reader.share("requests") ?? amplitude
        period = try reader.number("period", 0.1...1e6) ?? period
    }
}
