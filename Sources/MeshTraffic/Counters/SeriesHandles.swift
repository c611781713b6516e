import Domain
import MeshModel

/// Where the counters are that count one outcome of a flow.
struct SeriesHandles: Sendable {
    /// Each rises by one per request.
    var counters: [Int] = []
    /// Histograms of the latency that the client sees, and that the server sees.
    var latencies: [(place: Int, family: Family)] = []
}

/// Finds the counters of flows, making those that are missing.
struct SeriesMaker {
    let map: TrafficMap
    let scenario: Scenario

    /// Everything that counts an outcome: at the client's proxy, and at the server's where it comes so far.
    func handles(_ flow: Flow, _ outcome: Outcome, in table: inout CounterTable) -> SeriesHandles {
        var handles = SeriesHandles()
        let client = map.pods[flow.client]
        let server = flow.server.map { map.pods[$0] }
        switch client.proxy {
        case .istio: IstioSeries(maker: self, client: client, server: server).count(flow, outcome, &handles, &table)
        case .linkerd: LinkerdSeries(maker: self, client: client, server: server).count(flow, outcome, &handles, &table)
        case nil: break
        }
        guard let server else { return handles }
        switch server.proxy {
        case .istio:
            IstioServerSeries(maker: self, client: client, server: server).count(flow, outcome, &handles, &table)
        case .linkerd:
            LinkerdServerSeries(maker: self, client: client, server: server).count(flow, outcome, &handles, &table)
        case nil: break
        }
        return handles
    }

    /// The place of one series; `nil` where the scenario exports no such metrics.
    func place(
        _ key: SeriesKey, _ flow: Flow, in table: inout CounterTable, _ labels: (inout Labels) -> Void
    ) -> Int? {
        guard scenario.hasProxyStatistics || !key.family.isProxyStatistic else { return nil }
        return table.place(key, service: flow.destination.service) {
            var text = Labels()
            labels(&text)
            return text.bytes
        }
    }

    func count(
        _ key: SeriesKey, _ flow: Flow, _ handles: inout SeriesHandles, _ table: inout CounterTable,
        _ labels: (inout Labels) -> Void
    ) {
        guard let place = place(key, flow, in: &table, labels) else { return }
        if key.family.isHistogram {
            handles.latencies.append((place, key.family))
        } else {
            handles.counters.append(place)
        }
    }
}
