import Domain
import MeshModel

/// The pods behind destinations of routes.
struct RoutedPods: Sendable {
    let namespace: String
    let surroundings: Surroundings

    func pods(of destinations: [JSONValue]) -> Set<PodName> {
        Set(destinations.flatMap(pods(of:)))
    }

    /// Whether there are destinations, and all are of services that choose their pods, whether or not they have any.
    func areOfServices(_ destinations: [JSONValue]) -> Bool {
        !destinations.isEmpty && destinations.allSatisfy { service(of: $0)?.service.selector.isEmpty == false }
    }

    private func service(of destination: JSONValue) -> (host: String, service: MeshService)? {
        guard let host = destination["host"]?.string else { return nil }
        return IstioHosts(surroundings: surroundings).service(host, from: namespace).map { (host, $0) }
    }

    private func pods(of destination: JSONValue) -> [PodName] {
        guard let (host, service) = service(of: destination) else { return [] }
        let hosts = IstioHosts(surroundings: surroundings)
        let wanted = destination["subset"]?.string.map { subset in labels(of: subset, at: host, hosts) } ?? [:]
        return surroundings.pods(in: service.namespace).filter { pod in
            service.selects(pod) && wanted.allSatisfy { pod.labels[$0] == $1 }
        }.map(\.podName)
    }

    /// The labels that a DestinationRule gives to the subset.
    private func labels(of subset: String, at host: String, _ hosts: IstioHosts) -> [String: String] {
        let full = hosts.full(host, from: namespace)
        let name = IstioHosts.name(full)
        for rule in surroundings.objects(of: MeshResource(.destinationRule)) {
            let spec = TrafficDocument.spec(rule.document)
            let written = spec["host"]?.string ?? ""
            // Most rules are of other hosts, which shows before anything is completed.
            guard IstioHosts.isWildcard(written) || IstioHosts.name(written) == name else { continue }
            let ruled = hosts.full(written, from: rule.name.namespace)
            guard IstioHosts.covers(ruled, full) else { continue }
            let found = spec["subsets"]?.array?.first { $0["name"]?.string == subset }
            if let found { return TrafficDocument.labels(found["labels"]) }
        }
        return [:]
    }
}
