import Domain

/// The host of a DestinationRule, its subsets, and whom it is for.
enum DestinationRuleRules {
    static let family = RuleFamily.istio(
        "destination-rule", [.destinationRule],
        codes: [
            .hostSyntax, .duplicateSubset, .subsetName, .labelSyntax, .exportToEntry, .selectorLabel, .emptySelector,
        ]
    ) { subject, spec in
        let selector = spec["workloadSelector"]
        var remarks = Hosts.check(pattern: spec["host"])
        var names: Set<String> = []
        for subset in spec["subsets"].elements where subset.value.object != nil {
            let name = subset["name"]
            if !names.insert(name.text).inserted {
                remarks.append(
                    Remark(.duplicateSubset, name, "is the name of an earlier subset", hint: "name it differently"))
            }
            remarks += Hosts.check(subsetName: name) + Selectors.check(labels: subset["labels"])
        }
        let exportTo = ExportTo(
            field: spec["exportTo"], namespace: subject.object.namespace, hasSelector: selector.isGiven)
        return remarks + exportTo.check() + Selectors.check(selector)
    }
}

/// The traffic policies of a DestinationRule: of the host, of its subsets, of ports.
enum TrafficPolicies {
    static let family = RuleFamily.istio(
        "traffic-policies", [.destinationRule],
        codes: [
            .emptyTrafficPolicy, .exclusiveSettings, .missingSetting, .portOutOfRange, .durationSyntax,
            .numberOutOfRange,
            .outlierSetting, .deprecatedSetting, .loadBalancerSetting, .localitySetting, .failoverWithoutDetection,
            .clientTLS,
            .tunnelSetting,
        ]
    ) { subject, spec in
        let policy = TrafficPolicy(namespace: subject.object.namespace, warns: true)
        // Of a subset, Istio tells the errors only.
        let quiet = TrafficPolicy(namespace: subject.object.namespace, warns: false)
        return policy.check(spec["trafficPolicy"])
            + spec["subsets"].elements.flatMap { quiet.check($0["trafficPolicy"]) }
    }
}

/// How one traffic policy is looked at.
struct TrafficPolicy {
    let namespace: String
    /// Whether Istio warns of anything here.
    let warns: Bool

    private static let portSettings = ["outlierDetection", "connectionPool", "loadBalancer", "tls"]

    func check(_ policy: Field) -> [Remark] {
        guard policy.value.object != nil else { return [] }
        let settings = Self.portSettings + ["tunnel", "proxyProtocol", "retryBudget"]
        if !settings.contains(where: { policy[$0].isGiven }), policy["portLevelSettings"].isEmpty {
            return [Remark(.emptyTrafficPolicy, policy, "sets nothing", hint: "set something, or leave it out")]
        }
        let both: [Remark] = .when(
            policy["tunnel"].isGiven && policy["proxyProtocol"].isGiven, .exclusiveSettings, policy["proxyProtocol"],
            "cannot stand beside tunnel", hint: "keep one of the two")
        return both + common(policy, warns: warns) + policy["portLevelSettings"].elements.flatMap(check(port:))
            + tunnelRemarks(policy["tunnel"])
    }

    private func check(port policy: Field) -> [Remark] {
        guard policy.value.object != nil else { return [] }
        let remarks: [Remark] = .when(
            !policy["port"].isGiven, .missingSetting, policy["port"], "is missing", hint: "say for which port it is")
        guard Self.portSettings.contains(where: { policy[$0].isGiven }) else {
            return remarks + [
                Remark(.emptyTrafficPolicy, policy, "sets nothing", hint: "set something, or leave it out")
            ]
        }
        return remarks + common(policy, warns: false)
    }

    private func common(_ policy: Field, warns: Bool) -> [Remark] {
        let detection = policy["outlierDetection"]
        return OutlierDetection.check(detection, warns: warns) + ConnectionPool.check(policy["connectionPool"])
            + LoadBalancer(detectsOutliers: detection.isGiven, warns: warns).check(policy["loadBalancer"])
            + ClientTLS.check(policy["tls"], namespace: namespace)
    }

    private func tunnelRemarks(_ tunnel: Field) -> [Remark] {
        guard tunnel.value.object != nil else { return [] }
        let (name, host) = (tunnel["protocol"], tunnel["targetHost"])
        var remarks: [Remark] = .when(
            !["", "CONNECT", "POST"].contains(name.text), .tunnelSetting, name, "is '\(name.text)'",
            hint: "write CONNECT or POST")
        if let fault = HostSyntax.fault(inName: host.text), !IPAddressSyntax.isAddress(host.text) {
            remarks.append(Remark(.tunnelSetting, host, fault, hint: "write a full name or an IP address"))
        }
        return remarks + Ports.check(tunnel["targetPort"])
    }
}
