package import Domain
import MeshModel

extension MeshSettings {
    /// The options that `set` knows.
    package static let optionNames = [
        "autoMtls", "clusterDomain", "gatewayToNamespace", "outboundTrafficPolicy", "rootNamespace", "trustDomain",
    ]

    /// Sets the option `name`; answers what is wrong, `nil`: nothing.
    package mutating func set(_ name: String, to value: String) -> String? {
        switch name {
        case "autoMtls": Self.read(value, into: &autoMtls)
        case "clusterDomain":
            ClusterDomain.isValid(value)
                ? Self.read(value, into: &clusterDomain) : "must be a domain such as cluster.local and is \(value)"
        case "gatewayToNamespace": Self.read(value, into: &gatewayToNamespace)
        case "outboundTrafficPolicy":
            Self.read(value, of: ["ALLOW_ANY", "REGISTRY_ONLY"], into: &outboundTrafficPolicy)
        case "rootNamespace": Self.read(value, into: &rootNamespace)
        case "trustDomain": Self.read(value, into: &trustDomain)
        default: "is not known; known are \(Self.optionNames.joined(separator: ", "))"
        }
    }

    private static func read(_ value: String, into option: inout Bool) -> String? {
        guard value == "true" || value == "false" else { return "must be true or false and is \(value)" }
        option = value == "true"
        return nil
    }

    private static func read(_ value: String, of values: [String]? = nil, into option: inout String) -> String? {
        guard !value.isEmpty else { return "must not be empty" }
        if let values, !values.contains(value) {
            return "must be \(values.joined(separator: " or ")) and is \(value)"
        }
        option = value
        return nil
    }

    /// Takes over what Istio's MeshConfig says; what it leaves out keeps its value.
    package mutating func read(meshConfig: JSONValue) {
        self.meshConfig = meshConfig
        if let automatic = meshConfig["enableAutoMtls"]?.bool { autoMtls = automatic }
        if let namespace = meshConfig["rootNamespace"]?.string, !namespace.isEmpty { rootNamespace = namespace }
        if let domain = meshConfig["trustDomain"]?.string, !domain.isEmpty { trustDomain = domain }
        if let mode = meshConfig["outboundTrafficPolicy"]?["mode"]?.string { outboundTrafficPolicy = mode }
    }

    /// What is wrong with a MeshConfig as far as it is read here, e.g. `enableAutoMtls must be true or false and is
    /// maybe`; empty: nothing. Istio itself ignores a configuration that it cannot read, or does not start.
    package static func problems(ofMeshConfig config: JSONValue) -> [String] {
        guard config.object != nil else { return ["it must be an object and is \(config.typeName)"] }
        var problems: [String] = []
        func check(_ path: String, _ value: JSONValue?, _ wanted: String, _ fits: (JSONValue) -> Bool) {
            guard let value, value != .null, !fits(value) else { return }
            problems.append("\(path) must be \(wanted) and is \(value.string ?? value.jsonText)")
        }
        check("enableAutoMtls", config["enableAutoMtls"], "true or false") { $0.bool != nil }
        check("rootNamespace", config["rootNamespace"], "the name of a namespace") {
            DNSLabel.isValid(($0.string ?? "-")[...]) || $0.string == ""
        }
        check("trustDomain", config["trustDomain"], "a text") { $0.string != nil }
        let policy = config["outboundTrafficPolicy"]
        check("outboundTrafficPolicy", policy, "an object") { $0.object != nil }
        check("outboundTrafficPolicy.mode", policy?["mode"], "ALLOW_ANY or REGISTRY_ONLY") {
            ["ALLOW_ANY", "REGISTRY_ONLY"].contains($0.string)
        }
        for name in (config.object ?? [:]).keys.sorted() where !MeshConfigFields.known.contains(name) {
            let near = Spelling.nearest(to: name, in: MeshConfigFields.known.sorted())
            problems.append("\(name) is no field of MeshConfig" + (near.map { "; did you mean \($0)?" } ?? ""))
        }
        return problems
    }

    /// Takes what the mesh's own configuration says, where the settings have nothing but the defaults: what somebody
    /// has said counts for more.
    package mutating func fill(from meshConfig: JSONValue) {
        guard meshConfig != .null, self.meshConfig == .null else { return }
        let (said, usual) = (self, MeshSettings())
        read(meshConfig: meshConfig)
        if said.autoMtls != usual.autoMtls { autoMtls = said.autoMtls }
        if said.rootNamespace != usual.rootNamespace { rootNamespace = said.rootNamespace }
        if said.trustDomain != usual.trustDomain { trustDomain = said.trustDomain }
        if said.outboundTrafficPolicy != usual.outboundTrafficPolicy {
            outboundTrafficPolicy = said.outboundTrafficPolicy
        }
    }

    /// Takes the domain of the cluster's DNS that the proxies of its pods were told, where nobody has said another than
    /// the usual one.
    package mutating func fill(fromPods pods: some Sequence<JSONValue>) {
        guard clusterDomain == ClusterDomain.usual else { return }
        for pod in pods {
            guard let domain = ClusterDomain.told(byPod: pod) else { continue }
            clusterDomain = domain
            return
        }
    }

    /// Sets the version of a mesh from `istio=1.21`, `linkerd=2.14` or `linkerd=edge-24.5.1`; answers what is wrong,
    /// `nil`: nothing.
    package mutating func set(mesh text: String) -> String? {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, parts[0] == "linkerd", let edge = LinkerdEdge(parts[1]) {
            guard let version = edge.version else {
                return "\(text) is older than Linkerd 2.12, the first that is known here"
            }
            linkerd = version
            newEdge = edge.isNewerThanKnown ? parts[1] : nil
            return nil
        }
        guard parts.count == 2, let version = MeshVersion(parts[1]) else {
            return "must be istio=VERSION or linkerd=VERSION, such as istio=1.27, and is \(text)"
        }
        switch parts[0] {
        case "istio": istio = version
        case "linkerd" where version.major > 2 && LinkerdEdge("edge-" + parts[1])?.version != nil:
            return "names no version of Linkerd; did you mean linkerd=edge-\(parts[1])?"
        case "linkerd": linkerd = version
        default: return "must name istio or linkerd and names \(parts[0])"
        }
        return nil
    }
}
