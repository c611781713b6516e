import Domain

/// What controllers wrote into the status of an object: that they could not use it.
enum StatusConditions {
    static let family = RuleFamily(
        "conditions in the status", codes: [.negativeCondition], kinds: Set(negative.keys), scope: .set
    ) { subject in
        let status = subject.root["status"]
        let types = negative[subject.object.kind] ?? []
        var conditions = status["conditions"].elements
        if [.httpRoute, .grpcRoute].contains(subject.object.kind) {
            conditions = status["parents"].elements.flatMap { $0["conditions"].elements }
        }
        var named: Set<String> = []
        return conditions.compactMap { condition -> Remark? in
            guard let type = condition["type"].string, isNegative(condition, type, types, subject.object.kind) else {
                return nil
            }
            let text = [condition["reason"], condition["message"]].compactMap(\.string).filter { !$0.isEmpty }
            let message = "\(type) is not met: \(text.joined(separator: ", "))"
            return named.insert(message).inserted ? Remark(.negativeCondition, condition, message) : nil
        }
    }

    private static let negative: [ObjectKind: Set<String>] = [
        .service: ["istio.io/WaypointBound"], .serviceEntry: ["istio.io/WaypointBound"],
        .workloadEntry: ["istio.io/WaypointBound"], .authorizationPolicy: ["ZtunnelAccepted", "WaypointAccepted"],
        .kubernetesGateway: routes, .httpRoute: routes, .grpcRoute: routes,
    ]
    private static let routes: Set = ["Accepted", "Programmed", "ResolvedRefs"]

    private static func isNegative(_ condition: Field, _ type: String, _ types: Set<String>, _ kind: ObjectKind) -> Bool
    {
        if types.contains(type), condition["status"].string == "False" { return true }
        return kind == .authorizationPolicy && type == "WaypointAccepted"
            && condition["reason"].string == "PartiallyInvalid"
    }
}
