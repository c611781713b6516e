import Domain
import MeshModel

/// Whether a client's request goes to somebody who can answer it.
struct RouteQuestion: Hashable {
    let client: MeshPod
    /// The full name that is called.
    let host: String
    let service: MeshService?
    let request: MeshRequest
    /// `nil`: any.
    let port: Int?

    func by(_ client: MeshPod) -> RouteQuestion {
        RouteQuestion(client: client, host: host, service: service, request: request, port: port)
    }

    /// Why nobody answers it; `nil`: somebody does, as far as the policies have a say.
    ///
    /// - Parameter services: The full names of the cluster's services.
    func failure(in set: PolicySet, services: Set<String>) -> String? {
        client.proxy == .linkerd ? linkerd(set) : istio(set, services)
    }

    private func linkerd(_ set: PolicySet) -> String? {
        guard let service else { return nil }
        let route = set.linkerdRoute(request, from: client, to: service, port: port ?? 80)
        return route.status.map { "its proxy answers \($0)" }
    }

    private func istio(_ set: PolicySet, _ services: Set<String>) -> String? {
        let scope = set.sidecarScope(for: client)
        let isKnown =
            set.serviceEntry(host, for: client) != nil
            || (service.map { scope.imports(host, from: $0.namespace) } ?? false)
        let choice = set.route(request, from: client, toHost: host, port: port)
        guard isKnown || choice.virtualService != nil else {
            return scope.allowsAnythingElse ? nil : "its proxy refuses a host that it does not know"
        }
        switch choice.target {
        case .answer(let status):
            return choice.rule == nil ? "\(status): no rule of \(Self.name(choice.virtualService)) takes it" : nil
        case .destinations(let destinations):
            for destination in destinations {
                if let why = failure(of: destination, set, services) { return why }
            }
            return nil
        }
    }

    private func failure(
        of destination: RouteChoice.Destination, _ set: PolicySet, _ services: Set<String>
    ) -> String? {
        let host = destination.host
        guard host == self.host || services.contains(host) || set.serviceEntry(host, for: client) != nil else {
            return "503: nothing is known of host \(host)"
        }
        guard !destination.subset.isEmpty else { return nil }
        let parts = host.split(separator: ".")
        let namespace = parts.count > 2 && parts[2] == "svc" ? String(parts[1]) : service?.namespace
        let rule = set.destinationRule(from: client, to: host, in: namespace)
        guard rule?.subset(destination.subset) == nil else { return nil }
        return "503: subset \(destination.subset) of \(host) is declared nowhere"
    }

    private static func name(_ object: PolicyObject?) -> String { object.map(\.description) ?? "a VirtualService" }
}
