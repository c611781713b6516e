import Domain

/// Telemetry: providers, tags, shares of traces.
enum TelemetryRules {
    static let family = RuleFamily.istio(
        "telemetry", [.telemetry],
        codes: PolicyTargets.codes + [
            .telemetryProvider, .severalTracings, .telemetryTag, .logFilter, .numberOutOfRange,
        ]
    ) { _, spec in
        let sections = ["metrics", "tracing", "accessLogging"].flatMap { spec[$0].elements }
        return PolicyTargets.check(spec) + sections.flatMap(providerRemarks) + tracingRemarks(spec["tracing"])
            + spec["metrics"].elements.flatMap { $0["overrides"].elements }.flatMap(overrideRemarks)
            + spec["accessLogging"].elements.map { $0["filter"] }.compactMap(filterRemark)
    }

    private static func providerRemarks(_ section: Field) -> [Remark] {
        section["providers"].elements.map { $0["name"] }.filter { $0.isEmpty }.map {
            Remark(.telemetryProvider, $0, "is missing", hint: "name an extension provider of the mesh")
        }
    }

    private static func tracingRemarks(_ list: Field) -> [Remark] {
        let tracings = list.elements
        var remarks: [Remark] = .when(
            tracings.count > 1, .severalTracings, list, "has more than one entry; the first counts", hint: "keep one")
        for tracing in tracings {
            let (providers, share) = (tracing["providers"], tracing["randomSamplingPercentage"])
            if providers.elements.count > 1 {
                remarks.append(
                    Remark(.severalTracings, providers, "has more than one entry; the first counts", hint: "keep one"))
            }
            if let percent = share.number, !(0...100).contains(percent) {
                remarks.append(
                    Remark(
                        .numberOutOfRange, share, "is \(SchemaWords.text(percent)); percent are 0 to 100",
                        hint: "write 0 to 100"))
            }
            remarks += tracing["customTags"].members.flatMap(tagRemarks)
        }
        return remarks
    }

    /// istiod reads the expression and no more: of which types its parts are it does not ask.
    private static func filterRemark(_ filter: Field) -> Remark? {
        let field = filter["expression"]
        guard filter.value.object != nil, let text = field.value == .null ? "" : field.string,
            let fault = CELSyntax.fault(in: text)
        else { return nil }
        return Remark(
            .logFilter, field, "is no expression of CEL: \(fault)", hint: "write such as response.code >= 400")
    }

    private static func tagRemarks(_ name: String, _ tag: Field) -> [Remark] {
        var remarks: [Remark] = .when(name.isEmpty, .telemetryTag, tag, "has no name", hint: "name the tag")
        for (source, key) in [("literal", "value"), ("header", "name"), ("environment", "name")]
        where tag[source].isGiven {
            let field = tag[source][key]
            remarks += .when(field.isEmpty, .telemetryTag, field, "is missing", hint: "say what the tag holds")
        }
        return remarks
    }

    private static func overrideRemarks(_ override: Field) -> [Remark] {
        var remarks: [Remark] = []
        for (_, tag) in override["tagOverrides"].members where tag.value.object != nil {
            let value = tag["value"]
            switch tag["operation"].string ?? "UPSERT" {
            case "UPSERT":
                remarks += .when(value.isEmpty, .telemetryTag, value, "is missing", hint: "say what the tag holds")
            case "REMOVE":
                remarks += .when(
                    !value.isEmpty, .telemetryTag, value, "is given for a tag that is removed", hint: "leave it out")
            default: break
            }
        }
        let metric = override["match"]["customMetric"]
        return remarks + .when(metric.string == "", .telemetryTag, metric, "is empty", hint: "name the metric")
    }
}

/// ProxyConfig: settings of proxies when they start.
enum ProxyConfigRules {
    static let family = RuleFamily.istio(
        "proxy-config", [.proxyConfig], codes: [.selectorLabel, .emptySelector, .numberOutOfRange]
    ) { _, spec in
        Selectors.check(spec["selector"]) + Numbers.check(notNegative: [spec["concurrency"]])
    }
}
