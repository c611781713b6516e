import Testing

@testable import Validation

/// ServiceEntries, and workloads outside of Kubernetes.
@Suite struct ServiceEntryRuleTests {
    private static let http = "{number: 80, name: http, protocol: HTTP}"

    @Test(arguments: [
        Judged("{hosts: [a.b], ports: [\(http)], resolution: DNS}"),
        Judged("{hosts: [\"*.a.b\"], ports: [\(http)], resolution: DYNAMIC_DNS, exportTo: [\"~\"]}"),
        Judged("{ports: [\(http)]}", "HS3001 spec.hosts"),
        Judged("{hosts: [\"*\", \"*a.b\"], resolution: STATIC}", "HS3001 spec.hosts[0]", "HS3401 spec.hosts[1]"),
        Judged(
            "{hosts: [a.b], addresses: [10.0.0.0/8, x], resolution: DNS}", "HS3006 spec.addresses[1]",
            "HS3402 spec.addresses[0]"),
        Judged(
            "{hosts: [a.b], ports: [\(http), \(http), {number: 0, name: a_, protocol: x, targetPort: "
                + "70000}], resolution: DNS}",
            "HS3303 spec.ports[1].number", "HS3002 spec.ports[2].number",
            "HS3004 spec.ports[2].name",
            "HS3003 spec.ports[2].protocol", "HS3002 spec.ports[2].targetPort"),
        Judged("{hosts: [a.b], ports: [{number: 80, name: a}]}", "HS3403 spec.ports[0]"),
        Judged(
            "{hosts: [a.b, c.d], ports: [{number: 80, name: a, protocol: TCP}], addresses: [10.1.2.3], "
                + "resolution: DNS}",
            "HS3404 spec.ports[0]", "HS3405 spec.ports[0]"),
        Judged(
            "{hosts: [a.b], workloadSelector: {labels: {a: b}}, endpoints: [{address: 10.1.2.3}], resolution: STATIC}",
            "HS3406 spec.endpoints"),
        Judged("{hosts: [a.b], workloadSelector: {}}", "HS3009 spec.workloadSelector", "HS3408 spec.workloadSelector"),
        Judged("{hosts: [a.b], endpoints: [{address: 10.1.2.3}]}", "HS3407 spec.endpoints"),
        Judged("{hosts: [\"*.a.b\"], resolution: DNS}", "HS3407 spec.hosts[0]"),
        Judged(
            "{hosts: [a.b], ports: [\(http)], endpoints: [{address: \"*.c\", ports: {web: 1}}, {address: "
                + "c}], resolution: DNS_ROUND_ROBIN}",
            "HS3407 spec.endpoints", "HS3409 spec.endpoints[0].address", "HS3410 spec.endpoints[0].ports.web"),
        Judged(
            "{hosts: [a.b], ports: [\(http)], endpoints: [{address: c}, {address: unix:///a, ports: {http: "
                + "1}}, {network: net}, {}], resolution: STATIC}",
            "HS3409 spec.endpoints[0].address", "HS3410 spec.endpoints[1].ports", "HS3411 spec.endpoints[2].address",
            "HS3409 spec.endpoints[3].address"),
        Judged(
            "{hosts: [a.b], addresses: [10.1.2.3], ports: [{number: 1, name: a, protocol: TCP}], "
                + "resolution: DYNAMIC_DNS}",
            "HS3407 spec.hosts[0]", "HS3407 spec.addresses", "HS3407 spec.ports[0].protocol"),
    ])
    func serviceEntries(_ judged: Judged) { #expect(judged.findings(.serviceEntry) == judged.found) }

    @Test func waypointsDoNotTakeDynamicNames() {
        let text =
            "metadata: {labels: {istio.io/use-waypoint: w}}\nspec: {hosts: [\"*.a\"], location: "
            + "MESH_INTERNAL, ports: [\(Self.http)], resolution: DYNAMIC_DNS}"
        #expect(istio(.serviceEntry, text) == ["HS3407 spec.location"])
    }

    @Test func addressesCanBeSwitchedOff() {
        let spec = "spec: {hosts: [a.b], ports: [{number: 80, name: a}], resolution: DNS}"
        #expect(istio(.serviceEntry, spec).isEmpty)
        #expect(
            istio(.serviceEntry, "metadata: {labels: {networking.istio.io/enable-autoallocate-ip: \"False\"}}\n\(spec)")
                == ["HS3403 spec.ports[0]"])
    }

    @Test(arguments: [
        Judged("{address: vm.a.b, ports: {http: 80}, labels: {a: b}}"), Judged("{address: \"fe80::1%eth0\"}"),
        Judged("{}", "HS3409 spec.address"), Judged("{network: a}", "HS3411 spec.address"),
        Judged(
            "{address: a_b, ports: {\"@\": 0}}", "HS3409 spec.address", "HS3004 spec.ports[\"@\"]",
            "HS3002 spec.ports[\"@\"]"),
        Judged("{address: unix://a}", "HS3006 spec.address"),
    ])
    func workloadEntries(_ judged: Judged) { #expect(judged.findings(.workloadEntry) == judged.found) }

    @Test(arguments: [
        Judged("{template: {}, probe: {tcpSocket: {port: 80}}}"), Judged("{}", "HS3412 spec.template"),
        Judged(
            "{template: {}, probe: {periodSeconds: -1, exec: {}}}", "HS3016 spec.probe.periodSeconds",
            "HS3412 spec.probe.exec.command"),
        Judged(
            "{template: {}, probe: {httpGet: {scheme: ftp, httpHeaders: [{name: a_b}]}}}",
            "HS3002 spec.probe.httpGet.port", "HS3412 spec.probe.httpGet.scheme",
            "HS3412 spec.probe.httpGet.httpHeaders[0].name"),
    ])
    func workloadGroups(_ judged: Judged) { #expect(judged.findings(.workloadGroup) == judged.found) }
}
