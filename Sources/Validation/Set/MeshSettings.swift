package import Domain
import MeshModel

/// What the rules must know of the mesh itself, beside the objects. The defaults are those of a fresh installation.
package struct MeshSettings: Hashable, Sendable {
    /// Istio: proxies use mTLS to one another without a DestinationRule that says so (`enableAutoMtls`).
    package var autoMtls = true
    /// Istio: the namespace whose policies are for the whole mesh.
    package var rootNamespace = "istio-system"
    package var trustDomain = "cluster.local"
    /// The domain of the cluster's DNS, by which Services have their full names. No MeshConfig has it: istiod and
    /// Linkerd are told it when they are installed.
    package var clusterDomain = ClusterDomain.usual
    /// Istio: what happens to requests for unknown hosts, `ALLOW_ANY` or `REGISTRY_ONLY`; empty where nobody says it.
    /// Istio then lets them through, but a host that a policy names is no such request.
    package var outboundTrafficPolicy = ""
    /// Istio: a Gateway selects pods of its own namespace only (`PILOT_SCOPE_GATEWAY_TO_NAMESPACE`).
    package var gatewayToNamespace = false
    /// Istio's MeshConfig, where it is known; rules read rarer options in it.
    package var meshConfig = JSONValue.null
    /// The time that certificates are judged for, in seconds since 1970; `nil`: not whether they have expired.
    package var time: Int64?
    /// The schemas that the target serves.
    package var schemas = SchemaCatalogue.builtIn
    /// The versions of the meshes that the objects are for.
    package var istio = MeshVersion.newestIstio
    package var linkerd = MeshVersion.newestLinkerd
    /// The edge release of Linkerd's that the objects are for, where it is newer than all that the rules were made for.
    var newEdge: String?

    package init() {}
}

/// A minor version of a mesh, e.g. Istio 1.27.
package struct MeshVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.27`, `1.27.3` or `v1.27`; `nil` for what is no version.
    package init?(_ text: String) {
        let parts = text.drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let major = Int(parts[0]), let minor = Int(parts[1].prefix { $0 != "-" }),
            major >= 0, minor >= 0
        else { return nil }
        self.init(major, minor)
    }

    /// The newest versions that the built-in rules were made for: what was being developed in August 2026.
    package static let newestIstio = MeshVersion(1, 32)
    package static let newestLinkerd = MeshVersion(2, 20)

    package static func < (one: MeshVersion, other: MeshVersion) -> Bool {
        (one.major, one.minor) < (other.major, other.minor)
    }

    package var description: String { "\(major).\(minor)" }
}
