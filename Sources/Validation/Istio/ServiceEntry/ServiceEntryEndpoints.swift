import Domain

/// The endpoints of a ServiceEntry, which must fit its resolution.
enum ServiceEntryEndpoints {
    static let family = RuleFamily.istio(
        "service-entry-endpoints", [.serviceEntry],
        codes: [
            .resolutionMismatch, .selectorUnused, .hostSyntax, .endpointAddress, .endpointPort, .noAddress,
            .addressSyntax, .portNameSyntax,
            .portOutOfRange, .labelSyntax,
        ]
    ) { subject, spec in
        switch Resolution(spec) {
        case .unresolved: noneRemarks(spec)
        case .static: staticRemarks(spec)
        case .dns, .roundRobin: namedRemarks(spec)
        case .dynamicDNS: dynamicRemarks(subject, spec)
        case nil: []
        }
    }

    private static func noneRemarks(_ spec: Field) -> [Remark] {
        .when(
            !spec["endpoints"].isEmpty, .resolutionMismatch, spec["endpoints"],
            "is given, though resolution NONE asks for none",
            hint: "use STATIC or DNS")
            + .when(
                spec["workloadSelector"].isGiven, .selectorUnused, spec["workloadSelector"],
                "selects endpoints, which resolution NONE does not ask for", hint: "use STATIC or DNS")
    }

    private static func staticRemarks(_ spec: Field) -> [Remark] {
        let names = Set(spec["ports"].elements.map { $0["name"].text })
        return spec["endpoints"].elements.flatMap {
            WorkloadEntries.check($0, takesNames: false) + portRemarks($0, known: names)
                + .when(
                    Addresses.isSocket($0["address"].text) && names.count != 1, .endpointAddress, $0["address"],
                    "is a socket, which has one port, and the ServiceEntry has \(names.count)", hint: "keep one port")
        }
    }

    private static func namedRemarks(_ spec: Field) -> [Remark] {
        let endpoints = spec["endpoints"].elements
        let names = Set(spec["ports"].elements.map { $0["name"].text })
        var remarks: [Remark] = []
        if endpoints.isEmpty,
            let host = spec["hosts"].elements.first(where: { HostSyntax.fault(inName: $0.text) != nil })
        {
            remarks.append(
                Remark(
                    .resolutionMismatch, host, "cannot be looked up in DNS, and there are no endpoints",
                    hint: "give endpoints, or use DYNAMIC_DNS for wildcards"))
        }
        if Resolution(spec) == .roundRobin, endpoints.count > 1 {
            remarks.append(
                Remark(
                    .resolutionMismatch, spec["endpoints"], "has more than one, which DNS_ROUND_ROBIN does not take",
                    hint: "use DNS"))
        }
        for endpoint in endpoints where endpoint.value.object != nil {
            let address = endpoint["address"]
            if !IPAddressSyntax.isAddress(address.text), let fault = HostSyntax.fault(inName: address.text) {
                remarks.append(Remark(.endpointAddress, address, fault, hint: "write a full name or an IP address"))
            }
            remarks += Selectors.check(labels: endpoint["labels"]) + portRemarks(endpoint, known: names)
            remarks += WorkloadEntries.check(ports: endpoint["ports"])
        }
        return remarks
    }

    private static func portRemarks(_ endpoint: Field, known: Set<String>) -> [Remark] {
        endpoint["ports"].members.filter { !known.contains($0.key) }.map {
            Remark(
                .endpointPort, $0.field, "is for the port '\($0.key)', which the ServiceEntry has not",
                hint: "use the name of a port")
        }
    }

    /// Hosts are looked up when a request names them.
    private static func dynamicRemarks(_ subject: Subject, _ spec: Field) -> [Remark] {
        var remarks = spec["hosts"].elements.filter { !HostName.isWildcard($0.text) }.map {
            Remark(
                .resolutionMismatch, $0, "is no wildcard, which DYNAMIC_DNS is for", hint: "use DNS for single hosts")
        }
        for name in ["addresses", "endpoints"] where !spec[name].isEmpty {
            remarks.append(
                Remark(
                    .resolutionMismatch, spec[name], "is given, though DYNAMIC_DNS finds it itself",
                    hint: "leave it out"))
        }
        for port in spec["ports"].elements where port.value.object != nil {
            let kind = ServiceProtocol(port["protocol"].text)
            if kind == nil || ![.http, .tls, .grpc, .http2].contains(kind) {
                remarks.append(
                    Remark(
                        .resolutionMismatch, port["protocol"], "does not tell the host, which DYNAMIC_DNS needs",
                        hint: "use HTTP, HTTP2, GRPC or TLS"))
            }
        }
        let location = spec["location"]
        let waypoint = subject.object.labels["istio.io/use-waypoint"] ?? ""
        return remarks
            + .when(
                location.text == "MESH_INTERNAL" && !waypoint.isEmpty && waypoint.lowercased() != "none",
                .resolutionMismatch,
                location, "is MESH_INTERNAL, which DYNAMIC_DNS does not take with waypoints", hint: "use MESH_EXTERNAL")
    }
}
