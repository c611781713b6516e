import Domain

/// The conditions of HTTP routes: texts that can match, names that can be.
enum HTTPRouteMatches {
    static let family = RuleFamily.istio(
        "http-route-matches", [.virtualService],
        codes: [
            .emptyMatch, .regularExpression, .headerNameSyntax, .portOutOfRange, .labelSyntax, .gatewayReference,
            .sourceNamespace,
        ]
    ) { _, spec in
        spec["http"].elements.flatMap { route in
            route["match"].elements.flatMap { match in
                guard match.value.object != nil else { return [Remark]() }
                return textRemarks(match) + headerRemarks(match) + sourceRemarks(match)
            }
        }
    }

    private static func textRemarks(_ match: Field) -> [Remark] {
        // An empty prefix is allowed for the path only: there it means every path.
        var remarks = TextMatches.check(expressionOf: match["uri"])
        for name in ["scheme", "method", "authority"] { remarks += TextMatches.check(match[name]) }
        for (_, parameter) in match["queryParams"].members { remarks += TextMatches.check(parameter) }
        return remarks
    }

    private static func headerRemarks(_ match: Field) -> [Remark] {
        var remarks: [Remark] = []
        for (name, header) in match["headers"].members {
            remarks += nameRemarks(name, header) + TextMatches.check(header)
        }
        for (name, header) in match["withoutHeaders"].members {
            remarks += nameRemarks(name, header)
            // Not an expression: any value of the header is meant.
            if header["regex"].string != "*" { remarks += TextMatches.check(header) }
        }
        return remarks
    }

    private static func nameRemarks(_ name: String, _ header: Field) -> [Remark] {
        .when(
            !HeaderNames.isName(name) && !HeaderNames.isClaim(name) && !HeaderNames.pseudoHeaders.contains(name),
            .headerNameSyntax, header, name.isEmpty ? "has no name" : "is '\(name)', which no header is called",
            hint: "write the name of a header, or @request.auth.claims.<claim>")
    }

    private static func sourceRemarks(_ match: Field) -> [Remark] {
        var remarks: [Remark] = []
        if match["port"].whole != 0 { remarks += Ports.check(match["port"]) }
        remarks += Selectors.check(labels: match["sourceLabels"])
        remarks += BoundGateways.check(match["gateways"], warns: false)
        let namespace = match["sourceNamespace"]
        return remarks
            + .when(
                !namespace.text.isEmpty && !DNSLabel.isValid(namespace.text), .sourceNamespace, namespace,
                "is '\(namespace.text)', which no namespace is called", hint: "write the name of a namespace")
    }
}
