import Domain

/// WorkloadEntries, and endpoints that look like them.
enum WorkloadEntries {
    static let family = RuleFamily.istio(
        "workload-entry", [.workloadEntry],
        codes: [
            .endpointAddress, .endpointPort, .noAddress, .addressSyntax, .portNameSyntax, .portOutOfRange, .labelSyntax,
        ]
    ) { _, spec in check(spec, takesNames: true) }

    /// - Parameter takesNames: Whether the address may be the name of a host.
    static func check(_ workload: Field, takesNames: Bool) -> [Remark] {
        guard workload.value.object != nil || !workload.exists else { return [] }
        let address = workload["address"]
        guard !address.text.isEmpty || !workload["network"].text.isEmpty else {
            return [Remark(.endpointAddress, address, "is missing", hint: "give an address, or the network it is in")]
        }
        return addressRemarks(workload, takesNames) + check(ports: workload["ports"])
            + Selectors.check(labels: workload["labels"])
    }

    private static func addressRemarks(_ workload: Field, _ takesNames: Bool) -> [Remark] {
        let address = workload["address"]
        if address.text.isEmpty {
            return [
                Remark(
                    .noAddress, address, "is missing, so that the gateway of the network is used",
                    hint: "give an address")
            ]
        }
        if Addresses.isSocket(address.text) {
            return Addresses.check(socket: address)
                + .when(
                    !workload["ports"].isEmpty, .endpointPort, workload["ports"], "is given for a Unix domain socket",
                    hint: "leave it out")
        }
        if IPAddressSyntax.isAddress(address.text) { return [] }
        guard takesNames else {
            return [
                Remark(.endpointAddress, address, "is no IP address", hint: "write an address, or use resolution DNS")
            ]
        }
        return .of(
            .endpointAddress, address, HostSyntax.fault(inName: address.text),
            hint: "write a full name or an IP address")
    }

    static func check(ports: Field) -> [Remark] {
        ports.members.flatMap { Ports.check(name: $0.key, $0.field) + Ports.check($0.field) }
    }
}

/// WorkloadGroups: the template of WorkloadEntries, and how one is known to be ready.
enum WorkloadGroups {
    static let family = RuleFamily.istio(
        "workload-group", [.workloadGroup],
        codes: [.workloadGroupPart, .labelSyntax, .numberOutOfRange, .portOutOfRange]
    ) { _, spec in
        guard spec["template"].isGiven else {
            return [Remark(.workloadGroupPart, spec["template"], "is missing", hint: "write template: {} at least")]
        }
        return Selectors.check(labels: spec["metadata"]["labels"]) + probeRemarks(spec["probe"])
    }

    private static func probeRemarks(_ probe: Field) -> [Remark] {
        guard probe.value.object != nil else { return [] }
        let numbers = [
            "periodSeconds", "initialDelaySeconds", "timeoutSeconds", "successThreshold", "failureThreshold",
        ]
        let remarks = Numbers.check(notNegative: numbers.map { probe[$0] })
        let (http, tcp, command) = (probe["httpGet"], probe["tcpSocket"], probe["exec"])
        if http.isGiven { return remarks + httpRemarks(http) }
        if tcp.isGiven { return remarks + Ports.check(tcp["port"]) }
        if command.isGiven {
            return remarks
                + .when(
                    command["command"].isEmpty, .workloadGroupPart, command["command"], "is missing",
                    hint: "say what to run")
        }
        // The schema knows grpc, Istio's webhook does not.
        return remarks
            + [Remark(.workloadGroupPart, probe, "does not say how to probe", hint: "give httpGet, tcpSocket or exec")]
    }

    private static func httpRemarks(_ http: Field) -> [Remark] {
        let scheme = http["scheme"]
        return Ports.check(http["port"])
            + .when(
                !["", "HTTP", "HTTPS"].contains(scheme.text), .workloadGroupPart, scheme, "is '\(scheme.text)'",
                hint: "write HTTP or HTTPS")
            + http["httpHeaders"].elements.map { $0["name"] }.filter {
                !HeaderNames.isPlainName($0.text) || $0.text.utf8.contains(UInt8(ascii: "_"))
            }.map { Remark(.workloadGroupPart, $0, "is '\($0.text)', which no header of a probe is called") }
    }
}
