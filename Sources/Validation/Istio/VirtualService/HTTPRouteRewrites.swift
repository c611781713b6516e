import Domain

/// Redirects, rewrites, direct responses and CORS of HTTP routes.
enum HTTPRouteRewrites {
    static let family = RuleFamily.istio(
        "http-route-rewrites", [.virtualService],
        codes: [
            .redirectSetting, .rewriteSetting, .directResponse, .largeDirectResponse, .corsSetting, .durationSyntax,
            .portOutOfRange,
            .regularExpression, .emptyMatch,
        ]
    ) { _, spec in
        spec["http"].elements.flatMap { route in
            redirectRemarks(route["redirect"], matches: route["match"]) + rewriteRemarks(route["rewrite"])
                + responseRemarks(route["directResponse"]) + CrossOrigin.check(route["corsPolicy"])
        }
    }

    private static func redirectRemarks(_ redirect: Field, matches: Field) -> [Remark] {
        guard redirect.value.object != nil else { return [] }
        let (path, prefix) = (redirect["uri"], redirect["prefixRewrite"])
        var remarks: [Remark] = []
        if !path.text.isEmpty, !prefix.text.isEmpty {
            remarks.append(Remark(.redirectSetting, prefix, "cannot stand beside uri", hint: "keep one of the two"))
        }
        if !prefix.text.isEmpty {
            let other = matches.elements.first { $0["uri"].isGiven && !$0["uri"]["prefix"].isGiven }
            remarks += .when(
                other != nil, .redirectSetting, prefix, "replaces a prefix, but a match of the route is not by prefix",
                hint: "match by uri.prefix only, or use uri")
        }
        let names = ["uri", "prefixRewrite", "authority", "scheme"]
        if names.allSatisfy({ redirect[$0].text.isEmpty }), !redirect["port"].isGiven, !redirect["derivePort"].isGiven {
            remarks.append(
                Remark(.redirectSetting, redirect, "does not say where to", hint: "give uri, authority, scheme or port")
            )
        }
        let (status, scheme, port) = (redirect["redirectCode"], redirect["scheme"], redirect["port"])
        if status.whole != 0, !(300...399).contains(status.whole) {
            remarks.append(
                Remark(
                    .redirectSetting, status, "is \(status.whole), which is no redirect",
                    hint: "write 301, 302, 303, 307 or 308"))
        }
        if !["", "http", "https"].contains(scheme.text) {
            remarks.append(Remark(.redirectSetting, scheme, "is '\(scheme.text)'", hint: "write http or https"))
        }
        return remarks + (port.whole > 0 ? Ports.check(port) : [])
    }

    private static func rewriteRemarks(_ rewrite: Field) -> [Remark] {
        guard rewrite.value.object != nil else { return [] }
        let (path, pattern) = (rewrite["uri"], rewrite["uriRegexRewrite"])
        if !path.text.isEmpty, pattern.isGiven {
            return [Remark(.rewriteSetting, pattern, "cannot stand beside uri", hint: "keep one of the two")]
        }
        if path.text.isEmpty, !pattern.isGiven, rewrite["authority"].text.isEmpty {
            return [Remark(.rewriteSetting, rewrite, "changes nothing", hint: "give uri, uriRegexRewrite or authority")]
        }
        guard pattern.value.object != nil else { return [] }
        let missing = ["match", "rewrite"].filter { pattern[$0].isEmpty }.map {
            Remark(.rewriteSetting, pattern[$0], "is missing", hint: "give both match and rewrite")
        }
        return missing.isEmpty ? Expressions.check(pattern["match"]) : missing
    }

    private static func responseRemarks(_ response: Field) -> [Remark] {
        guard response.value.object != nil else { return [] }
        let (text, bytes) = (response["body"]["string"], response["body"]["bytes"])
        let field = text.isGiven ? text : bytes
        // Four characters of Base64 are three bytes.
        let size =
            text.isGiven ? text.text.utf8.count : bytes.text.utf8.filter { $0 != UInt8(ascii: "=") }.count * 3 / 4
        var remarks = HTTPStatus.check(response["status"], .directResponse)
        let hint = "let a workload answer with long texts"
        if size > 1 << 20 {
            remarks.append(Remark(.directResponse, field, "is longer than 1 MiB", hint: hint))
        } else if size > 100 << 10 {
            remarks.append(Remark(.largeDirectResponse, field, "is longer than 100 KiB", hint: hint))
        }
        return remarks
    }
}

/// What browsers may do from pages of other origins.
enum CrossOrigin {
    static func check(_ policy: Field) -> [Remark] {
        guard policy.value.object != nil else { return [] }
        var remarks: [Remark] = []
        for origin in policy["allowOrigins"].elements {
            let text = ["exact", "prefix", "regex"].map { origin[$0] }.first(where: \.isGiven)?.text ?? ""
            if text.isEmpty {
                remarks.append(
                    Remark(.corsSetting, origin, "matches no origin", hint: "give exact, prefix or regex a text"))
            } else {
                remarks += Expressions.check(origin["regex"])
            }
        }
        for method in policy["allowMethods"].elements where method.string.map({ !methods.contains($0) }) ?? false {
            remarks.append(
                Remark(.corsSetting, method, "is '\(method.text)', which is no method", hint: "e.g. GET, POST, or '*'"))
        }
        for header in policy["allowHeaders"].elements + policy["exposeHeaders"].elements {
            guard let name = header.string, name != "*", !HeaderNames.isName(name) else { continue }
            remarks.append(
                Remark(.corsSetting, header, name.isEmpty ? "is empty" : "is '\(name)', which no header is called"))
        }
        return remarks + ageRemarks(policy["maxAge"])
    }

    private static func ageRemarks(_ age: Field) -> [Remark] {
        let remarks = Durations.check(age)
        guard remarks.isEmpty, let nanoseconds = age.string.flatMap(GoDuration.nanoseconds) else { return remarks }
        return .when(
            nanoseconds % 1_000_000_000 > 0, .corsSetting, age, "is finer than a second",
            hint: "write whole seconds: 24h, 30s"
        )
    }

    private static let methods: Set<String> = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*",
    ]
}
