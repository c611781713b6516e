/// The versions that the history of the meshes covers (docs/versions.md). Others are judged by the nearest of them, and
/// said to be.
enum SupportedVersions {
    static let istio = MeshVersion(1, 18)...MeshVersion.newestIstio
    static let linkerd = MeshVersion(2, 12)...MeshVersion.newestLinkerd

    /// What the rules cannot know of the meshes that the judged objects are for.
    static func unchecked(_ objects: [KnownObject], _ settings: MeshSettings) -> [ValidationReport.Unchecked] {
        let gaps = [
            ("istio.io", unchecked("Istio", settings.istio, istio)),
            ("linkerd.io", unchecked("Linkerd", settings.linkerd, linkerd)),
            ("linkerd.io", settings.newEdge.map { unchecked(edge: $0, settings.linkerd) }),
        ]
        return gaps.compactMap { mesh, gap in
            gap != nil && objects.contains { $0.kind.group.hasSuffix(mesh) } ? gap : nil
        }
    }

    private static func unchecked(edge: String, _ version: MeshVersion) -> ValidationReport.Unchecked {
        .init(
            what: "what is particular to Linkerd \(edge)",
            why: "it is newer than all that is known; the rules of \(version) were used")
    }

    private static func unchecked(
        _ mesh: String, _ version: MeshVersion, _ known: ClosedRange<MeshVersion>
    ) -> ValidationReport.Unchecked? {
        guard !known.contains(version) else { return nil }
        let nearest = version < known.lowerBound ? known.lowerBound : known.upperBound
        return .init(
            what: "what is particular to \(mesh) \(version)",
            why: "known are \(known.lowerBound) to \(known.upperBound); the rules of \(nearest) were used")
    }
}
