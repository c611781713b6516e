package import Domain
package import Validation

/// The mesh version that imported schemas are for: `istio-1.21`.
package struct MeshSchemaVersion: Hashable, Sendable, CustomStringConvertible {
    package let mesh: Mesh
    package let version: MeshVersion

    package init(_ mesh: Mesh, _ version: MeshVersion) {
        self.mesh = mesh
        self.version = version
    }

    /// Reads `istio=1.21`, `istio-1.21` or `linkerd=2.14.10`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "=" || $0 == "-" }
        guard parts.count == 2, let mesh = Mesh(rawValue: parts[0].lowercased()),
            let version = MeshVersion(String(parts[1]))
        else { return nil }
        self.init(mesh, version)
    }

    package var description: String { "\(mesh.rawValue)-\(version)" }

    /// Whether a definition of the group belongs to the mesh.
    func holds(_ group: String) -> Bool {
        switch mesh {
        case .istio: group.hasSuffix(".istio.io")
        case .linkerd: group == "linkerd.io" || group.hasSuffix(".linkerd.io") || group == "split.smi-spec.io"
        }
    }
}
