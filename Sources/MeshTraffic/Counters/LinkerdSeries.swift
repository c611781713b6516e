import Domain
import MeshModel

/// What a Linkerd proxy counts of the requests that go out.
struct LinkerdSeries {
    let maker: SeriesMaker
    let client: MeshPod
    let server: MeshPod?

    func count(_ flow: Flow, _ outcome: Outcome, _ handles: inout SeriesHandles, _ table: inout CounterTable) {
        switch outcome.kind {
        // Requests that no endpoint is found for are no responses to Linkerd.
        case .answered: break
        case .overflowed:
            backend(flow, error: "FAIL_FAST", &handles, &table)
            return
        case .unreachable:
            let key = SeriesKey(
                family: .linkerdOutboundErrors, owner: client.owner, peer: server?.name ?? "")
            maker.count(key, flow, &handles, &table) { labels in
                labels.add("error", "i/o")
                labels.add("target_addr", "\(server?.workload.ip ?? "0.0.0.0"):\(flow.destination.port)")
                own(&labels)
            }
            return
        case .refused, .served, .timedOut: break
        }
        for family in [Family.linkerdRequests, .linkerdResponses, .linkerdLatency, .linkerdOpened] {
            let isByCode = family == .linkerdResponses || family == .linkerdLatency
            let key = SeriesKey(
                family: family, owner: client.owner, peer: server?.name ?? "", host: flow.destination.host,
                code: isByCode ? outcome.code : 0, detail: "outbound")
            maker.count(key, flow, &handles, &table) { labels in
                labels.add("direction", "outbound")
                if family == .linkerdOpened { labels.add("peer", "dst") }
                destination(flow, &labels)
                if isByCode { labels.add("status_code", String(outcome.code)) }
                if family == .linkerdResponses {
                    labels.add("classification", outcome.code >= 500 ? "failure" : "success")
                }
                own(&labels)
            }
        }
        backend(flow, error: "", &handles, &table)
    }

    private func destination(_ flow: Flow, _ labels: inout Labels) {
        labels.add("authority", "\(flow.destination.host):\(flow.destination.port)")
        labels.add("dst_namespace", flow.destination.service?.namespace ?? "")
        labels.add("dst_service", flow.destination.service?.name ?? "")
        labels.add("dst_deployment", server?.workloadName ?? "")
        labels.add("dst_pod", server?.name ?? "")
        labels.add("tls", flow.fate.isMutualTLS && server?.proxy == .linkerd ? "true" : "no_identity")
    }

    /// What newer proxies count by backend, errors included that never reach one.
    private func backend(
        _ flow: Flow, error: String, _ handles: inout SeriesHandles, _ table: inout CounterTable
    ) {
        let key = SeriesKey(
            family: .linkerdBackends, owner: client.owner, host: flow.destination.host, detail: error)
        maker.count(key, flow, &handles, &table) { labels in
            labels.add("backend_kind", "Service")
            labels.add("backend_namespace", flow.destination.service?.namespace ?? "")
            labels.add("backend_name", flow.destination.service?.name ?? "")
            labels.add("backend_port", String(flow.destination.port))
            labels.add("error", error)
            own(&labels)
        }
    }

    private func own(_ labels: inout Labels) {
        labels.add("namespace", client.namespace)
        labels.add("pod", client.name)
        labels.add("deployment", client.workloadName)
    }
}

/// What a Linkerd proxy counts of the requests that come in.
struct LinkerdServerSeries {
    let maker: SeriesMaker
    let client: MeshPod
    let server: MeshPod

    func count(_ flow: Flow, _ outcome: Outcome, _ handles: inout SeriesHandles, _ table: inout CounterTable) {
        guard outcome.reachesServer else { return }
        add(.linkerdOpened, flow, 0, &handles, &table) { $0.add("peer", "src") }
        if outcome.kind == .refused {
            // Turned away before the metrics of responses: only the decision is counted.
            add(outcome.code == 404 ? .linkerdNotFound : .linkerdDenied, flow, 0, &handles, &table) {
                policy(flow, &$0)
            }
            return
        }
        add(.linkerdAllowed, flow, 0, &handles, &table) { policy(flow, &$0) }
        add(.linkerdRequests, flow, 0, &handles, &table) { policy(flow, &$0) }
        for family in [Family.linkerdResponses, .linkerdLatency] {
            add(family, flow, outcome.code, &handles, &table) { labels in
                policy(flow, &labels)
                labels.add("status_code", String(outcome.code))
                guard family == .linkerdResponses else { return }
                labels.add("classification", outcome.code >= 500 ? "failure" : "success")
            }
        }
    }

    private func add(
        _ family: Family, _ flow: Flow, _ code: Int, _ handles: inout SeriesHandles, _ table: inout CounterTable,
        _ more: (inout Labels) -> Void
    ) {
        let decision = flow.fate.linkerd
        let key = SeriesKey(
            family: family, owner: server.owner, peer: flow.fate.isMutualTLS ? client.linkerdIdentity : "",
            host: String(flow.destination.port), code: code,
            detail: "\(decision?.server?.name ?? "")/\(decision?.route?.name ?? "")/\(decision?.by?.name ?? "")")
        maker.count(key, flow, &handles, &table) { labels in
            labels.add("direction", "inbound")
            labels.add("tls", flow.fate.isMutualTLS ? "true" : "no_identity")
            if flow.fate.isMutualTLS { labels.add("client_id", client.linkerdIdentity) }
            more(&labels)
            labels.add("namespace", server.namespace)
            labels.add("pod", server.name)
            labels.add("deployment", server.workloadName)
        }
    }

    private func policy(_ flow: Flow, _ labels: inout Labels) {
        let decision = flow.fate.linkerd
        labels.add("srv_kind", decision?.server == nil ? "default" : "server")
        labels.add("srv_name", decision?.server?.name ?? decision?.fallback ?? "")
        labels.add("route_name", decision?.route?.name ?? "default")
        if let by = decision?.by {
            labels.add("authz_kind", by.kind.lowercased())
            labels.add("authz_name", by.name)
        }
    }
}
