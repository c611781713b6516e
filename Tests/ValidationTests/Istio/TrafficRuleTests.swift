import Testing

@testable import Validation

/// DestinationRules, Gateways and Sidecars.
@Suite struct TrafficRuleTests {
    @Test(arguments: [
        Judged(
            "{host: a, subsets: [{name: v1, labels: {v: \"1\"}}], trafficPolicy: {portLevelSettings: "
                + "[{port: {number: 80}, tls: {mode: DISABLE}}]}}"
        ),
        Judged(
            "{host: a_, subsets: [{name: v1}, {name: v1}, {labels: {\"-\": b}}]}",
            "HS3001 spec.host", "HS3201 spec.subsets[1].name", "HS3114 spec.subsets[2].name",
            "HS3007 spec.subsets[2].labels[\"-\"]"),
        Judged(
            "{host: a, workloadSelector: {matchLabels: {a: \"*\"}}, exportTo: [\"*\"]}",
            "HS3012 spec.exportTo", "HS3008 spec.workloadSelector.matchLabels.a"),
        Judged(
            "{host: a, trafficPolicy: {connectionPool: {}, portLevelSettings: [{}]}}",
            "HS3202 spec.trafficPolicy.connectionPool", "HS3202 spec.trafficPolicy.portLevelSettings[0]",
            "HS3204 spec.trafficPolicy.portLevelSettings[0].port"),
        Judged(
            "{host: a, trafficPolicy: {tunnel: {targetHost: b, targetPort: 1}, proxyProtocol: {}}}",
            "HS3203 spec.trafficPolicy.proxyProtocol"),
        Judged(
            "{host: a, trafficPolicy: {tunnel: {protocol: x, targetHost: b_}}}",
            "HS3211 spec.trafficPolicy.tunnel.protocol", "HS3211 spec.trafficPolicy.tunnel.targetHost",
            "HS3002 spec.trafficPolicy.tunnel.targetPort"),
        Judged(
            "{host: a, trafficPolicy: {outlierDetection: {consecutiveErrors: 1, "
                + "consecutiveLocalOriginFailures: 1, maxEjectionPercent: 200}}}",
            "HS3206 spec.trafficPolicy.outlierDetection.consecutiveErrors",
            "HS3205 spec.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures",
            "HS3016 spec.trafficPolicy.outlierDetection.maxEjectionPercent"),
        // Of a subset, Istio warns of nothing.
        Judged("{host: a, subsets: [{name: b, trafficPolicy: {outlierDetection: {consecutiveErrors: 1}}}]}"),
        Judged(
            "{host: a, trafficPolicy: {connectionPool: {http: {maxRetries: -1, h2UpgradePolicy: UPGRADE, "
                + "useClientProtocol: true}, tcp: {idleTimeout: 0s, connectTimeout: 1.0000001s}}}}",
            "HS3016 spec.trafficPolicy.connectionPool.http.maxRetries",
            "HS3203 spec.trafficPolicy.connectionPool.http.useClientProtocol",
            "HS3005 spec.trafficPolicy.connectionPool.tcp.connectTimeout"),
    ])
    func destinationRules(_ judged: Judged) { #expect(judged.findings(.destinationRule) == judged.found) }

    @Test(arguments: [
        Judged(
            "{consistentHash: {httpCookie: {name: a, attributes: [{name: b}]}, maglev: {tableSize: 65537}}, "
                + "warmup: {duration: 30s}}"
        ),
        Judged(
            "{consistentHash: {httpCookie: {attributes: [{name: b}, {name: b}, {}]}}}",
            "HS3204 spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.name",
            "HS3207 spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[1].name",
            "HS3204 spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.attributes[2].name"),
        Judged(
            "{consistentHash: {minimumRingSize: 5, maglev: {tableSize: 9}}}",
            "HS3206 spec.trafficPolicy.loadBalancer.consistentHash.minimumRingSize",
            "HS3203 spec.trafficPolicy.loadBalancer.consistentHash.minimumRingSize",
            "HS3207 spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize"),
        Judged(
            "{warmup: {minimumPercent: 101, aggression: 0}}",
            "HS3204 spec.trafficPolicy.loadBalancer.warmup.duration",
            "HS3016 spec.trafficPolicy.loadBalancer.warmup.minimumPercent",
            "HS3016 spec.trafficPolicy.loadBalancer.warmup.aggression"),
        Judged(
            "{localityLbSetting: {distribute: [{from: a/b/*, to: {a/b/*: 70, c/*: 30}}, {from: a/c/*, to: "
                + "{d: 100}}]}}"),
        Judged(
            "{localityLbSetting: {distribute: [{from: a, to: {b: 70}}, {from: a/c, to: {b: 100}}]}}",
            "HS3208 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to",
            "HS3208 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[1].from"),
        Judged(
            "{localityLbSetting: {distribute: [{from: a, to: {b: 0}}, {from: \"*/c\", to: {\"b/\": 100}}]}}",
            "HS3208 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to.b",
            "HS3208 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[1].to[\"b/\"]",
            "HS3208 spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[1].from"),
        Judged(
            "{localityLbSetting: {failover: [{from: a, to: a}]}}",
            "HS3209 spec.trafficPolicy.loadBalancer.localityLbSetting.failover",
            "HS3208 spec.trafficPolicy.loadBalancer.localityLbSetting.failover[0]"),
        Judged(
            "{zoneAwareLbSetting: {failoverPriority: [topology.kubernetes.io/zone]}}",
            "HS3208 spec.trafficPolicy.loadBalancer.zoneAwareLbSetting.failoverPriority[0]",
            "HS3209 spec.trafficPolicy.loadBalancer.zoneAwareLbSetting.failoverPriority"),
    ])
    func loadBalancers(_ judged: Judged) {
        let whole = "spec: {host: a, trafficPolicy: {loadBalancer: \(judged.spec)}}"
        #expect(istio(.destinationRule, whole).sorted() == judged.found)
    }

    @Test(arguments: [
        Judged("{mode: SIMPLE, credentialName: configmap://shop/ca}"),
        Judged("{mode: SIMPLE, credentialName: configmap://other/ca}", "HS3210 spec.trafficPolicy.tls.credentialName"),
        Judged("{mode: MUTUAL, clientCertificate: a}", "HS3210 spec.trafficPolicy.tls.privateKey"),
        Judged("{mode: MUTUAL, credentialName: a, caCrl: b}", "HS3210 spec.trafficPolicy.tls.caCrl"),
        Judged(
            "{mode: SIMPLE, caCertificates: a, insecureSkipVerify: true}",
            "HS3210 spec.trafficPolicy.tls.caCertificates"),
    ])
    func clientTLS(_ judged: Judged) {
        let whole = "spec: {host: a, trafficPolicy: {tls: \(judged.spec)}}"
        #expect(istio(.destinationRule, whole).sorted() == judged.found)
    }

    @Test(arguments: [
        Judged(
            "{servers: [{hosts: [\"*\", ./a.b, ns/*.c.d, 10.1.2.3], port: {number: 80, name: a, protocol: "
                + "HTTP}, tls: {httpsRedirect: true}}]}"
        ),
        Judged("{}", "HS3302 spec.servers"),
        Judged(
            "{servers: [{hosts: [a, n_s/a.b, \"*a.b\"], port: {number: 80, targetPort: 1, protocol: kafka}}]}",
            "HS3019 spec.servers[0].hosts[0]", "HS3019 spec.servers[0].hosts[1]", "HS3019 spec.servers[0].hosts[2]",
            "HS3020 spec.servers[0].port.targetPort", "HS3003 spec.servers[0].port.protocol",
            "HS3004 spec.servers[0].port.name"),
        Judged(
            "{servers: [{hosts: [a.b], bind: unix://a/, port: {number: 80, name: a, protocol: HTTP}}, "
                + "{hosts: [a.b], bind: a, port: {number: 80, name: a, protocol: HTTP}}]}",
            "HS3006 spec.servers[0].bind", "HS3006 spec.servers[0].port.number", "HS3006 spec.servers[1].bind",
            "HS3303 spec.servers[1].port.name"),
        Judged(
            "{servers: [{hosts: [a.b], port: {number: 443, name: a, protocol: TLS}}, {hosts: [a.b], port: "
                + "{number: 80, name: b, protocol: TCP}, tls: {httpsRedirect: true}}]}",
            "HS3021 spec.servers[0].tls", "HS3021 spec.servers[1].tls", "HS3304 spec.servers[1].tls.httpsRedirect"),
    ])
    func gateways(_ judged: Judged) { #expect(judged.findings(.gateway) == judged.found) }

    @Test(arguments: [
        Judged("{mode: SIMPLE, credentialName: a, cipherSuites: [AES128-SHA, +RC4]}"),
        Judged("{mode: MUTUAL, serverCertificate: a, privateKey: b}", "HS3022 spec.servers[0].tls.caCertificates"),
        Judged(
            "{mode: SIMPLE, tlsCertificates: [{serverCertificate: a}]}",
            "HS3022 spec.servers[0].tls.tlsCertificates[0].privateKey"),
        Judged("{mode: ISTIO_MUTUAL, credentialName: a}", "HS3022 spec.servers[0].tls.credentialName"),
        Judged(
            "{mode: PASSTHROUGH, credentialName: a, credentialNames: [b]}", "HS3023 spec.servers[0].tls.credentialName",
            "HS3022 spec.servers[0].tls.credentialNames"),
        Judged(
            "{mode: SIMPLE, credentialName: a, cipherSuites: [AES128-SHA, AES128-SHA, RC4]}",
            "HS3024 spec.servers[0].tls.cipherSuites[1]", "HS3024 spec.servers[0].tls.cipherSuites[2]"),
        Judged(
            "{mode: SIMPLE, credentialName: a, minProtocolVersion: TLSV1_1}",
            "HS3025 spec.servers[0].tls.minProtocolVersion"),
        Judged("{mode: SIMPLE, serverCertificate: a, privateKey: b, caCrl: c}", "HS3022 spec.servers[0].tls.caCrl"),
    ])
    func serverTLS(_ judged: Judged) {
        let whole =
            "spec: {servers: [{hosts: [a.b], port: {number: 443, name: a, protocol: HTTPS}, tls: \(judged.spec)}]}"
        #expect(istio(.gateway, whole).sorted() == judged.found)
    }

    @Test(arguments: [
        Judged(
            "{egress: [{port: {number: 80, protocol: HTTP}, bind: 10.1.2.3, hosts: [./a.b]}, {hosts: "
                + "[\"*/*\", ~/c.d]}]}"
        ),
        Judged("{workloadSelector: {labels: {a: b}}}", "HS3501 spec"),
        Judged(
            "{egress: [{hosts: [a]}, {port: {number: 80, name: B_}, hosts: [a/*b.c]}, {port: {number: 80}, "
                + "hosts: []}]}",
            "HS3503 spec.egress[0]", "HS3019 spec.egress[0].hosts[0]", "HS3004 spec.egress[1].port.name",
            "HS3019 spec.egress[1].hosts[0]",
            "HS3502 spec.egress[2].port.number", "HS3019 spec.egress[2].hosts"),
        Judged(
            "{egress: [{port: {number: 0}, captureMode: IPTABLES, hosts: [a/*]}]}", "HS3006 spec.egress[0].bind",
            "HS3504 spec.egress[0].captureMode"),
        Judged(
            "{egress: [{hosts: [a/*, a/b.c]}, {hosts: [\"*/*\", a/b.c]}]}",
            "HS3503 spec.egress[0]", "HS3508 spec.egress[0].hosts[1]", "HS3508 spec.egress[1].hosts"),
        Judged(
            "{ingress: [{port: {number: 80, protocol: HTTP}, defaultEndpoint: 1.2.3.4:80}, {port: {number: "
                + "80}, defaultEndpoint: \"[::1]:80\"}]}",
            "HS3505 spec.ingress[0].defaultEndpoint", "HS3502 spec.ingress[1].port.number"),
        Judged(
            "{ingress: [{port: {number: 80, protocol: TCP}, connectionPool: {http: {maxRetries: 1}}, tls: "
                + "{mode: SIMPLE, credentialName: a}}]}",
            "HS3507 spec.ingress[0].connectionPool.http", "HS3021 spec.ingress[0].tls",
            "HS3506 spec.ingress[0].tls.credentialName"),
        Judged("{outboundTrafficPolicy: {egressProxy: {host: a}}}", "HS3509 spec.outboundTrafficPolicy.egressProxy"),
        Judged(
            "{outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: \"*.a\", port: {number: 80}}}}",
            "HS3001 spec.outboundTrafficPolicy.egressProxy.host"),
    ])
    func sidecars(_ judged: Judged) { #expect(judged.findings(.sidecar) == judged.found) }

    /// In the root namespace `.` is the namespace of each proxy: Istio warns, and both are needed.
    @Test(arguments: [
        ("istio-system", "[./*, istio-system/*]", "keep both"), ("istio-system", "[istio-system/*, ./*]", "keep both"),
        ("istio-system", "[./*, ./a.b]", "keep the wider"), ("istio-system", "[shop/*, shop/a.b]", "keep the wider"),
        ("shop", "[./*, shop/*]", "keep the wider"),
    ])
    func hostsOfTheRootNamespace(_ namespace: String, _ hosts: String, _ hint: String) {
        let text = """
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: default, namespace: \(namespace)}
            spec: {egress: [{hosts: \(hosts)}]}
            """
        let found = Validator.validate(known(text)).findings.filter { $0.code.id == "HS3508" }
        #expect(found.count == 1 && found[0].hint?.hasPrefix(hint) ?? false, "\(found.map(\.hint))")
    }
}
