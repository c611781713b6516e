import Domain
import MeshModel

/// What an Istio sidecar counts of the requests that go out.
struct IstioSeries {
    let maker: SeriesMaker
    let client: MeshPod
    let server: MeshPod?

    func count(_ flow: Flow, _ outcome: Outcome, _ handles: inout SeriesHandles, _ table: inout CounterTable) {
        for family in flow.isHTTP ? [Family.istioRequests, .istioDuration] : [.istioOpened, .istioClosed] {
            let key = SeriesKey(
                family: family, owner: client.owner,
                peer: outcome.reachesServer ? server?.workloadName ?? "" : "", host: flow.destination.host,
                code: outcome.code, detail: outcome.flags)
            maker.count(key, flow, &handles, &table) { labels in
                Self.labels(flow, outcome, client, outcome.reachesServer ? server : nil, isSource: true, &labels)
            }
        }
        countCluster(flow, outcome, &handles, &table)
    }

    /// Istio's standard labels. `namespace` and `pod` are those of the pod that was scraped.
    static func labels(
        _ flow: Flow, _ outcome: Outcome, _ client: MeshPod, _ server: MeshPod?, isSource: Bool,
        _ labels: inout Labels
    ) {
        let measured = isSource ? client : server ?? client
        labels.add("reporter", isSource ? "source" : "destination")
        labels.add("source_workload", client.proxy == .istio ? client.workloadName : "unknown")
        labels.add("source_workload_namespace", client.proxy == .istio ? client.namespace : "unknown")
        labels.add("destination_workload", server?.workloadName ?? "unknown")
        labels.add("destination_workload_namespace", server?.namespace ?? "unknown")
        labels.add("destination_service", flow.destination.host)
        labels.add("destination_service_name", flow.destination.service?.name ?? flow.destination.host)
        labels.add("destination_service_namespace", flow.destination.service?.namespace ?? "unknown")
        labels.add("request_protocol", flow.isHTTP ? "http" : "tcp")
        if flow.isHTTP { labels.add("response_code", String(outcome.code)) }
        labels.add("response_flags", outcome.flags)
        labels.add(
            "connection_security_policy", isSource ? "unknown" : flow.fate.isMutualTLS ? "mutual_tls" : "none")
        labels.add("namespace", measured.namespace)
        labels.add("pod", measured.name)
    }

    /// Envoy's counters of the upstream cluster.
    private func countCluster(
        _ flow: Flow, _ outcome: Outcome, _ handles: inout SeriesHandles, _ table: inout CounterTable
    ) {
        if case .answered = outcome.kind { return }
        var families: [Family] = outcome.kind == .overflowed ? [.clusterOverflow] : [.clusterConnections]
        if case .unreachable(let isHandshake) = outcome.kind {
            families += isHandshake ? [.clusterConnectFail, .clusterHandshake] : [.clusterConnectFail]
        }
        for family in families { add(family, flow, "", &handles, &table) { _ in } }
        // Envoy's counters are there from the beginning, at zero.
        _ = maker.place(Self.clusterKey(.clusterHandshake, flow, client), flow, in: &table) {
            Self.clusterLabels(flow, client, &$0)
        }
        guard flow.isHTTP else { return }
        let (code, hundreds) = (String(outcome.code), "\(outcome.code / 100)xx")
        add(.clusterRequests, flow, code, &handles, &table) { $0.add("response_code", code) }
        add(.clusterRequests, flow, hundreds, &handles, &table) { $0.add("response_code_class", hundreds) }
        if outcome.reachesServer { add(.clusterTime, flow, "", &handles, &table) { _ in } }
    }

    private func add(
        _ family: Family, _ flow: Flow, _ detail: String, _ handles: inout SeriesHandles, _ table: inout CounterTable,
        _ more: (inout Labels) -> Void
    ) {
        let key = Self.clusterKey(family, flow, client, detail)
        maker.count(key, flow, &handles, &table) { labels in
            Self.clusterLabels(flow, client, &labels)
            more(&labels)
        }
    }

    static func clusterKey(_ family: Family, _ flow: Flow, _ client: MeshPod, _ detail: String = "") -> SeriesKey {
        SeriesKey(
            family: family, owner: client.owner, peer: flow.destination.subset, host: flow.destination.host,
            code: flow.destination.port, detail: detail)
    }

    static func clusterLabels(_ flow: Flow, _ client: MeshPod, _ labels: inout Labels) {
        let to = flow.destination
        labels.add("cluster_name", "outbound|\(to.port)|\(to.subset)|\(to.host)")
        labels.add("namespace", client.namespace)
        labels.add("pod", client.name)
    }
}

/// What an Istio sidecar counts of the requests that come in.
struct IstioServerSeries {
    let maker: SeriesMaker
    let client: MeshPod
    let server: MeshPod

    func count(_ flow: Flow, _ outcome: Outcome, _ handles: inout SeriesHandles, _ table: inout CounterTable) {
        guard outcome.reachesServer else {
            refuseConnection(flow, outcome, &handles, &table)
            return
        }
        _ = maker.place(SeriesKey(family: .listenerHandshake, owner: server.owner), flow, in: &table, listener)
        // The client gave up: the server's proxy has no answer to count.
        let seen = outcome.kind == .timedOut ? Outcome(kind: .timedOut, code: 0, flags: "DC") : outcome
        for family in flow.isHTTP ? [Family.istioRequests, .istioDuration] : [.istioOpened, .istioClosed] {
            let key = SeriesKey(
                family: family, owner: server.owner,
                peer: "\(client.namespace)/\(client.workloadName)/\(flow.fate.isMutualTLS)",
                host: flow.destination.host, code: seen.code, detail: seen.flags)
            maker.count(key, flow, &handles, &table) { labels in
                IstioSeries.labels(flow, seen, client, server, isSource: false, &labels)
            }
        }
        countDecision(flow, outcome, &handles, &table)
    }

    /// A connection that the listener does not take.
    private func refuseConnection(
        _ flow: Flow, _ outcome: Outcome, _ handles: inout SeriesHandles, _ table: inout CounterTable
    ) {
        guard case .unreachable(let isHandshake) = outcome.kind, isHandshake || flow.fate.obstacle != nil else {
            return
        }
        let family = isHandshake ? Family.listenerHandshake : .listenerNoMatch
        maker.count(SeriesKey(family: family, owner: server.owner), flow, &handles, &table, listener)
    }

    private func listener(_ labels: inout Labels) {
        labels.add("listener_address", "0.0.0.0_15006")
        labels.add("namespace", server.namespace)
        labels.add("pod", server.name)
    }

    /// The RBAC filter counts what it decides, and what dry-run policies would have decided.
    private func countDecision(
        _ flow: Flow, _ outcome: Outcome, _ handles: inout SeriesHandles, _ table: inout CounterTable
    ) {
        func add(_ detail: String, _ own: (inout Labels) -> Void) {
            var key = SeriesKey(family: .rbac, owner: server.owner, detail: detail)
            key.code = flow.destination.port
            maker.count(key, flow, &handles, &table) { labels in
                labels.add("http_conn_manager_prefix", "inbound_0.0.0.0_\(flow.destination.port)")
                own(&labels)
                labels.add("namespace", server.namespace)
                labels.add("pod", server.name)
            }
        }
        let isDenied = outcome.kind == .refused && outcome.code == 403
        add(isDenied ? "denied" : "allowed") { $0.add("authz_enforce_result", isDenied ? "denied" : "allowed") }
        for (action, result) in [("deny", flow.fate.shadowDeny.map { !$0 }), ("allow", flow.fate.shadowAllow)] {
            guard let isAllowed = result else { continue }
            add("\(action) \(isAllowed)") { labels in
                labels.add("authz_dry_run_action", action)
                labels.add("authz_dry_run_result", isAllowed ? "allowed" : "denied")
            }
        }
    }
}
