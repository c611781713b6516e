import Domain

/// TLS that a proxy ends or passes on: of Gateways and of a Sidecar's ingress.
enum ServerTLS {
    static let codes: [FindingCode] = [.serverCertificates, .unusedCertificates, .cipherSuites, .oldTLSVersion]

    static let family = RuleFamily.istio("gateway-tls", [.gateway], codes: codes) { _, spec in
        spec["servers"].elements.flatMap { check($0["tls"]) }
    }

    private static let files = ["serverCertificate", "privateKey", "caCertificates"]
    private static let sources = ["tlsCertificates", "credentialName", "credentialNames"]

    static func check(_ tls: Field) -> [Remark] {
        guard tls.value.object != nil else { return [] }
        let remarks = versionRemarks(tls) + CipherSuites.check(tls["cipherSuites"])
        let mode = tls["mode"].text
        switch mode {
        case "ISTIO_MUTUAL":
            return remarks
                + given(tls, files + sources).map {
                    Remark(
                        .serverCertificates, $0, "is given for ISTIO_MUTUAL, which uses the mesh's own certificates",
                        hint: "leave it out")
                }
        case "SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL":
            return remarks + sourceRemarks(tls) + certificateRemarks(tls, isMutual: mode != "SIMPLE")
        default:
            return remarks + passThroughRemarks(tls) + sourceRemarks(tls) + listRemarks(tls)
        }
    }

    private static func given(_ tls: Field, _ names: [String]) -> [Field] {
        names.map { tls[$0] }.filter { !$0.isEmpty }
    }

    private static func versionRemarks(_ tls: Field) -> [Remark] {
        let version = tls["minProtocolVersion"]
        return .when(
            ["TLSV1_0", "TLSV1_1"].contains(version.text) && tls["cipherSuites"].isEmpty, .oldTLSVersion, version,
            "is \(version.text), for which no cipher suite is on by default", hint: "name cipherSuites that it can use")
    }

    private static func passThroughRemarks(_ tls: Field) -> [Remark] {
        given(tls, files + sources + ["caCrl"]).prefix(1).map {
            Remark(
                .unusedCertificates, $0, "is not used: what is passed through keeps its own certificates",
                hint: "leave it out, or choose another mode")
        }
    }

    /// Certificates come from one place.
    private static func sourceRemarks(_ tls: Field) -> [Remark] {
        var found = given(tls, sources)
        if !tls["serverCertificate"].isEmpty, !tls["privateKey"].isEmpty { found.append(tls["serverCertificate"]) }
        return found.dropFirst().map {
            Remark(.serverCertificates, $0, "is a second source of certificates", hint: "keep one source")
        }
    }

    private static func certificateRemarks(_ tls: Field, isMutual: Bool) -> [Remark] {
        // The Secrets hold everything.
        guard given(tls, ["credentialName", "credentialNames"]).isEmpty else { return [] }
        var remarks: [Remark] = []
        if isMutual, tls["caCertificates"].isEmpty { remarks.append(missing(tls["caCertificates"])) }
        let list = tls["tlsCertificates"].elements
        if list.count > 2 {
            remarks.append(
                Remark(
                    .unusedCertificates, list[2], "is a third certificate; Envoy uses two",
                    hint: "keep two, of RSA and ECDSA"))
        }
        for certificate in list.isEmpty ? [tls] : list where certificate.value.object != nil {
            remarks += ["serverCertificate", "privateKey"].filter { certificate[$0].isEmpty }.map {
                missing(certificate[$0])
            }
        }
        return remarks + listRemarks(tls)
    }

    private static func missing(_ field: Field) -> Remark {
        Remark(.serverCertificates, field, "is missing", hint: "give the path of the file, or a credentialName")
    }

    /// The list of revoked certificates.
    private static func listRemarks(_ tls: Field) -> [Remark] {
        let list = tls["caCrl"]
        guard !list.isEmpty else { return [] }
        return .when(
            !tls["credentialName"].isEmpty, .serverCertificates, list, "cannot stand beside credentialName",
            hint: "put it into the Secret")
            + .when(
                tls["mode"].text == "SIMPLE", .serverCertificates, list, "is given, though clients show no certificate",
                hint: "leave it out, or use MUTUAL")
    }
}

/// Names of cipher suites as OpenSSL has them.
enum CipherSuites {
    static func check(_ list: Field) -> [Remark] {
        var seen: Set<String> = []
        return list.elements.flatMap { field -> [Remark] in
            guard let name = field.string else { return [] }
            if !isKnown(name) {
                return [Remark(.cipherSuites, field, "is '\(name)', which Envoy does not know; Istio leaves it out")]
            }
            return .when(
                !seen.insert(name).inserted, .cipherSuites, field, "is given a second time; Istio leaves it out",
                hint: "name it once")
        }
    }

    /// Expressions of several suites begin with a sign, and are not looked into.
    private static func isKnown(_ name: String) -> Bool {
        guard let first = name.utf8.first, name != "ALL" else { return true }
        return !first.isLetterOrDigit || known.contains(name)
    }

    private static let known: Set<String> = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA",
        "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA", "DES-CBC3-SHA",
    ]
}
