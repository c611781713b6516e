import Domain

/// Weights that do nothing, and destinations that stand twice in a route.
enum RouteWeights {
    static let family = RuleFamily(
        "weights of routes", codes: [.idleWeight, .repeatedDestination], kinds: [.virtualService], scope: .set
    ) { subject in
        ["http", "tcp", "tls"].flatMap { subject.spec[$0].elements }.flatMap { route in
            let destinations = route["route"].elements
            return weight(destinations) + repeated(destinations, subject)
        }
    }

    private static func weight(_ destinations: [Field]) -> [Remark] {
        guard destinations.count == 1, let field = destinations.first?["weight"], let weight = field.int,
            (1..<100).contains(weight)
        else { return [] }
        return [
            Remark(
                .idleWeight, field, "does nothing: the only destination gets every request",
                hint: "leave it out, or add the destination that gets the rest")
        ]
    }

    private static func repeated(_ destinations: [Field], _ subject: Subject) -> [Remark] {
        guard destinations.count > 1 else { return [] }
        var places: [String: [Field]] = [:]
        for destination in destinations {
            guard let host = destination["destination"]["host"].string else { continue }
            let subset = destination["destination"]["subset"].string ?? ""
            places["\(subject.host(host))\n\(subset)", default: []].append(destination)
        }
        return places.values.filter { $0.count > 1 }.joined().map {
            Remark(
                .repeatedDestination, $0["destination"]["host"], "is a destination that the route names more than once",
                hint: "name it once, with the weights added up")
        }
    }
}
