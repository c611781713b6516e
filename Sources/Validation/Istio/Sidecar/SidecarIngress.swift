import Domain

/// Where a Sidecar's ingress hands requests on to, and the TLS that it ends.
enum SidecarIngress {
    static let family = RuleFamily.istio(
        "sidecar-ingress", [.sidecar],
        codes: ServerTLS.codes + [.defaultEndpoint, .ingressTLS, .httpPoolOnStream, .addressSyntax, .tlsProtocol]
    ) { _, spec in
        spec["ingress"].elements.flatMap { listener -> [Remark] in
            let port = listener["port"]
            guard port.isGiven else { return [] }
            let kind = ServiceProtocol(port["protocol"].text)
            return endpointRemarks(listener["defaultEndpoint"]) + tlsRemarks(listener["tls"], kind)
                + .when(
                    listener["connectionPool"]["http"].isGiven && !(kind?.isHTTP ?? false), .httpPoolOnStream,
                    listener["connectionPool"]["http"], "is for HTTP, which the port does not say it speaks",
                    hint: "give the port an HTTP protocol, or use tcp")
        }
    }

    private static let localAddresses: Set<Substring> = ["", "127.0.0.1", "0.0.0.0", "::1", "::"]

    /// `unix:///path`, or a port of the workload itself.
    private static func endpointRemarks(_ field: Field) -> [Remark] {
        guard let text = field.string, !text.isEmpty else { return [] }
        if Addresses.isSocket(text) { return Addresses.check(socket: field) }
        let place = hostAndPort(text)
        let isPort = place.flatMap { Int($0.port) }.map { (1...65535).contains($0) } ?? false
        return .when(
            !isPort || !(place.map { localAddresses.contains($0.host) } ?? false), .defaultEndpoint, field,
            "is '\(text)', which is no port of the workload itself",
            hint: "write 127.0.0.1:<port>, [::1]:<port> or :<port>")
    }

    private static func hostAndPort(_ text: String) -> (host: Substring, port: Substring)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.count > 1 else { return nil }
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        if host.contains("[") || host.contains("]") { return nil }
        return (host, text[text.index(after: colon)...])
    }

    private static func tlsRemarks(_ tls: Field, _ kind: ServiceProtocol?) -> [Remark] {
        guard tls.value.object != nil else { return [] }
        let names = ["subjectAltNames", "credentialName", "credentialNames", "tlsCertificates"]
        var fields = names.map { tls[$0] }.filter { !$0.isEmpty }
        if tls["httpsRedirect"].flag { fields.append(tls["httpsRedirect"]) }
        if ["ISTIO_MUTUAL", "AUTO_PASSTHROUGH"].contains(tls["mode"].text) { fields.append(tls["mode"]) }
        let remarks = fields.map {
            Remark(
                .ingressTLS, $0, "is not supported in the ingress of a Sidecar",
                hint: "use mode SIMPLE or MUTUAL with the paths of files")
        }
        return remarks
            + .when(
                !(kind?.isTLS ?? false), .tlsProtocol, tls, "is given for a port that does not speak TLS",
                hint: "give the port the protocol HTTPS or TLS")
            + ServerTLS.check(tls)
    }
}
