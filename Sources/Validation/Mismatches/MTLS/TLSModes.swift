import Domain

extension SetIndex {
    /// DestinationRules by their host as it is written.
    static let writtenRuleHosts = SetIndex("destination rules by written host", of: [.destinationRule]) {
        $0.tree["spec"]?["host"]?.string.map { [$0] } ?? []
    }

    /// PeerAuthentications for a whole namespace that say a mode, by the namespace.
    static let namespacePeers = SetIndex("peer authentications of namespaces", of: [.peerAuthentication]) {
        PeerMode(wholeNamespace: $0) != nil ? [$0.namespace] : []
    }
}

/// What a DestinationRule says about TLS to its host.
enum ClientMode: String {
    case disable = "DISABLE"
    case simple = "SIMPLE"
    case mutual = "MUTUAL"
    case istioMutual = "ISTIO_MUTUAL"
    /// No mode that there is: that is told where it stands, and nothing follows from it.
    case unreadable = ""

    /// `nil` where the rule says nothing of TLS. Without a mode it is off.
    init?(_ rule: KnownObject) { self.init(rule.tree["spec"]?["trafficPolicy"]?["tls"]) }

    /// At a port of the host: settings of a port stand for those of all, also where they say nothing of TLS.
    init?(_ rule: KnownObject, atPort port: Int64) {
        let levels = rule.spec["trafficPolicy"]["portLevelSettings"].elements
        guard let level = levels.first(where: { $0["port"]["number"].int == port }) else {
            self.init(rule)
            return
        }
        self.init(level["tls"].value)
    }

    private init?(_ tls: JSONValue?) {
        guard let tls, tls != .null else { return nil }
        guard let mode = tls["mode"], mode != .null else {
            self = .disable
            return
        }
        self = mode.string.flatMap(ClientMode.init(rawValue:)) ?? .unreadable
    }

    var isMutual: Bool { self == .mutual || self == .istioMutual }

    /// Whether a rule says anything of TLS, be it of single ports.
    static func isSaid(by rule: KnownObject) -> Bool {
        ClientMode(rule) != nil
            || rule.spec["trafficPolicy"]["portLevelSettings"].elements.contains { $0["tls"].value != .null }
    }
}

/// What a PeerAuthentication says about mTLS.
enum PeerMode: String {
    case unset = "UNSET"
    case disable = "DISABLE"
    case permissive = "PERMISSIVE"
    case strict = "STRICT"
    /// No mode that there is: that is told where it stands, and nothing follows from it.
    case unreadable = ""

    /// `nil` where it says nothing of mTLS.
    init?(_ policy: KnownObject) {
        guard let mtls = policy.tree["spec"]?["mtls"], mtls != .null else { return nil }
        self = PeerMode(mtls["mode"])
    }

    /// A mode as it is written.
    init(_ mode: JSONValue?) {
        guard let mode, mode != .null else {
            self = .unset
            return
        }
        self = mode.string.flatMap(PeerMode.init(rawValue:)) ?? .unreadable
    }

    /// `nil` too where it is for some workloads only.
    init?(wholeNamespace policy: KnownObject) {
        guard policy.tree["spec"]?["selector"] ?? .null == .null else { return nil }
        self.init(policy)
    }

    /// Whether clients may use mTLS, as far as can be read.
    var takesMutual: Bool { self == .strict || self == .permissive || self == .unreadable }
}

/// The hosts by which DestinationRules set the mode of a whole mesh or namespace.
enum WideHost {
    static let mesh = "*.local"

    static func namespace(_ namespace: String) -> String { "*.\(namespace)\(HostName.clusterSuffix)" }
}

extension Subject {
    /// The modes that DestinationRules for a host, written so, have; those that the subject sees.
    func clientModes(for writtenHost: String) -> [ClientMode] {
        set.objects(.writtenRuleHosts, writtenHost).filter { sees($0) }.compactMap { ClientMode($0) }
    }

    /// The modes of PeerAuthentications for a whole namespace; one that is UNSET takes what is set for more.
    func peerModes(in namespace: String) -> [PeerMode] {
        set.objects(.namespacePeers, namespace).compactMap { PeerMode(wholeNamespace: $0) }.filter { $0 != .unset }
    }

    /// Whether a PeerAuthentication for the whole namespace leaves the mode to what is set for more; where nothing is,
    /// servers take both.
    func isPeerModeUnset(in namespace: String) -> Bool {
        set.objects(.namespacePeers, namespace).contains { PeerMode(wholeNamespace: $0) == .unset }
    }

    /// The modes of PeerAuthentications for the mesh.
    var meshPeerModes: [PeerMode] { peerModes(in: settings.rootNamespace) }
}
