import Testing

@testable import Validation

/// Sidecars that cut their pods off from what is meant for them.
@Suite struct SidecarNeedsTests {
    private func pod(_ name: String, _ namespace: String) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name)-1, namespace: \(namespace), labels: {app: \(name)}}
        spec: {serviceAccountName: \(name), containers: [{name: c}]}
        ---

        """
    }

    private var ledger: String {
        """
        apiVersion: v1
        kind: Service
        metadata: {name: ledger, namespace: pay}
        spec: {selector: {app: ledger}, ports: [{name: http, port: 80}]}
        ---

        """ + pod("ledger", "pay") + pod("web", "shop") + pod("admin", "shop")
    }

    private func policy(_ callers: String, _ action: String = "ALLOW") -> String {
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: ledger, namespace: pay}
        spec: {selector: {matchLabels: {app: ledger}}, action: \(action), rules: [{from: [{source: {\(callers)}}]}]}
        ---

        """
    }

    private func sidecar(_ hosts: String, selector: String = "", name: String = "it") -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: \(name), namespace: shop}
        spec: {\(selector)egress: [{hosts: [\(hosts)]}]}
        ---

        """
    }

    private func route(_ spec: String) -> String {
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: route, namespace: shop}
        spec: {\(spec)}
        ---

        """
    }

    private func found(_ texts: String...) -> [String] {
        findings(texts.joined(), ["HS5608", "HS5609"]).map { String($0.prefix(6)) }
    }

    private let web = "principals: [cluster.local/ns/shop/sa/web]"

    /// Of several Services of the pods one is enough, unless it does not lead to the port that the policy names.
    @Test func portsThatNoImportedServiceLeadsTo() {
        func service(_ name: String, _ port: String) -> String {
            "apiVersion: v1\nkind: Service\nmetadata: {name: \(name), namespace: pay}\n"
                + "spec: {selector: {app: ledger}, ports: [{name: http, \(port)}]}\n---\n"
        }
        func rules(_ operations: String) -> String {
            policy(web).replacing("}]}]}", with: "}], to: [\(operations)]}]}")
        }
        let both = ledger + service("metrics", "port: 90")
        let own = sidecar("./*, pay/metrics.pay.svc.cluster.local")
        func codes(_ operations: String, _ services: String? = nil) -> [String] {
            found(services ?? both, rules(operations), own)
        }
        #expect(found(both, policy(web), own).isEmpty && codes("{operation: {methods: [GET]}}").isEmpty)
        #expect(codes("{operation: {ports: ['80']}}") == ["HS5609"])
        #expect(codes("{operation: {ports: ['90']}}").isEmpty)
        #expect(codes("{operation: {ports: ['80', '90']}}") == ["HS5609"])
        #expect(codes("{operation: {ports: ['80']}}, {operation: {methods: [GET]}}").isEmpty)
        #expect(codes("{operation: {ports: ['81']}}").isEmpty)
        // Ports of policies are those of the pods, and one by name may be any.
        #expect(codes("{operation: {ports: ['80']}}", ledger + service("metrics", "port: 90, targetPort: 80")).isEmpty)
        #expect(codes("{operation: {ports: ['80']}}", ledger + service("metrics", "port: 90, targetPort: web")).isEmpty)
        #expect(found(both, rules("{operation: {ports: ['80']}}"), sidecar("./*, pay/*")).isEmpty)
    }

    @Test func aServiceWhosePolicyNamesThePodsIsMissed() {
        #expect(found(ledger, policy(web), sidecar("./*")) == ["HS5609"])
        #expect(found(ledger, policy("serviceAccounts: [shop/web]"), sidecar("./*")) == ["HS5609"])
        #expect(found(ledger, policy(web), sidecar("./*, pay/*")).isEmpty)
        #expect(found(ledger, policy(web), sidecar("'*/ledger.pay.svc.cluster.local'")).isEmpty)
        #expect(found(ledger, policy(web, "DENY"), sidecar("./*")).isEmpty)
        #expect(found(ledger, policy("principals: [cluster.local/ns/shop/sa/other]"), sidecar("./*")).isEmpty)
        #expect(found(ledger, policy("principals: ['*/sa/web']"), sidecar("./*")).isEmpty)
        // What an imported route leads to comes with it.
        let leads = route(
            "hosts: [books], http: [{route: [{destination: {host: web}}], mirror: {host: ledger.pay.svc.cluster.local}}]"
        )
        #expect(found(ledger, policy(web), sidecar("./*"), leads).isEmpty)
    }

    @Test func eachSidecarIsForItsOwnPods() {
        let mine = "workloadSelector: {labels: {app: web}}, "
        let others = "workloadSelector: {labels: {app: admin}}, "
        #expect(found(ledger, policy(web), sidecar("./*", selector: mine)) == ["HS5609"])
        #expect(found(ledger, policy(web), sidecar("./*", selector: others)).isEmpty)
        let both = sidecar("./*, pay/*", selector: mine) + sidecar("./*", name: "rest")
        #expect(found(ledger, policy(web), both).isEmpty)
    }

    @Test func aRouteForThePodsAloneIsMissed() {
        let own = route("hosts: [ledger.pay.svc.cluster.local], exportTo: ['.'], http: []")
        #expect(found(own, sidecar("istio-system/*, pay/*")) == ["HS5608"])
        #expect(found(own, sidecar("./*")).isEmpty)
        #expect(found(own, sidecar("./ledger.pay.svc.cluster.local")).isEmpty)
        // Others may use it, too; or it is for a gateway.
        #expect(found(route("hosts: [a.com], http: []"), sidecar("pay/*")).isEmpty)
        #expect(found(route("hosts: [a.com], exportTo: ['.'], gateways: [g], http: []"), sidecar("pay/*")).isEmpty)
        let mine = "workloadSelector: {labels: {app: web}}, "
        let named = route("hosts: [a.com], http: [{match: [{sourceLabels: {app: web}}]}]")
        #expect(found(named, sidecar("pay/*", selector: mine)) == ["HS5608"])
        #expect(found(own, sidecar("pay/*", selector: mine)).isEmpty)
    }
}
