import Domain

/// The servers of a Gateway: hosts, ports, what they are bound to.
enum GatewayServers {
    static let family = RuleFamily.istio(
        "gateway-servers", [.gateway],
        codes: [
            .gatewayName, .noServers, .listenerHost, .unknownProtocol, .portOutOfRange, .portNameSyntax, .duplicatePort,
            .uselessTargetPort, .addressSyntax, .tlsProtocol, .httpsRedirect,
        ]
    ) { subject, spec in
        let isConverted =
            subject.root["metadata"]["annotations"]["internal.istio.io/gateway-semantics"].string == "gateway"
        let servers = spec["servers"].elements
        var remarks: [Remark] = []
        if !isConverted, !DNSLabel.isValid(subject.object.name) {
            remarks.append(
                Remark(
                    .gatewayName, subject.root["metadata"]["name"],
                    "is no DNS label, which the name of a Gateway must be",
                    hint: "use up to 63 letters, digits and '-', no dots"))
        }
        if servers.isEmpty {
            remarks.append(Remark(.noServers, spec["servers"], "is missing", hint: "give at least one server"))
        }
        var names: Set<String> = []
        for server in servers where server.value.object != nil {
            remarks += hostRemarks(server["hosts"], isConverted) + portRemarks(server) + tlsRemarks(server)
            remarks += redirectRemarks(server)
            let port = server["port"]
            guard port.isGiven, !names.insert(port["name"].text).inserted else { continue }
            remarks.append(
                Remark(
                    .duplicatePort, port["name"], "is the name of an earlier server's port", hint: "name it differently"
                ))
        }
        return remarks
    }

    private static func hostRemarks(_ hosts: Field, _ isConverted: Bool) -> [Remark] {
        guard !hosts.isEmpty else {
            return [Remark(.listenerHost, hosts, "is missing", hint: "name at least one host, or '*'")]
        }
        return hosts.elements.flatMap { ListenerHosts.check(gateway: $0, takesNone: isConverted) }
    }

    private static func portRemarks(_ server: Field) -> [Remark] {
        let (port, bind) = (server["port"], server["bind"])
        guard port.isGiven else {
            return [Remark(.portOutOfRange, port, "is missing", hint: "give number, name and protocol")]
        }
        guard port.value.object != nil else { return [] }
        var remarks = Ports.check(protocol: port["protocol"], mayBeEmpty: false)
        let isSocket = Addresses.isSocket(bind.text)
        if isSocket {
            remarks += Addresses.check(socket: bind)
            remarks += .when(
                port["number"].whole != 0, .addressSyntax, port["number"], "is given for a Unix domain socket",
                hint: "write 0")
        } else if !bind.text.isEmpty {
            remarks += Addresses.check(bind)
        }
        if !isSocket || port["number"].whole > 0 { remarks += Ports.check(port["number"]) }
        remarks += TargetPorts.check(port, "Gateway")
        return remarks
            + .when(
                port["name"].isEmpty, .portNameSyntax, port["name"], "is missing",
                hint: "name the port, e.g. https-shop")
    }

    /// Whether TLS settings and protocol fit each other.
    private static func tlsRemarks(_ server: Field) -> [Remark] {
        let (tls, port) = (server["tls"], server["port"])
        guard let kind = ServiceProtocol(port["protocol"].text) else { return [] }
        if kind.isTLS {
            return .when(
                !tls.isGiven, .tlsProtocol, tls, "is missing; \(kind.rawValue.uppercased()) needs it",
                hint: "give it a mode and certificates")
        }
        guard tls.value.object != nil else { return [] }
        var remarks: [Remark] = []
        let certificates = ["caCertificates", "privateKey", "serverCertificate"]
        let onlyRedirects = isPassThrough(tls) && certificates.allSatisfy { tls[$0].text.isEmpty }
        if !kind.isHTTP || !onlyRedirects {
            remarks.append(
                Remark(
                    .tlsProtocol, tls, "is given for a port that does not speak TLS",
                    hint: kind.isHTTP ? "use HTTPS; with HTTP only httpsRedirect can be set" : "use TLS or HTTPS"))
        }
        return remarks
    }

    private static func redirectRemarks(_ server: Field) -> [Remark] {
        let redirect = server["tls"]["httpsRedirect"]
        guard redirect.flag, server["port"].isGiven else { return [] }
        let isHTTP = ServiceProtocol(server["port"]["protocol"].text)?.isHTTP ?? false
        return .when(
            !isHTTP, .httpsRedirect, redirect, "is set for a server that is not HTTP",
            hint: "set it at the server of the plain HTTP port")
    }

    static func isPassThrough(_ tls: Field) -> Bool {
        ["", "PASSTHROUGH", "AUTO_PASSTHROUGH"].contains(tls["mode"].text)
    }
}

/// `targetPort`, which ports of Services have and those of proxies do not.
enum TargetPorts {
    static func check(_ port: Field, _ kind: String) -> [Remark] {
        .when(
            port["targetPort"].whole > 0, .uselessTargetPort, port["targetPort"], "means nothing in a \(kind)",
            hint: "leave it out")
    }
}

/// Hosts of proxies' listeners: `<namespace>/<host>`; Gateways also take the host alone.
enum ListenerHosts {
    static func check(gateway field: Field, takesNone: Bool) -> [Remark] {
        guard let text = field.string else { return [] }
        guard let (namespace, host) = parts(text) else {
            return fault(field, HostSyntax.fault(inListenerHost: text, takesAddresses: true))
        }
        let isNamespace =
            namespace == "*" || namespace == "." || namespace == "~" && takesNone || DNSLabel.isValid(namespace)
        return fault(field, isNamespace ? nil : "has no valid namespace before '/'")
            + fault(field, HostSyntax.fault(inListenerHost: String(host), takesAddresses: true))
    }

    static func check(sidecar field: Field) -> [Remark] {
        guard let text = field.string else { return [] }
        guard let (prefix, host) = parts(text) else { return fault(field, "does not name a namespace") }
        let namespace = prefix.hasPrefix("~") ? prefix.dropFirst() : prefix
        let isNamespace =
            namespace.isEmpty && !prefix.isEmpty || namespace == "*" || namespace == "."
            || DNSLabel.isValid(namespace)
        return fault(field, isNamespace ? nil : "has no valid namespace before '/'")
            + fault(field, HostSyntax.fault(inListenerHost: String(host), takesAddresses: false))
    }

    static func parts(_ text: String) -> (namespace: Substring, host: Substring)? {
        text.firstIndex(of: "/").map { (text[..<$0], text[text.index(after: $0)...]) }
    }

    private static func fault(_ field: Field, _ fault: String?) -> [Remark] {
        .of(
            .listenerHost, field, fault,
            hint: "write <namespace>/<full name>, with '*' or '.' for the namespace if need be")
    }
}
