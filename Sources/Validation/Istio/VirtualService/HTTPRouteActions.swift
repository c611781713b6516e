import Domain

/// What a route does with a request: exactly one of route, redirect and directResponse, or a delegate.
enum HTTPRouteActions {
    static let family = RuleFamily.istio(
        "http-route-actions", [.virtualService],
        codes: [
            .conflictingActions, .noAction, .routeWeight, .destinationMissing, .hostSyntax, .subsetName,
            .portOutOfRange,
        ]
    ) { subject, spec in
        let isDelegate = spec["hosts"].isEmpty
        let isConverted = RouteScope.isConverted(subject.object)
        var remarks: [Remark] = []
        for route in spec["http"].elements where route.value.object != nil {
            if route["delegate"].isGiven, !isDelegate {
                remarks += conflicts(route, of: ["redirect", "route"], with: "delegate")
            } else {
                remarks += actionRemarks(route, isDelegate)
            }
            remarks += WeightedDestinations.check(route["route"], isConverted)
            remarks += mirrorRemarks(route)
        }
        return remarks
    }

    private static func actionRemarks(_ route: Field, _ isDelegate: Bool) -> [Remark] {
        var remarks: [Remark] = []
        if isDelegate, route["delegate"].isGiven {
            remarks.append(
                Remark(
                    .conflictingActions, route["delegate"], "is given in a delegate; delegates cannot delegate",
                    hint: "write the route here"))
        }
        if route["redirect"].isGiven {
            remarks += conflicts(route, of: ["route", "fault", "rewrite", "directResponse"], with: "redirect")
        } else if route["directResponse"].isGiven {
            remarks += conflicts(route, of: ["route", "fault", "rewrite"], with: "directResponse")
        } else if route["route"].isEmpty {
            remarks.append(
                Remark(
                    .noAction, route, "does nothing with its requests",
                    hint: "give it a route, a redirect or a directResponse"))
        }
        if route["mirror"].isGiven, !route["mirrors"].isEmpty {
            remarks += conflicts(route, of: ["mirror"], with: "mirrors")
        }
        return remarks
    }

    private static func conflicts(_ route: Field, of names: [String], with other: String) -> [Remark] {
        names.filter { name in
            let field = route[name]
            return field.isGiven && (name != "route" || !field.isEmpty)
        }.map {
            Remark(
                .conflictingActions, route[$0], "cannot stand beside \(other)",
                hint: "keep one of the two, or use two routes")
        }
    }

    private static func mirrorRemarks(_ route: Field) -> [Remark] {
        var remarks = Hosts.check(destination: route["mirror"])
        for mirror in route["mirrors"].elements where mirror.value.object != nil {
            if mirror["destination"].isGiven {
                remarks += Hosts.check(destination: mirror["destination"])
            } else {
                remarks.append(
                    Remark(.destinationMissing, mirror["destination"], "is missing", hint: "name the host to mirror to")
                )
            }
        }
        return remarks
    }
}

/// Where routes of any protocol send traffic to, and in which shares.
enum WeightedDestinations {
    /// - Parameter isConverted: Istio itself made the object; then its hosts may be anything.
    static func check(_ routes: Field, _ isConverted: Bool) -> [Remark] {
        var remarks: [Remark] = []
        var total: Int64 = 0
        let elements = routes.elements
        for route in elements where route.value.object != nil {
            let destination = route["destination"]
            if !destination.isGiven {
                remarks.append(Remark(.destinationMissing, destination, "is missing", hint: "name the host"))
            }
            if !isConverted { remarks += Hosts.check(destination: destination) }
            let weight = route["weight"]
            if weight.whole < 0 {
                remarks.append(
                    Remark(
                        .routeWeight, weight, "is \(weight.whole); a weight cannot be negative", hint: "write 0 or more"
                    ))
            }
            total = total &+ weight.whole
        }
        if elements.count > 1, total == 0 {
            remarks.append(
                Remark(
                    .routeWeight, routes, "has several destinations whose weights are 0 together", hint: "give weights")
            )
        }
        return remarks
    }
}
