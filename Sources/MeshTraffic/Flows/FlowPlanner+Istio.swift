import Domain
import MeshModel

/// The way of a request out of an Istio sidecar (or gateway).
extension FlowPlanner {
    func istio(_ call: Call) -> [Flow] {
        let client = map.pods[call.client]
        let scope = map.policies.sidecarScope(for: client)
        var governing = Governing(wanted: wanted)
        governing.add(scope.sidecar)
        if governing.wants(.envoyFilter) {
            governing.add(filters: map.policies.envoyFilters(for: client), inbound: false)
        }
        if governing.wants(.gateway) { governing.add(map.policies.gateways(for: client)) }
        guard scope.imports(call.service.service.hostname, from: call.service.service.namespace) else {
            return passedThrough(call, scope, governing)
        }
        let choice =
            call.isHTTP
            ? map.policies.route(call.request, from: client, to: call.service.service, port: call.port?.number)
            : map.policies.connectionRoute(from: client, to: call.service.service, port: call.port?.number)
        switch choice.target {
        case .answer(let status):
            governing.add(choice, nil, call.isHTTP ? "http" : "tcp")
            let flags = choice.rule == nil ? "NR" : "-"
            return [ended(call, call.own, share: 1, Fate.Answer(status: status, flags: flags), governing)]
        case .destinations(let destinations):
            return destinations.flatMap { destination in
                var own = governing
                own.add(choice, destination.entry, call.isHTTP ? "http" : "tcp")
                return routed(call, destination, choice.rule, own)
            }
        }
    }

    /// A service that the Sidecar does not import: as it is, or refused.
    private func passedThrough(_ call: Call, _ scope: SidecarScope, _ governing: Governing) -> [Flow] {
        guard scope.allowsAnythingElse else {
            return [ended(call, call.own, share: 1, Fate.Answer(status: 502, flags: "-"), governing)]
        }
        return spread(call, to: call.service, subset: "", port: call.portNumber, share: 1, nil) { flow, server, port in
            admit(&flow, call, server, port: port, governing, policy: ["tls": ["mode": "DISABLE"]])
        }
    }

    private func routed(
        _ call: Call, _ destination: RouteChoice.Destination, _ rule: JSONValue?, _ governing: Governing
    ) -> [Flow] {
        let client = map.pods[call.client]
        let port = destination.port ?? call.portNumber
        guard let index = map.service(host: destination.host) else {
            let lost = Destination(service: nil, host: destination.host, subset: destination.subset, port: port)
            return [ended(call, lost, share: destination.share, Fate.Answer(status: 503, flags: "NC"), governing)]
        }
        let service = map.services[index]
        let chosen = map.policies.destinationRule(from: client, to: service.service)
        var governing = governing
        governing.add(chosen, subset: destination.subset, port: port)
        guard destination.subset.isEmpty || chosen?.subset(destination.subset) != nil else {
            let lost = Destination(
                service: service.name, host: destination.host, subset: destination.subset, port: port)
            return [ended(call, lost, share: destination.share, Fate.Answer(status: 503, flags: "NC"), governing)]
        }
        let policy = chosen?.policy(subset: destination.subset, port: port) ?? .object([:])
        return spread(call, to: service, subset: destination.subset, port: port, share: destination.share, chosen) {
            flow, server, serverPort in
            Self.apply(rule: rule, to: &flow.fate)
            Self.apply(pools: policy, call, share: destination.share, to: &flow.fate)
            admit(&flow, call, server, port: serverPort, governing, policy: policy)
        }
    }

    /// Timeout and faults of a VirtualService's rule.
    private static func apply(rule: JSONValue?, to fate: inout Fate) {
        guard let rule else { return }
        fate.timeout = PolicyDuration.limit(rule["timeout"]?.string)
        if let abort = rule["fault"]?["abort"] {
            fate.abortShare = percentage(abort)
            fate.abortStatus = abort["httpStatus"]?.int.map { Int(clamping: $0) } ?? 503
        }
        if let delay = rule["fault"]?["delay"] {
            fate.delayShare = percentage(delay)
            fate.delay = PolicyDuration.limit(delay["fixedDelay"]?.string) ?? 0
        }
    }

    private static func percentage(_ fault: JSONValue) -> Double {
        let percent = fault["percentage"]?["value"]?.number ?? fault["percent"]?.number ?? 100
        return min(max(percent / 100, 0), 1)
    }

    /// The circuit breaker trips for what is more than the pool's limits take, and outlier detection counts errors.
    private static func apply(pools policy: JSONValue, _ call: Call, share: Double, to fate: inout Fate) {
        let (pool, detection) = (policy["connectionPool"], policy["outlierDetection"])
        let connections = pool?["tcp"]?["maxConnections"]?.number
        let pending = pool?["http"]?["http1MaxPendingRequests"]?.number
        let firstLimit = connections == nil && pending == nil ? nil : (connections ?? 0) + (pending ?? 0)
        let limits = [firstLimit, pool?["http"]?["http2MaxRequests"]?.number].compactMap(\.self).filter { $0 > 0 }
        let busy = call.behaviour.concurrency ?? call.rate * call.behaviour.p50 / 1000
        if let limit = limits.min(), busy * share > limit { fate.overflow = 1 - limit / (busy * share) }
        guard let detection else { return }
        fate.ejectionAfter =
            (detection["consecutive5xxErrors"] ?? detection["consecutiveGatewayErrors"])?.int
            .map { Int(clamping: $0) } ?? 5
        fate.ejectionTime = (PolicyDuration.limit(detection["baseEjectionTime"]?.string) ?? 30_000) / 1000
    }
}

/// The way to a host outside of the cluster.
extension FlowPlanner {
    func external(_ client: Int, _ behaviour: ServiceBehaviour) -> [Flow] {
        let host = behaviour.host ?? ""
        let pod = map.pods[client]
        let entry = map.policies.serviceEntry(host, for: pod)
        let scope = map.policies.sidecarScope(for: pod)
        let rule = map.policies.destinationRule(from: pod, to: host, in: entry?.namespace)
        var governing = Governing(wanted: wanted)
        governing.add(entry)
        governing.add(scope.sidecar)
        let port = behaviour.port ?? 443
        governing.add(rule, subset: "", port: port)
        // Istio counts the hosts of a ServiceEntry under its namespace, with their full names.
        let known = pod.proxy == .istio ? entry.map { ServiceName(namespace: $0.namespace, name: host) } : nil
        var flow = Flow(
            client: client, server: nil, destination: Destination(service: known, host: host, subset: "", port: port),
            rate: behaviour.requestsPerSecond, behaviour: behaviour, isHTTP: true)
        if pod.proxy == .istio, entry == nil, !scope.allowsAnythingElse {
            flow.fate.answer = Fate.Answer(status: 502, flags: "-")
        }
        flow.effects = governing.effects(of: scenario, to: nil)
        flow.phase = Self.phase(pod.name)
        return [flow]
    }
}
