import Testing

@testable import Validation

/// What controllers make of their objects nobody has among files: it may be there, and is not told to be missing.
@Suite struct ControllerMakersTests {
    private static let base = """
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {selector: {app: web}, ports: [{name: http, port: 80}]}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: web, namespace: shop}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec: {template: {metadata: {labels: {app: web}}, spec: {serviceAccountName: web, containers: [{name: c}]}}}
        ---

        """

    private static func object(
        _ api: String, _ kind: String, _ name: String, _ spec: String = "{}", in namespace: String = "shop"
    ) -> String {
        "apiVersion: \(api)\nkind: \(kind)\nmetadata: {name: \(name), namespace: \(namespace)}\nspec: \(spec)\n---\n"
    }

    private static func route(_ host: String) -> String {
        object(
            "networking.istio.io/v1", "VirtualService", "v",
            "{hosts: [a.test], gateways: [g], http: [{route: [{destination: {host: \(host)}}]}]}")
            + object("networking.istio.io/v1", "DestinationRule", "d", "{host: \(host)}")
    }

    private func codes(_ text: String, _ makers: String, _ prefixes: [String], listed: Set<ObjectKind> = []) -> Set<
        String
    > {
        Set(findings(text, prefixes, context: Self.base + makers, listed: listed).map { String($0.prefix(6)) })
    }

    private let hosts = ["HS5001", "HS5016", "HS5025", "HS5030", "HS5601"]

    @Test(arguments: [
        ("serving.knative.dev/v1", "Service", "hello", "hello"),
        ("kafka.strimzi.io/v1beta2", "Kafka", "events", "events-kafka-bootstrap"),
        ("postgresql.cnpg.io/v1", "Cluster", "pg", "pg-rw"),
        ("flagger.app/v1beta1", "Canary", "podinfo", "podinfo-primary"),
        ("kubeflow.org/v1", "Notebook", "nb", "nb"),
    ])
    func servicesOfTheirName(_ api: String, _ kind: String, _ name: String, _ host: String) {
        let maker = Self.object(api, kind, name)
        #expect(codes(Self.route(host), maker, hosts).isEmpty)
        #expect(codes(Self.route(host), "", hosts) == ["HS5001", "HS5601"])
        // Another name, another namespace, and what a cluster was asked for.
        #expect(codes(Self.route("x\(host)"), maker, hosts) == ["HS5001", "HS5601"])
        #expect(codes(Self.route(host), Self.object(api, kind, name, in: "other"), hosts) == ["HS5001", "HS5601"])
        #expect(codes(Self.route(host), maker, hosts, listed: [.service, .pod]) == ["HS5001", "HS5601"])
    }

    @Test(arguments: [
        object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "redis"),
        object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "redis", "{targetNamespace: shop}", in: "flux-system"),
        object("argoproj.io/v1alpha1", "Application", "cart", "{destination: {namespace: shop}}", in: "argocd"),
        object("kubeflow.org/v1", "Profile", "shop", in: "default"),
    ])
    func whatIsInstalledMayBeAnything(_ installer: String) {
        #expect(codes(Self.route("redis-master"), installer, hosts) == ["HS5025", "HS5030"])
        #expect(codes(Self.route("web"), installer, hosts).isEmpty)
        let elsewhere = Self.object(
            "argoproj.io/v1alpha1", "Application", "cart", "{destination: {namespace: other}}", in: "argocd")
        #expect(codes(Self.route("redis-master"), elsewhere, hosts) == ["HS5001", "HS5601"])
        let policy = Self.policy("app: redis", "redis")
        #expect(codes(policy, installer, ["HS5013", "HS5624", "HS5627"]) == ["HS5627"])
        #expect(codes(policy, elsewhere, ["HS5013", "HS5624", "HS5627"]) == ["HS5013", "HS5624"])
    }

    private static func policy(_ labels: String, _ account: String) -> String {
        object(
            "security.istio.io/v1", "AuthorizationPolicy", "p",
            "{selector: {matchLabels: {\(labels)}}, "
                + "rules: [{from: [{source: {principals: ['cluster.local/ns/shop/sa/\(account)']}}]}]}"
        )
    }

    @Test func podsAndAccountsOfTheirName() {
        let cluster = Self.object("postgresql.cnpg.io/v1", "Cluster", "pg")
        let (own, other) = (Self.policy("cnpg.io/cluster: pg", "pg"), Self.policy("cnpg.io/cluster: pq", "pq"))
        #expect(codes(own, cluster, ["HS5013", "HS5624", "HS5701"]).isEmpty)
        #expect(codes(own, "", ["HS5013", "HS5624"]) == ["HS5013", "HS5624"])
        #expect(codes(other, cluster, ["HS5013", "HS5624"]) == ["HS5013", "HS5624"])
        #expect(codes(own, cluster, ["HS5013"], listed: [.pod]) == ["HS5013"])
        let server = Self.object(
            "policy.linkerd.io/v1beta3", "Server", "s", "{podSelector: {matchLabels: {app: podinfo-primary}}, port: 80}"
        )
        #expect(codes(server, Self.object("flagger.app/v1beta1", "Canary", "podinfo"), ["HS4101"]).isEmpty)
        #expect(codes(server, Self.object("flagger.app/v1beta1", "Canary", "other"), ["HS4101"]) == ["HS4101"])
    }

    /// Linkerd names what it mirrors after the cluster that it comes from.
    @Test func mirroredServices() {
        func split(_ backend: String) -> String {
            Self.object(
                "split.smi-spec.io/v1alpha2", "TrafficSplit", "t",
                "{service: web, backends: [{service: web, weight: 1}, {service: \(backend), weight: 1}]}")
        }
        let link = Self.object(
            "multicluster.linkerd.io/v1alpha3", "Link", "l", "{targetClusterName: east}", in: "linkerd-multicluster")
        #expect(codes(split("web-east"), link, ["HS4131"]).isEmpty)
        #expect(codes(split("web-east"), "", ["HS4131"]) == ["HS4131"])
        for name in ["web-west", "webeast"] { #expect(codes(split(name), link, ["HS4131"]) == ["HS4131"], "\(name)") }
    }

    @Test func hostsOfTheSetOfClusters() {
        let host = "web.shop.svc.clusterset.local"
        let export = Self.object("multicluster.x-k8s.io/v1alpha1", "ServiceExport", "web")
        #expect(codes(Self.route(host), export, hosts).isEmpty)
        #expect(codes(Self.route(host), "", hosts) == ["HS5025", "HS5030"])
        #expect(codes(Self.route("wob.shop.svc.cluster.locl"), export, hosts) == ["HS5001", "HS5601"])
    }

    /// istiod's Service is in every cluster with Istio.
    @Test func theServiceOfIstiod() {
        let system = Self.object("v1", "Service", "gate", "{ports: [{name: tls, port: 15443}]}", in: "istio-system")
        for name in ["istiod", "istiod-1-27"] {
            #expect(codes(Self.route("\(name).istio-system.svc.cluster.local"), system, hosts).isEmpty)
        }
        let host = "istoid.istio-system.svc.cluster.local"
        #expect(codes(Self.route(host), system, hosts) == ["HS5001", "HS5601"])
        #expect(!codes(Self.route("istiod"), system, hosts).isEmpty)
    }
}
