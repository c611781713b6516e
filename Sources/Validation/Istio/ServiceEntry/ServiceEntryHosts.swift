import Domain

/// The hosts of a ServiceEntry, its addresses, its ports, and whom it is for.
enum ServiceEntryHosts {
    static let family = RuleFamily.istio(
        "service-entry", [.serviceEntry],
        codes: [
            .hostSyntax, .partialWildcard, .addressSyntax, .entryAddresses, .duplicatePort, .portNameSyntax,
            .portOutOfRange,
            .unknownProtocol, .tcpWithoutAddress, .hostsOnStream, .hostsOnAddress, .exportToEntry, .selectorLabel,
            .emptySelector, .selectorAndEndpoints,
        ]
    ) { subject, spec in
        var remarks = Selectors.check(spec["workloadSelector"], labels: "labels")
        if spec["workloadSelector"].isGiven, !spec["endpoints"].isEmpty {
            remarks.append(
                Remark(
                    .selectorAndEndpoints, spec["endpoints"], "cannot stand beside workloadSelector",
                    hint: "list the endpoints or select them"))
        }
        remarks += hostRemarks(spec) + addressRemarks(spec) + portRemarks(subject, spec) + sharedPortRemarks(spec)
        let exportTo = ExportTo(field: spec["exportTo"], namespace: subject.object.namespace, takesNone: true)
        return remarks + exportTo.check()
    }

    private static func hostRemarks(_ spec: Field) -> [Remark] {
        guard !spec["hosts"].isEmpty else {
            return [Remark(.hostSyntax, spec["hosts"], "is missing", hint: "name at least one host")]
        }
        return spec["hosts"].elements.flatMap { host -> [Remark] in
            if host.string == "*" {
                return [
                    Remark(
                        .hostSyntax, host, "is '*', which would be every host", hint: "name a domain: *.shop.example")
                ]
            }
            return Hosts.check(pattern: host)
                + .when(
                    Resolution(spec) != .dynamicDNS && HostSyntax.isPartialWildcard(host.text), .partialWildcard, host,
                    "has a wildcard that is not the whole first label", hint: "write *.<domain>")
        }
    }

    private static func addressRemarks(_ spec: Field) -> [Remark] {
        let addresses = spec["addresses"].elements
        var remarks = addresses.flatMap(Addresses.check(block:))
        let resolution = Resolution(spec)
        if let block = addresses.first(where: { $0.text.contains("/") }), resolution != .unresolved,
            resolution != .static
        {
            remarks.append(
                Remark(
                    .entryAddresses, block, "is a block of addresses, which names are not resolved to",
                    hint: "use resolution NONE or STATIC, or single addresses"))
        }
        return remarks
    }

    private static func portRemarks(_ subject: Subject, _ spec: Field) -> [Remark] {
        let hasAddress = !spec["addresses"].isEmpty || allocatesAddress(subject.object, spec)
        var remarks: [Remark] = []
        var names: Set<String> = []
        var numbers: Set<Int64> = []
        for port in spec["ports"].elements where port.value.object != nil {
            let (name, number, target) = (port["name"], port["number"], port["targetPort"])
            let isNewName = names.insert(name.text).inserted
            let isNewNumber = numbers.insert(number.whole).inserted
            // A port that stands there twice is one fault.
            if !isNewNumber { remarks.append(duplicate(number)) } else if !isNewName { remarks.append(duplicate(name)) }
            if target.whole != 0 { remarks += Ports.check(target) }
            if !hasAddress, ["", "TCP"].contains(port["protocol"].text) {
                remarks.append(
                    Remark(
                        .tcpWithoutAddress, port, "carries TCP, which can be told by its address only",
                        hint: "give addresses, or the protocol"))
            }
            remarks += Ports.check(name: name.text, name) + Ports.check(number)
            remarks += Ports.check(protocol: port["protocol"], mayBeEmpty: true)
        }
        return remarks
    }

    private static func duplicate(_ field: Field) -> Remark {
        Remark(.duplicatePort, field, "is that of an earlier port", hint: "give each port its own name and number")
    }

    /// Whether Istio gives the hosts addresses of its own.
    private static func allocatesAddress(_ object: KnownObject, _ spec: Field) -> Bool {
        Resolution(spec) != .unresolved
            && object.labels["networking.istio.io/enable-autoallocate-ip"]?.lowercased() != "false"
    }

    /// Streams of bytes do not tell which of several hosts they are for.
    private static func sharedPortRemarks(_ spec: Field) -> [Remark] {
        guard spec["hosts"].elements.count > 1 else { return [] }
        let resolution = Resolution(spec)
        let ports = spec["ports"].elements.map { ($0, ServiceProtocol($0["protocol"].text)) }
        var remarks: [Remark] = []
        if resolution != .unresolved,
            let (port, _) = ports.first(where: { !($0.1.map { $0.isHTTP || $0.isTLS } ?? false) })
        {
            remarks.append(
                Remark(
                    .hostsOnStream, port, "carries neither HTTP nor TLS, and there are several hosts",
                    hint: "make a ServiceEntry for each host"))
        }
        if resolution == .dns || resolution == .roundRobin, !spec["addresses"].isEmpty,
            let (port, _) = ports.first(where: { $0.1?.isTCP ?? false })
        {
            remarks.append(
                Remark(
                    .hostsOnAddress, port, "carries TCP to addresses that several hosts share",
                    hint: "make a ServiceEntry for each host"))
        }
        return remarks
    }
}

/// How proxies find the endpoints of a ServiceEntry.
enum Resolution: String {
    case unresolved = "NONE"
    case `static` = "STATIC"
    case dns = "DNS"
    case roundRobin = "DNS_ROUND_ROBIN"
    case dynamicDNS = "DYNAMIC_DNS"

    /// `nil` for what Istio does not know.
    init?(_ spec: Field) { self.init(rawValue: spec["resolution"].string ?? "NONE") }
}
