package import Domain
import Mesh

/// A request as a client's proxy sees it, and where Linkerd's outbound rules send it.
package struct LinkerdRequest: Hashable, Sendable {
    package let client: String
    package let path: String
    package let host: String
    package let headers: [String: String]

    package init(
        from client: String = "shop", _ path: String, host: String = "books.shop.svc.cluster.local",
        headers: [String: String] = [:]
    ) {
        self.client = client
        self.path = path
        self.host = host
        self.headers = headers
    }

    /// What becomes of it: what its rule does, and to which backends it goes (parts of 1).
    package struct Outcome: Hashable, Sendable {
        package let treatment: JSONValue
        package let backends: [String: Double]
    }

    /// What becomes of it when it is sent to `books` in `shop`, by all routes of that namespace and the client's: the
    /// match that says the most wins (host, path, headers, method), of equals the older route's, and then the first.
    package func outcome(in world: World) -> Outcome {
        let routes = world.all(.httpRoute).filter { route in
            ["shop", client].contains(route.name.namespace) && isForBooks(route)
        }
        guard !routes.isEmpty else { return Outcome(treatment: [:], backends: ["shop/books": 1]) }
        var best: (score: [Int], route: MeshObject, rule: JSONValue)?
        for route in routes {
            guard let host = hostScore(route.document) else { continue }
            for rule in route.document["spec"]?["rules"]?.array ?? [[:]] {
                for score in (rule["matches"]?.array ?? [[:]]).compactMap(score).map({ [host] + $0 }) {
                    if best.map({ $0.score.lexicographicallyPrecedes(score) }) ?? true { best = (score, route, rule) }
                }
            }
        }
        guard let best else { return Outcome(treatment: "404", backends: [:]) }
        return outcome(of: best.rule, in: best.route)
    }

    private func isForBooks(_ route: MeshObject) -> Bool {
        (route.document["spec"]?["parentRefs"]?.array ?? []).contains {
            $0["kind"] == "Service" && $0["name"] == "books"
                && $0["namespace"]?.string ?? route.name.namespace == "shop"
        }
    }

    private func hostScore(_ route: JSONValue) -> Int? {
        guard let hosts = route["spec"]?["hostnames"]?.array, !hosts.isEmpty else { return 0 }
        return hosts.compactMap(\.string).filter { $0 == host }.map(\.utf8.count).max()
    }

    private func score(_ match: JSONValue) -> [Int]? {
        if let method = match["method"], method != "GET" { return nil }
        let wanted = match["path"]?["value"]?.string ?? "/"
        switch match["path"]?["type"]?.string ?? "PathPrefix" {
        case "Exact" where path != wanted: return nil
        case "PathPrefix" where wanted != "/" && path != wanted && !path.hasPrefix(wanted + "/"): return nil
        default: break
        }
        let headers = match["headers"]?.array ?? []
        guard headers.allSatisfy(holds) else { return nil }
        return [wanted.utf8.count, headers.count, match["method"] == nil ? 0 : 1]
    }

    /// Expressions are for the whole value.
    private func holds(_ header: JSONValue) -> Bool {
        guard let name = header["name"]?.string, let wanted = header["value"]?.string,
            let value = headers[name.lowercased()]
        else { return false }
        guard header["type"] == "RegularExpression" else { return value == wanted }
        guard let expression = try? Regex(wanted) else { return false }
        return value.wholeMatch(of: expression) != nil
    }

    private func outcome(of rule: JSONValue, in route: MeshObject) -> Outcome {
        var treatment = rule
        for key in ["matches", "backendRefs", "name"] { treatment[key] = nil }
        let annotations = route.document["metadata"]?["annotations"]?.object ?? [:]
        for (key, value) in annotations where key.contains("linkerd.io/") { treatment[key] = value }
        let backends = (rule["backendRefs"]?.array ?? []).map { backend in
            (
                "\(backend["namespace"]?.string ?? route.name.namespace)/\(backend["name"]?.string ?? "")",
                backend["weight"]?.number ?? 1
            )
        }
        guard !backends.isEmpty else { return Outcome(treatment: treatment, backends: ["shop/books": 1]) }
        return Outcome(treatment: treatment, backends: LinkerdDestinationRules.shares(backends))
    }
}
