package import Domain

extension MeshSettings {
    /// The options that `set` knows.
    package static let optionNames = [
        "autoMtls", "gatewayToNamespace", "outboundTrafficPolicy", "rootNamespace", "trustDomain",
    ]

    /// Sets the option `name`; answers what is wrong, `nil`: nothing.
    package mutating func set(_ name: String, to value: String) -> String? {
        switch name {
        case "autoMtls": Self.read(value, into: &autoMtls)
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

    /// Takes what the mesh's own configuration says, where the settings have nothing but the defaults: what somebody has
    /// said counts for more.
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

    /// Sets the version of a mesh from `istio=1.21` or `linkerd=2.14`; answers what is wrong, `nil`: nothing.
    package mutating func set(mesh text: String) -> String? {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let version = MeshVersion(parts[1]) else {
            return "must be istio=VERSION or linkerd=VERSION, such as istio=1.27, and is \(text)"
        }
        switch parts[0] {
        case "istio": istio = version
        case "linkerd": linkerd = version
        default: return "must name istio or linkerd and names \(parts[0])"
        }
        return nil
    }
}
