package import Domain
package import Mesh
package import MeshModel

/// What Istio's proxies do with a request, by the rules of Istio's documents and code: the tests' own reading, which
/// shares nothing with the mechanics.
package struct SidecarRouting: Sendable {
    let routes: [MeshObject]
    let rules: [MeshObject]

    package init(_ world: World) {
        self.init(
            objects: world.names.compactMap { name in world.objects[name].map { MeshObject(name: name, document: $0) } }
        )
    }

    package init(objects: [MeshObject]) {
        routes = objects.filter { $0.name.resource.kind == "VirtualService" }
        rules = objects.filter { $0.name.resource.kind == "DestinationRule" }
    }

    /// A request (or, without a path, a connection) of a pod. `gateway` is what the pod is where it is no sidecar.
    package struct Request: Hashable, Sendable {
        package var host: String
        package var path: String?
        package var headers: [String: String]
        package var port: Int64
        package var gateway: String
        package var sni: String?

        package init(
            _ host: String, path: String? = "/", headers: [String: String] = [:], port: Int64 = 80,
            gateway: String = "mesh", sni: String? = nil
        ) {
            self.host = host
            self.path = path
            self.headers = headers
            self.port = port
            self.gateway = gateway
            self.sni = sni
        }
    }

    /// What becomes of requests, each with its share; the shares add up to 1.
    package typealias Behaviour = [JSONValue: Double]

    package func behaviour(of pod: Workload, _ request: Request) -> Behaviour {
        let tables = tables(for: pod, request)
        guard tables.count < 2 else { return ["undefined: two VirtualServices for one host": 1] }
        guard let table = tables.first else { return request.gateway == "mesh" ? direct(pod, request) : ["404": 1] }
        let list = request.sni != nil ? "tls" : request.path == nil ? "tcp" : "http"
        let rules = (table.document["spec"]?[list]?.array ?? []).flatMap { rule -> [(JSONValue, JSONValue)] in
            let matches = rule["match"]?.array ?? []
            return (matches.isEmpty ? [[:]] : matches).filter { isConfigured($0, pod, request) }.map { (rule, $0) }
        }
        // istiod leaves the host alone where no rule of it is for this proxy.
        guard !rules.isEmpty else { return request.gateway == "mesh" ? direct(pod, request) : ["404": 1] }
        guard let (rule, _) = decisive(rules, request) else {
            return list == "http" ? ["404": 1] : direct(pod, request)
        }
        return outcome(rule, of: table.name.namespace, pod, request)
    }

    private func tables(for pod: Workload, _ request: Request) -> [MeshObject] {
        routes.filter { object in
            guard let spec = object.document["spec"] else {
                return false
            }
            let gateways = spec["gateways"]?.array ?? ["mesh"]
            return isSeen(object, by: pod.namespace) && gateways.contains(.string(request.gateway))
                && (spec["hosts"]?.array ?? []).compactMap(\.string).contains { host in
                    covers(full(host, object.name.namespace), request.host)
                }
        }
    }

    /// The conditions that istiod looks at when it makes a proxy's configuration. An HTTP match that names gateways is
    /// for all proxies there, whatever labels it names (`sourceMatchHTTP`); of TLS and TCP matches everything must hold
    /// (`matchTLS`, `matchTCP`).
    private func isConfigured(_ match: JSONValue, _ pod: Workload, _ request: Request) -> Bool {
        guard (match["port"]?.int ?? request.port) == request.port else { return false }
        let gateways = match["gateways"]?.array ?? []
        let isHere = gateways.isEmpty || gateways.contains(.string(request.gateway))
        let isHTTP = request.sni == nil && request.path != nil
        guard !isHTTP || gateways.isEmpty else { return isHere }
        let labels = match["sourceLabels"]?.object ?? [:]
        return isHere && labels.allSatisfy { .string(pod.labels[$0] ?? "") == $1 }
            && (match["sourceNamespace"]?.string ?? pod.namespace) == pod.namespace
    }

    /// HTTP and TCP: the first rule that the request fulfils. TLS: the most specific SNI, of equals the first.
    private func decisive(_ rules: [(JSONValue, JSONValue)], _ request: Request) -> (JSONValue, JSONValue)? {
        guard let sni = request.sni else { return rules.first { fulfils($0.1, request) } }
        let names = rules.flatMap { rule in
            (rule.1["sniHosts"]?.array ?? []).compactMap(\.string).filter { covers($0, sni) }.map { (rule, $0) }
        }
        let best = names.map(\.1.count).max()
        return names.first { $0.1.count == best }?.0
    }

    private func fulfils(_ match: JSONValue, _ request: Request) -> Bool {
        let headers = match["headers"]?.object ?? [:]
        return (match["uri"].map { text($0, request.path) } ?? true)
            && headers.allSatisfy { text($1, request.headers[$0]) }
    }

    private func text(_ condition: JSONValue, _ text: String?) -> Bool {
        guard let text else { return false }
        if let exact = condition["exact"]?.string { return text == exact }
        if let prefix = condition["prefix"]?.string { return text.hasPrefix(prefix) }
        guard let pattern = condition["regex"]?.string, let regex = try? Regex(pattern) else { return false }
        return (try? regex.wholeMatch(in: text)) != nil
    }

    /// Everything that the rule does, with the clusters that its weights choose between.
    private func outcome(_ rule: JSONValue, of namespace: String, _ pod: Workload, _ request: Request) -> Behaviour {
        var frame = rule
        for field in ["match", "route", "name"] { frame[field] = nil }
        if rule["directResponse"] == ["status": 404] { return ["404": 1] }
        let route = rule["route"]?.array ?? []
        let weights = route.map { route.count == 1 ? 1 : $0["weight"]?.number ?? 0 }
        var behaviour: Behaviour = [:]
        for (entry, weight) in zip(route, weights) where weight > 0 {
            let host = full(entry["destination"]?["host"]?.string ?? "", namespace)
            let cluster = cluster(host, entry["destination"]?["subset"]?.string, pod, request.port)
            var headers: JSONValue = [:]
            headers["headers"] = entry["headers"]
            behaviour[["rule": frame, "cluster": cluster, "entry": headers], default: 0] +=
                weight / weights.reduce(0, +)
        }
        return behaviour
    }

    private func direct(_ pod: Workload, _ request: Request) -> Behaviour {
        [["rule": [:], "cluster": cluster(request.host, nil, pod, request.port), "entry": [:]]: 1]
    }

    func isSeen(_ object: MeshObject, by namespace: String) -> Bool {
        let names = object.document["spec"]?["exportTo"]?.array?.compactMap(\.string) ?? ["*"]
        return names.contains { $0 == "*" || $0 == namespace || $0 == "." && object.name.namespace == namespace }
    }

    func full(_ host: String, _ namespace: String) -> String {
        host.contains(".") || host == "*" ? host : "\(host).\(namespace).svc.cluster.local"
    }

    func covers(_ pattern: String, _ host: String) -> Bool {
        pattern == host || pattern == "*" || pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst())
    }
}
