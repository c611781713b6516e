import Testing

@testable import Validation

/// Machines outside of the cluster, and kinds that nobody here knows, are workloads as pods are.
@Suite struct MachineTests {
    private let base = """
        apiVersion: v1
        kind: Service
        metadata: {name: api, namespace: shop}
        spec: {selector: {app: api}, ports: [{name: http, port: 80}]}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: api, namespace: shop}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: api-1, namespace: shop, labels: {app: api, version: v1}}
        spec: {serviceAccountName: api, containers: [{name: api}, {name: istio-proxy, image: proxy}]}
        ---

        """
    private let entry = """
        apiVersion: networking.istio.io/v1
        kind: WorkloadEntry
        metadata: {name: vm, namespace: shop}
        spec: {address: 10.0.0.1, labels: {app: api, version: vm}, serviceAccount: vm}
        ---

        """
    private let group = """
        apiVersion: networking.istio.io/v1
        kind: WorkloadGroup
        metadata: {name: vm, namespace: shop}
        spec: {metadata: {labels: {app: api, version: vm}}, template: {serviceAccount: vm}}
        ---

        """
    private let rollout = """
        apiVersion: argoproj.io/v1alpha1
        kind: Rollout
        metadata: {name: vm, namespace: shop}
        spec: {template: {metadata: {labels: {app: api, version: vm}}, spec: {serviceAccountName: vm}}}
        ---

        """
    private let policies = """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: api, namespace: shop}
        spec: {host: api, subsets: [{name: vm, labels: {version: vm}}]}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: api, namespace: shop}
        spec: {hosts: [api], http: [{route: [{destination: {host: api, subset: vm}}]}]}
        ---
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: vm, namespace: shop}
        spec: {workloadSelector: {labels: {version: vm}}, egress: [{hosts: ["./*"]}]}
        ---
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: vm, namespace: shop}
        spec:
          selector: {matchLabels: {version: vm}}
          rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/vm]}}]}]

        """
    private let codes = ["HS5611", "HS5017", "HS5005", "HS5013", "HS5624", "HS5627", "HS5701"]

    private func found(_ text: String) -> Set<String> {
        Set(findings(text, codes).map { String($0.prefix(6)) })
    }

    @Test func aMachineIsAWorkload() {
        #expect(found(base + policies) == ["HS5611", "HS5005", "HS5013", "HS5624"])
        #expect(found(base + entry + policies) == [])
        #expect(found(base + group + policies) == [])
    }

    /// Istio merges the labels of both places.
    @Test func labelsOfAMachineMayStandInItsMetadata() {
        let text = entry.replacing("namespace: shop}", with: "namespace: shop, labels: {version: vm}}")
            .replacing("version: vm}, serviceAccount", with: "version: other}, serviceAccount")
        #expect(found(base + text + policies) == [])
    }

    /// A Rollout shows no proxy where Pods do: the policy is told to reach nobody, and no error follows.
    @Test func aTemplateOfAnUnknownKindIsAWorkload() {
        #expect(found(base + rollout + policies) == ["HS5013"])
        let secret = """
            apiVersion: bitnami.com/v1alpha1
            kind: SealedSecret
            metadata: {name: s, namespace: billing}
            spec: {template: {metadata: {labels: {app: api}}, type: Opaque}}
            ---

            """
        #expect(!known(secret).knowsWorkloads)
        #expect(known(rollout).knowsWorkloads(in: "shop") && !known(rollout).knowsWorkloads(in: "billing"))
    }

    /// What runs behind a Service and is not among the files may have the labels.
    @Test func aServiceWithoutKnownWorkloadsTellsNothingOfSubsets() {
        let other = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
            ---

            """
        let service = String(base.prefix { $0 != "-" }) + "---\n"
        #expect(findings(service + other + policies, ["HS5611"]).isEmpty)
        #expect(findings(base + other + policies, ["HS5611"]).count == 1)
    }

    /// Linkerd's Servers select pods only.
    @Test func aMachineIsNoPodOfAServer() {
        let server = """
            apiVersion: policy.linkerd.io/v1beta3
            kind: Server
            metadata: {name: vm, namespace: shop}
            spec: {podSelector: {matchLabels: {version: vm}}, port: 80}

            """
        #expect(findings(base + entry + server, ["HS4101"]).count == 1)
    }

    /// The applications of some files tell nothing of the gateway before them.
    @Test func aGatewayMayRunElsewhere() {
        let gateway = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: edge, namespace: shop}
            spec: {selector: {istio: edge}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}
            ---

            """
        let proxy = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: edge, namespace: edge}
            spec: {template: {metadata: {labels: {istio: egde}}, spec: {containers: []}}}
            ---

            """
        #expect(findings(base + gateway, ["HS5005"]).isEmpty)
        #expect(findings(base + gateway + proxy, ["HS5005"]).count == 1)
        #expect(findings(base + gateway, ["HS5005"], listed: [.pod]).count == 1)
        let usual = gateway.replacing("istio: edge", with: "istio: ingressgateway")
        #expect(findings(base + usual + proxy, ["HS5005", "HS5702"]).isEmpty)
    }
}
