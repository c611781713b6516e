import Domain
import MeshModel
import Validation

/// Linkerd lets the kubelet's probes through on a Server without HTTPRoutes, by routes of its own. The first route on a
/// Server switches those off: the probes are then requests like all others, of somebody without a proxy.
struct KubeletProbes {
    /// The kinds whose change can take the probes' way.
    static let kinds: Set<String> = ["HTTPRoute", "Server", "ServerAuthorization"]

    private let pair: PolicyPair
    private let picture: MeshPicture
    /// It calls from the node, whose address no pod has.
    private let kubelet = Caller(PodClass.outside.pod, isAuthenticated: false)

    init(_ pair: PolicyPair, _ picture: MeshPicture) {
        self.pair = pair
        self.picture = picture
    }

    var findings: [Finding] {
        var denied: [String: Set<String>] = [:]
        for pod in picture.pods(of: .linkerd) where pod.proxy == .linkerd {
            for probe in Set(pod.probes) {
                guard let port = pod.number(ofPort: probe.port), passes(probe, pod, port, pair.before),
                    !passes(probe, pod, port, pair.after)
                else { continue }
                denied["GET \(probe.path) on port \(port)", default: []].insert(pod.workloadText)
            }
        }
        return denied.sorted { $0.key < $1.key }.map { request, pods in
            Finding(
                .probesDenied, about: pair.object.document, ["spec"],
                message: "\(Impact.some(pods.sorted())) would refuse the kubelet's probe \(request)",
                hint: "authorize it first: an HTTPRoute for the path with an AuthorizationPolicy for a "
                    + "NetworkAuthentication of the nodes' addresses")
        }
    }

    private func passes(_ probe: MeshPod.Probe, _ pod: MeshPod, _ port: Int, _ policies: PolicySet) -> Bool {
        if let server = policies.server(for: pod, port: port), policies.inboundRoutes(on: server).isEmpty {
            return true
        }
        let path = String(probe.path.prefix { $0 != "?" })
        return policies.linkerdAuthorization(of: MeshRequest(path: path), from: kubelet, on: pod, port: port).verdict
            == .allowed
    }
}
