import Domain

/// Routes of VirtualServices for TLS and TCP.
enum StreamRoutes {
    static let family = RuleFamily.istio(
        "stream-routes", [.virtualService],
        codes: [
            .tlsMatch, .serverNameHost, .serverNameAddress, .noAction, .routeWeight, .destinationMissing, .hostSyntax,
            .subsetName, .portOutOfRange, .addressSyntax, .labelSyntax, .gatewayReference, .legacyGatewayName,
        ]
    ) { subject, spec in
        let isConverted = RouteScope.isConverted(subject.object)
        var remarks: [Remark] = []
        for route in spec["tls"].elements where route.value.object != nil {
            remarks += tlsRemarks(route, spec) + actionRemarks(route, isConverted)
        }
        for route in spec["tcp"].elements where route.value.object != nil {
            remarks += route["match"].elements.flatMap { matchRemarks($0, warns: false) }
            remarks += actionRemarks(route, isConverted)
        }
        return remarks
    }

    private static func actionRemarks(_ route: Field, _ isConverted: Bool) -> [Remark] {
        .when(route["route"].isEmpty, .noAction, route, "sends its traffic nowhere", hint: "give it a route")
            + WeightedDestinations.check(route["route"], isConverted)
    }

    private static func tlsRemarks(_ route: Field, _ spec: Field) -> [Remark] {
        let matches = route["match"]
        if matches.isEmpty {
            return [Remark(.tlsMatch, matches, "has no condition", hint: "say for which sniHosts the route is")]
        }
        return matches.elements.flatMap { match -> [Remark] in
            guard match.value.object != nil else { return [] }
            let names = match["sniHosts"]
            return .when(names.isEmpty, .tlsMatch, names, "is missing", hint: "name the hosts that clients ask for")
                + names.elements.flatMap { serverNameRemarks($0, spec) } + matchRemarks(match, warns: true)
        }
    }

    private static func serverNameRemarks(_ field: Field, _ spec: Field) -> [Remark] {
        guard let name = field.string else { return [] }
        let isForGateways = !spec["gateways"].strings.contains("mesh")
        if let fault = isForGateways ? HostSyntax.fault(inServerName: name) : HostSyntax.fault(inPattern: name) {
            if IPAddressSyntax.isAddress(name) {
                return [
                    Remark(
                        .serverNameAddress, field, "is an IP address, which clients do not send as a name",
                        hint: "match by destinationSubnets or port, or by a name")
                ]
            }
            return [Remark(.hostSyntax, field, fault, hint: "write a full name, or *.<domain>")]
        }
        let hosts = spec["hosts"].strings
        return .when(
            !hosts.contains { HostName.contains($0, name) }, .serverNameHost, field,
            "is '\(name)', which is not among the hosts of the VirtualService",
            hint: "add it to hosts, or match one of them")
    }

    private static func matchRemarks(_ match: Field, warns: Bool) -> [Remark] {
        var remarks = match["destinationSubnets"].elements.flatMap(Addresses.check(block:))
        if match["port"].whole != 0 { remarks += Ports.check(match["port"]) }
        return remarks + Selectors.check(labels: match["sourceLabels"])
            + BoundGateways.check(match["gateways"], warns: warns)
    }
}
