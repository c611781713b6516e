import Domain

/// RequestAuthentication: who issues tokens, where they are found, what becomes of them.
enum RequestAuthenticationRules {
    static let family = RuleFamily.istio(
        "request-authentication", [.requestAuthentication],
        codes: PolicyTargets.codes + [
            .tokenIssuer, .keyAddress, .keySet, .privateKeys, .tokenPlace, .headerNameSyntax, .durationSyntax,
        ]
    ) { _, spec in
        PolicyTargets.check(spec) + spec["jwtRules"].elements.flatMap(check)
    }

    private static func check(_ rule: Field) -> [Remark] {
        guard rule.value.object != nil else { return [] }
        let address = rule["jwksUri"]
        var remarks: [Remark] = .when(
            rule["issuer"].isEmpty && address.isEmpty, .tokenIssuer, rule["issuer"], "is missing, and so is jwksUri",
            hint: "name the issuer of the tokens")
        if let text = address.string, !text.isEmpty {
            remarks += .of(.keyAddress, address, fault(address: text), hint: "write https://<host>/<path>")
        }
        return remarks + KeySets.check(rule["jwks"]) + placeRemarks(rule) + outputRemarks(rule["outputClaimToHeaders"])
            + Durations.check(rule["timeout"])
    }

    private static func fault(address text: String) -> String? {
        guard let url = URLSyntax(text) else { return "is no URL" }
        return ["http", "https"].contains(url.scheme) ? nil : "is neither http nor https"
    }

    private static func placeRemarks(_ rule: Field) -> [Remark] {
        let texts = ["audiences", "fromParams", "fromCookies"].flatMap { rule[$0].elements }.filter { $0.string == "" }
        let headers = rule["fromHeaders"].elements.filter { $0.value.object != nil && $0["name"].isEmpty }.map {
            $0["name"]
        }
        return (texts + headers).map {
            Remark(
                .tokenPlace, $0, $0.exists ? "is empty" : "is missing", hint: "give it a name, or leave the entry out")
        }
    }

    private static func outputRemarks(_ list: Field) -> [Remark] {
        list.elements.flatMap { output -> [Remark] in
            guard output.value.object != nil else { return [] }
            let missing = ["claim", "header"].filter { output[$0].isEmpty }.map {
                Remark(.tokenPlace, output[$0], "is missing", hint: "give both claim and header")
            }
            let header = output["header"]
            return !missing.isEmpty
                ? missing
                : .when(
                    header.string.map { !HeaderNames.isPlainName($0) } ?? false, .headerNameSyntax, header,
                    "is '\(header.text)', which no header can be called here", hint: "use letters, digits, '-' and '_'")
        }
    }
}

/// PeerAuthentication: the mode of a port needs workloads that have it.
enum PeerAuthenticationRules {
    static let family = RuleFamily.istio(
        "peer-authentication", [.peerAuthentication],
        codes: [.selectorLabel, .emptySelector, .portModes, .portOutOfRange]
    ) { _, spec in
        let (selector, modes) = (spec["selector"], spec["portLevelMtls"])
        var remarks = Selectors.check(selector)
        if selector["matchLabels"].isEmpty, !modes.isEmpty {
            remarks.append(
                Remark(
                    .portModes, modes, "is given without a selector; ports are of workloads",
                    hint: "select workloads by labels, or use mtls"))
        }
        if modes.value.object?.isEmpty ?? false {
            remarks.append(Remark(.portModes, modes, "is empty", hint: "leave it out"))
        }
        let ports = modes.members.filter { !(Int64($0.key).map { (1...65535).contains($0) } ?? false) }
        return remarks
            + ports.map {
                Remark(
                    .portOutOfRange, $0.field, "is for '\($0.key)'; a port is 1 to 65535",
                    hint: "write the port of the workload")
            }
    }
}
