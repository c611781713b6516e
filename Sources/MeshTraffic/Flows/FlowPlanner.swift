import Domain
import MeshModel

/// Finds out where all requests of a scenario go and how they fare, by the meshes' own rules.
struct FlowPlanner {
    let map: TrafficMap
    let scenario: Scenario
    let wanted: Set<String>

    init(_ map: TrafficMap, _ scenario: Scenario) {
        self.map = map
        self.scenario = scenario
        wanted = Set(scenario.effects.flatMap { $0.conditions.map(\.kind) })
    }

    func flows() -> [Flow] {
        let callers = Callers(map)
        let listed = Dictionary(
            scenario.services.compactMap { behaviour in behaviour.service.map { ($0, behaviour) } }
        ) { $1 }
        var flows: [Flow] = []
        for index in map.services.indices {
            let behaviour = listed[map.services[index].name] ?? (scenario.onlyListed ? nil : scenario.defaults)
            guard let behaviour, behaviour.requestsPerSecond > 0 else { continue }
            for client in callers.clients(of: index, behaviour) {
                flows += self.flows(client, map.services[index], behaviour)
            }
        }
        for behaviour in scenario.services where behaviour.host != nil {
            for client in callers.clients(ofHost: behaviour) { flows += external(client, behaviour) }
        }
        return flows
    }

    private func flows(_ client: Int, _ service: CallableService, _ behaviour: ServiceBehaviour) -> [Flow] {
        let shapes = behaviour.requests.isEmpty ? [RequestShape(share: 1, request: MeshRequest())] : behaviour.requests
        let sum = shapes.reduce(0) { $0 + $1.share }
        guard sum > 0 else { return [] }
        return shapes.filter { $0.share > 0 }.flatMap { shape in
            let call = Call(
                client: client, service: service, port: service.port(behaviour.port), request: shape.request,
                rate: behaviour.requestsPerSecond * shape.share / sum, behaviour: behaviour)
            return switch map.pods[client].proxy {
            case .istio: istio(call)
            case .linkerd: linkerd(call)
            case nil: plain(call)
            }
        }
    }

    /// A client without a proxy: whatever the service selects, in plain text.
    private func plain(_ call: Call) -> [Flow] {
        spread(call, to: call.service, subset: "", port: call.port?.number ?? 80, share: 1, nil) { flow, server, port in
            admit(&flow, call, server, port: port, Governing(wanted: wanted), policy: .object([:]))
        }
    }
}

/// One client's requests of one shape to one service.
struct Call {
    let client: Int
    let service: CallableService
    let port: CallableService.Port?
    let request: MeshRequest
    let rate: Double
    let behaviour: ServiceBehaviour

    var isHTTP: Bool { port?.isHTTP ?? true }
    var portNumber: Int { port?.number ?? 80 }
    var own: Destination {
        Destination(service: service.name, host: service.service.hostname, subset: "", port: portNumber)
    }
}

extension FlowPlanner {
    /// Requests that end at the client.
    func ended(_ call: Call, _ destination: Destination, share: Double, _ answer: Fate.Answer, _ governing: Governing)
        -> Flow
    {
        var flow = Flow(
            client: call.client, server: nil, destination: destination, rate: call.rate * share,
            behaviour: call.behaviour, isHTTP: call.isHTTP)
        flow.fate.answer = answer
        flow.effects = governing.effects(of: scenario, to: destination.service)
        flow.phase = Self.phase(map.pods[call.client].name)
        return flow
    }

    /// Requests to each of a service's pods alike (or to those of a subset); 503 where there is none.
    func spread(
        _ call: Call, to service: CallableService, subset: String, port: Int, share: Double,
        _ rule: DestinationRuleChoice?, _ complete: (inout Flow, MeshPod, _ port: Int) -> Void
    ) -> [Flow] {
        let destination = Destination(
            service: service.name, host: service.service.hostname, subset: subset, port: port)
        let endpoints = service.endpoints.filter { endpoint in
            subset.isEmpty || (rule?.contains(map.pods[endpoint], subset: subset) ?? false)
        }
        guard !endpoints.isEmpty else {
            let answer = Fate.Answer(status: 503, flags: "UH")
            return [ended(call, destination, share: share, answer, Governing(wanted: wanted))]
        }
        return endpoints.map { endpoint in
            var flow = Flow(
                client: call.client, server: endpoint, destination: destination,
                rate: call.rate * share / Double(endpoints.count), behaviour: call.behaviour, isHTTP: call.isHTTP)
            flow.phase = Self.phase(map.pods[endpoint].name)
            let target = service.port(port)?.target
            complete(&flow, map.pods[endpoint], map.pods[endpoint].number(ofPort: target) ?? port)
            return flow
        }
    }

    /// Radians, by the name.
    static func phase(_ name: String) -> Double {
        var hash: UInt32 = 2_166_136_261
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return Double(hash % 6283) / 1000
    }
}
