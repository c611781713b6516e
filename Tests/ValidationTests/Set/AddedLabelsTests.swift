import Testing

@testable import Validation

/// Labels that controllers, injectors and istiod add: what files lack of them says nothing.
@Suite struct AddedLabelsTests {
    private let service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop}\nspec: {selector: {app: a}}\n---\n"

    private func template(_ kind: String, _ group: String = "apps", annotations: String = "{}") -> String {
        let pods = "{metadata: {labels: {app: a}, annotations: \(annotations)}, spec: {containers: [{name: c}]}}"
        return "apiVersion: \(group)/v1\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\n"
            + "spec: {template: \(pods)}\n---\n"
    }

    private func pod(_ spec: String = "") -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a-1, namespace: shop, labels: {app: a}}\n"
            + "spec: {\(spec)containers: [{name: c}, {name: istio-proxy, image: p}]}\n---\n"
    }

    /// What is said of the label at a subset that a route uses, a policy, and a Sidecar.
    private func codes(_ label: String, _ surroundings: String, listed: Set<ObjectKind> = []) -> Set<String> {
        let (key, value) =
            label.firstIndex(of: "=").map {
                (String(label[..<$0]), String(label[label.index(after: $0)...]))
            } ?? (label, "")
        func object(_ api: String, _ kind: String, _ spec: String) -> String {
            "apiVersion: \(api).istio.io/v1\nkind: \(kind)\nmetadata: {name: a, namespace: shop}\nspec: {\(spec)}\n---\n"
        }
        let labels = "{\"\(key)\": \"\(value)\"}"
        let text =
            service + surroundings
            + object("networking", "DestinationRule", "host: a, subsets: [{name: s, labels: \(labels)}]")
            + object(
                "networking", "VirtualService", "hosts: [a], http: [{route: [{destination: {host: a, subset: s}}]}]")
            + object("security", "AuthorizationPolicy", "selector: {matchLabels: \(labels)}")
            + object("networking", "Sidecar", "workloadSelector: {labels: \(labels)}")
            + object("security", "PeerAuthentication", "selector: {matchLabels: \(labels)}")
        let wanted = ["HS5005", "HS5013", "HS5611", "HS5701"]
        return Set(findings(text, wanted, listed: listed).map { String($0.prefix(6)) })
    }

    private let all: Set = ["HS5005", "HS5013", "HS5611", "HS5701"]

    @Test(arguments: [
        ("StatefulSet", "statefulset.kubernetes.io/pod-name=a-0"), ("StatefulSet", "apps.kubernetes.io/pod-index=12"),
        ("Deployment", "pod-template-hash=7f57c8b9"), ("DaemonSet", "controller-revision-hash=7f57c8b9"),
        ("Deployment", "rollouts-pod-template-hash=7f57c8b9"), ("Job", "batch.kubernetes.io/job-completion-index=0"),
        ("Deployment", "topology.kubernetes.io/zone=eu-1a"), ("Deployment", "topology.istio.io/cluster=west"),
        ("Deployment", "istio.io/rev=canary"), ("Deployment", "service.istio.io/canonical-name=a"),
        ("Deployment", "security.istio.io/tlsMode=istio"), ("Deployment", "linkerd.io/proxy-deployment=a"),
        ("Deployment", "linkerd.io/workload-ns=shop"),
    ])
    func whatOthersAddMayBeThere(_ kind: String, _ label: String) {
        #expect(codes(label, template(kind, kind == "Job" ? "batch" : "apps")).isEmpty)
    }

    /// Each is added by some controllers only, with some values.
    @Test(arguments: [
        ("StatefulSet", "statefulset.kubernetes.io/pod-name=b-0"), ("StatefulSet", "apps.kubernetes.io/pod-index=x"),
        ("StatefulSet", "statefulset.kubernetes.io/pod-name=a-x"), ("Deployment", "apps.kubernetes.io/pod-index=1"),
        ("Deployment", "linkerd.io/proxy-statefulset=a"), ("Deployment", "linkerd.io/proxy-deployment=b"),
        ("Deployment", "linkerd.io/workload-ns=front"), ("Deployment", "topology.kubernetes.io/zone="),
        ("Deployment", "version=v1"),
    ])
    func whatNobodyAddsIsMissing(_ kind: String, _ label: String) { #expect(codes(label, template(kind)) == all) }

    @Test func controllersOfUnknownKindsAddLabelsToo() {
        let rollout = template("Rollout", "argoproj.io")
        #expect(codes("rollouts-pod-template-hash=7f57c8b9", rollout).isEmpty)
        #expect(codes("argoproj.io/any=x", rollout).isEmpty)
        #expect(codes("example.com/any=x", rollout) == all)
    }

    /// Running pods have all labels of theirs, and lack those of their endpoints.
    @Test func runningPodsTellWhatTheyHave() {
        #expect(codes("pod-template-hash=1", template("Deployment") + pod(), listed: [.pod]) == all)
        #expect(codes("security.istio.io/tlsMode=istio", pod(), listed: [.pod]) == all)
        #expect(codes("topology.istio.io/cluster=west", pod(), listed: [.pod]).isEmpty)
        let refused = template("Deployment").replacing("app: a}, ", with: "app: a, sidecar.istio.io/inject: 'false'}, ")
        #expect(codes("security.istio.io/tlsMode=istio", refused) == all)
    }

    @Test func nodesTellWhereTheirPodsAre() {
        let node =
            "apiVersion: v1\nkind: Node\nmetadata: {name: node-1, labels: {topology.kubernetes.io/zone: z1}}\n---\n"
        let placed = pod("nodeName: node-1, ") + node
        for label in ["topology.kubernetes.io/zone=z1", "kubernetes.io/hostname=node-1", "topology.istio.io/network=x"]
        {
            #expect(codes(label, placed).isEmpty)
        }
        for label in [
            "topology.kubernetes.io/zone=z2", "topology.kubernetes.io/region=r", "kubernetes.io/hostname=node-2",
        ] {
            #expect(codes(label, placed) == all)
        }
        #expect(codes("topology.kubernetes.io/zone=z2", pod("nodeName: other, ") + node).isEmpty)
    }

    /// istiod adds them to the endpoints of ServiceEntries as well.
    @Test func endpointsAreInPlaces() {
        func codes(_ label: String) -> [String] {
            findings(
                """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: a, namespace: shop}
                spec: {hosts: [a.example], resolution: STATIC, endpoints: [{address: 1.2.3.4, labels: {version: v1}}]}
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: a, namespace: shop}
                spec: {host: a.example, subsets: [{name: s, labels: {\(label)}}]}
                """, ["HS5612"])
        }
        #expect(codes("version: v1, topology.istio.io/network: net").isEmpty)
        #expect(codes("version: v2, topology.istio.io/network: net").count == 1)
    }
}
