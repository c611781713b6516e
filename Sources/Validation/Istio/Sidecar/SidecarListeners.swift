import Domain

/// The listeners of a Sidecar: ports, what they are bound to, hosts they reach.
enum SidecarListeners {
    static let family = RuleFamily.istio(
        "sidecar", [.sidecar],
        codes: [
            .emptySidecar, .selectorLabel, .emptySelector, .duplicateListener, .catchAllListener, .uselessTargetPort,
            .portNameSyntax, .unknownProtocol, .portOutOfRange, .addressSyntax, .captureMode, .emptyTrafficPolicy,
            .exclusiveSettings,
            .missingSetting, .durationSyntax, .numberOutOfRange,
        ]
    ) { _, spec in
        let settings = ["outboundTrafficPolicy", "inboundConnectionPool"]
        if spec["ingress"].isEmpty, spec["egress"].isEmpty, !settings.contains(where: { spec[$0].isGiven }) {
            return [Remark(.emptySidecar, spec, "sets nothing", hint: "give ingress, egress or outboundTrafficPolicy")]
        }
        return Selectors.check(spec["workloadSelector"], labels: "labels") + ingressRemarks(spec["ingress"])
            + egressRemarks(spec["egress"]) + ConnectionPool.check(spec["inboundConnectionPool"])
    }

    private static func ingressRemarks(_ listeners: Field) -> [Remark] {
        var remarks: [Remark] = []
        var numbers: Set<Int64> = []
        for listener in listeners.elements where listener.value.object != nil {
            let port = listener["port"]
            guard port.isGiven else {
                remarks.append(
                    Remark(.portOutOfRange, port, "is missing", hint: "say which port of the workload it is"))
                continue
            }
            remarks += portRemarks(port) + Ports.check(port["number"])
            if !listener["bind"].text.isEmpty { remarks += Addresses.check(listener["bind"]) }
            if !numbers.insert(port["number"].whole).inserted { remarks.append(duplicate(port["number"])) }
            remarks += ConnectionPool.check(listener["connectionPool"])
        }
        return remarks
    }

    private static func egressRemarks(_ listeners: Field) -> [Remark] {
        var remarks: [Remark] = []
        var numbers: Set<Int64> = []
        var sockets: Set<String> = []
        let elements = listeners.elements
        for (index, listener) in elements.enumerated() where listener.value.object != nil {
            let port = listener["port"]
            guard port.isGiven else {
                remarks += .when(
                    index < elements.count - 1, .catchAllListener, listener,
                    "has no port, and takes what is left; it is not the last", hint: "put it last, and keep one of them"
                )
                continue
            }
            remarks += portRemarks(port) + bindRemarks(listener)
            let number = port["number"]
            if number.whole == 0 {
                if !sockets.insert(listener["bind"].text).inserted { remarks.append(duplicate(listener["bind"])) }
            } else if !numbers.insert(number.whole).inserted {
                remarks.append(duplicate(number))
            }
        }
        return remarks
    }

    private static func duplicate(_ field: Field) -> Remark {
        Remark(.duplicateListener, field, "is that of an earlier listener", hint: "keep one listener for it")
    }

    private static func portRemarks(_ port: Field) -> [Remark] {
        let name = port["name"]
        return TargetPorts.check(port, "Sidecar") + (name.text.isEmpty ? [] : Ports.check(name: name.text, name))
            + Ports.check(protocol: port["protocol"], mayBeEmpty: true)
    }

    /// A port of 0 is a Unix domain socket.
    private static func bindRemarks(_ listener: Field) -> [Remark] {
        let (number, bind, mode) = (listener["port"]["number"], listener["bind"], listener["captureMode"])
        guard number.whole == 0 else {
            return Ports.check(number) + (bind.text.isEmpty ? [] : Addresses.check(bind))
        }
        let remarks =
            Addresses.isSocket(bind.text)
            ? Addresses.check(socket: bind)
            : [
                Remark(
                    .addressSyntax, bind, "is no Unix domain socket, though the port has no number",
                    hint: "give the port a number, or write unix:///path")
            ]
        return remarks
            + .when(
                !["", "DEFAULT", "NONE"].contains(mode.text), .captureMode, mode,
                "is \(mode.text), and a Unix domain socket captures nothing", hint: "write NONE, or leave it out")
    }
}
