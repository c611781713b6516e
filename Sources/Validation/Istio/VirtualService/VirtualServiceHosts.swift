import Domain

/// Which requests a VirtualService is for: its hosts, its gateways, where it is seen.
enum VirtualServiceHosts {
    static let family = RuleFamily.istio(
        "virtual-service-hosts", [.virtualService],
        codes: [
            .hostSyntax, .overlappingHosts, .meshWildcard, .delegateScope, .noRoutes, .gatewayReference,
            .legacyGatewayName, .claimMatchInMesh, .exportToEntry,
        ]
    ) { subject, spec in
        let isForGateways = RouteScope(spec).isForGateways
        var remarks = delegateRemarks(spec)
        remarks += BoundGateways.check(
            spec["gateways"], warns: true, takesAnyName: RouteScope.isConverted(subject.object))
        remarks += hostRemarks(spec, isForGateways)
        if !isForGateways { remarks += claimRemarks(spec) }
        if spec["http"].isEmpty, spec["tls"].isEmpty, spec["tcp"].isEmpty {
            remarks.append(
                Remark(.noRoutes, spec, "has no route", hint: "give it at least one route in http, tls or tcp"))
        }
        return remarks + ExportTo(field: spec["exportTo"], namespace: subject.object.namespace).check()
    }

    /// Without hosts it is a part of another one's routes, which gives it all the rest.
    private static func delegateRemarks(_ spec: Field) -> [Remark] {
        guard spec["hosts"].isEmpty else { return [] }
        return ["gateways", "tls", "tcp"].filter { !spec[$0].isEmpty }.map { name in
            Remark(
                .delegateScope, spec[name], "is given without hosts, which makes this a delegate",
                hint: "give it hosts; a delegate has http routes only")
        }
    }

    private static func hostRemarks(_ spec: Field, _ isForGateways: Bool) -> [Remark] {
        var remarks: [Remark] = []
        let takesServerNames = isForGateways && RouteScope(spec).hasServerNames
        let hosts = spec["hosts"].elements.filter { $0.string != nil }
        for host in hosts {
            let fault =
                takesServerNames ? HostSyntax.fault(inServerName: host.text) : HostSyntax.fault(inPattern: host.text)
            if let fault {
                if IPAddressSyntax.isAddress(host.text) { continue }
                remarks.append(Remark(.hostSyntax, host, fault, hint: "write a full name, or *.<domain>"))
            } else if !isForGateways, host.text == "*" {
                remarks.append(
                    Remark(
                        .meshWildcard, host, "is '*', which the proxies of the mesh do not take",
                        hint: "name the hosts, or bind it to gateways only"))
            }
        }
        return remarks.isEmpty ? overlapRemarks(hosts) : remarks
    }

    /// Looks for the ends of each host among those of the wildcards, so that it takes no time to have many.
    private static func overlapRemarks(_ hosts: [Field]) -> [Remark] {
        let names = hosts.map(\.text)
        var first: [String: Int] = [:]
        var ends: [Substring: Int] = [:]
        for (index, name) in names.enumerated() where first.updateValue(first[name] ?? index, forKey: name) == nil {
            if HostName.isWildcard(name) { ends[name.dropFirst()] = index }
        }
        let lengths = Set(ends.keys.map(\.count)).sorted()
        return names.enumerated().compactMap { index, name in
            let body = HostName.isWildcard(name) ? name.dropFirst() : name[...]
            let wider = lengths.prefix { $0 <= body.count }.lazy.compactMap { ends[body.suffix($0)] }.first {
                $0 != index
            }
            guard let other = first[name].flatMap({ $0 < index ? $0 : nil }) ?? wider else { return nil }
            return Remark(
                .overlappingHosts, hosts[max(index, other)],
                "means hosts that \(names[min(index, other)]) means as well",
                hint: "keep the wider one, or split the VirtualService")
        }
    }

    /// Proxies beside workloads do not keep the claims of tokens.
    private static func claimRemarks(_ spec: Field) -> [Remark] {
        spec["http"].elements.flatMap { $0["match"].elements }.flatMap { match in
            ["headers", "withoutHeaders"].flatMap { match[$0].members }.filter { HeaderNames.isClaim($0.key) }.map {
                Remark(
                    .claimMatchInMesh, $0.field, "looks at a claim, which only gateways can",
                    hint: "bind the VirtualService to gateways, and not to mesh")
            }
        }
    }
}

/// Whom a VirtualService reaches.
struct RouteScope {
    /// It is bound to gateways, and not to `mesh`.
    let isForGateways: Bool
    /// Some TLS route looks at the name of the server.
    let hasServerNames: Bool

    init(_ spec: Field) {
        let gateways = spec["gateways"].strings
        isForGateways = !gateways.isEmpty && !gateways.contains("mesh")
        hasServerNames = spec["tls"].elements.contains { route in
            route["match"].elements.contains { !$0["sniHosts"].isEmpty }
        }
    }

    /// Whether Istio itself made the object, of a route of the Gateway API.
    static func isConverted(_ object: KnownObject) -> Bool {
        object.root["metadata"]["annotations"]["internal.istio.io/route-semantics"].string == "gateway"
    }
}

/// Gateways that routes or matches name: `<namespace>/<name>`, or `mesh`.
enum BoundGateways {
    /// - Parameter warns: Whether Istio warns of old names here; it does not at every place.
    static func check(_ gateways: Field, warns: Bool, takesAnyName: Bool = false) -> [Remark] {
        var remarks: [Remark] = []
        for gateway in gateways.elements {
            guard let name = gateway.string else { continue }
            guard let slash = name.firstIndex(of: "/") else {
                // Istio looks no further behind the first one without a namespace.
                return remarks + check(plain: gateway, name, warns)
            }
            remarks += check(gateway, name[..<slash], name[name.index(after: slash)...], takesAnyName)
        }
        return remarks
    }

    private static func check(plain gateway: Field, _ name: String, _ warns: Bool) -> [Remark] {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return .when(
            warns && parts.count > 1, .legacyGatewayName, gateway, "names a gateway in the old way",
            hint: "write \(parts.dropFirst().first ?? "")/\(parts.first ?? "")")
            + .of(
                .gatewayReference, gateway, HostSyntax.fault(inName: name), hint: "write <namespace>/<name>, or mesh")
    }

    private static func check(
        _ gateway: Field, _ namespace: Substring, _ name: Substring, _ takesAnyName: Bool
    ) -> [Remark] {
        let isNamespace = DNSLabel.isValid(namespace)
        return .when(
            !isNamespace || name.isEmpty || !takesAnyName && !DNSLabel.isValid(name), .gatewayReference, gateway,
            isNamespace ? "has no valid name behind '/'" : "has no valid namespace before '/'",
            hint: "write <namespace>/<name>, both DNS labels")
    }
}
