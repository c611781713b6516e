import Domain

/// The kinds of configuration that Envoy is sent, as far as policies are made into them.
enum XDSType: String, Hashable, Sendable, CaseIterable {
    case clusters = "type.googleapis.com/envoy.config.cluster.v3.Cluster"
    case listeners = "type.googleapis.com/envoy.config.listener.v3.Listener"
    case routes = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration"
    case endpoints = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"

    /// How istiods before 1.23 name it: `cluster_sent`, `cluster_acked`.
    fileprivate var field: String {
        switch self {
        case .clusters: "cluster"
        case .listeners: "listener"
        case .routes: "route"
        case .endpoints: "endpoint"
        }
    }

    var words: String { field + "s" }
}

/// What istiod last sent of one type to one proxy.
struct SyncState: Hashable, Sendable {
    let sent: String
    /// `nil`: this istiod does not tell.
    let sentAt: Timestamp?
    /// Why the proxy refused what it was sent; empty since it last took something, and where istiod does not tell.
    let error: String

    let isAcked: Bool
    /// When istiod took the state of the mesh that it sent, in whole seconds: its nonces begin with that
    /// (`2026-11-21T08:15:30Z/17` and a UUID). `nil` where they do not.
    let builtAt: Timestamp?

    init(sent: String, acked: String, sentAt: Timestamp?, error: String) {
        (self.sent, self.sentAt, self.error) = (sent, sentAt, error)
        isAcked = sent == acked
        builtAt = sent.split(separator: "/", maxSplits: 1).first.flatMap { Timestamp(String($0)) }
    }
}

/// One line of istiod's `/debug/syncz`: a connected proxy.
struct SyncRow: Hashable, Sendable {
    let pod: PodName
    /// The cluster that the proxy says it is in; one istiod may serve several.
    let cluster: String
    /// Types of which nothing was ever sent are left out: the proxy does not ask for them.
    let states: [XDSType: SyncState]

    /// Whether this istiod tells times, as those from 1.23 on do.
    var tellsTimes: Bool { states.values.contains { $0.sentAt != nil } }

    /// `nil` where the line names no proxy of a pod.
    init?(_ line: JSONValue) {
        guard let proxy = line["proxy"]?.string, let dot = proxy.lastIndex(of: ".") else { return nil }
        pod = PodName(namespace: String(proxy[proxy.index(after: dot)...]), name: String(proxy[..<dot]))
        cluster = line["cluster_id"]?.string ?? ""
        var states: [XDSType: SyncState] = [:]
        for type in XDSType.allCases {
            states[type] = Self.state(line["resources"]?[type.rawValue]) ?? Self.state(line, field: type.field)
        }
        self.states = states
    }

    private static func state(_ resource: JSONValue?) -> SyncState? {
        guard let resource, let sent = resource["sent"]?.string, !sent.isEmpty else { return nil }
        return SyncState(
            sent: sent, acked: resource["acked"]?.string ?? "",
            sentAt: resource["sentTime"]?.string.flatMap { Timestamp($0) }, error: resource["lastError"]?.string ?? "")
    }

    private static func state(_ line: JSONValue, field: String) -> SyncState? {
        guard let sent = line[field + "_sent"]?.string, !sent.isEmpty else { return nil }
        return SyncState(sent: sent, acked: line[field + "_acked"]?.string ?? "", sentAt: nil, error: "")
    }
}
