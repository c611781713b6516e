/// HS9...: what the target's mesh version does not know, or no longer wants.
extension FindingCode {
    static let fieldTooNew = FindingCode(
        "HS9001", .error, "The target's mesh version does not know a field or a value",
        page: .init(
            why: """
                An older mesh drops what it does not know, or refuses the object: a rule that was to narrow something is \
                then not there.
                """,
            example: "spec:\n  http:\n    - mirrors: [{destination: {host: reviews}}]   # from Istio 1.19",
            mend:
                "Leave the field out for this target, or update the mesh before; docs/versions.md lists what came when."
        ))
    static let versionTooNew = FindingCode(
        "HS9002", .error, "The target's mesh version does not know the kind, or not in this version of its API",
        page: .init(
            why: "The API server of the target has no such resource: the write fails.",
            example: "apiVersion: networking.istio.io/v1   # from Istio 1.22\nkind: VirtualService",
            mend: "Write the object in the version that the hint names, or update the mesh before."))
    static let deprecatedVersion = FindingCode(
        "HS9003", .info, "The version of the API is deprecated",
        page: .init(
            why: "The target still serves the version; a later release of the mesh will not.",
            example: "apiVersion: policy.linkerd.io/v1beta1\nkind: Server",
            mend: "Write the newest version that the target serves."))
    static let deprecatedField = FindingCode(
        "HS9004", .info, "A field has a successor",
        page: .init(
            why: "The field still works; it gets no new functions and may go with a later release.",
            example: "spec:\n  http:\n    - mirrorPercent: 10", mend: "Use the field that the hint names."))
    static let deprecatedKind = FindingCode(
        "HS9005", .info, "The kind has a successor",
        page: .init(
            why: "The mesh still reads the kind; it gets no new functions and may go with a later release.",
            example: "apiVersion: split.smi-spec.io/v1alpha2\nkind: TrafficSplit",
            mend: "Move to the kind that the hint names; while both exist, mind which of them the mesh prefers."))
    static let unknownMeshVersion = FindingCode(
        "HS9006", .info, "The target's mesh version is none that the rules were made for",
        page: .init(
            why: "What an older or newer mesh does with an object may differ from what the rules say.",
            example: "# hotswap validate --mesh istio=1.17\napiVersion: networking.istio.io/v1beta1\nkind: Gateway",
            mend: "Update the mesh, or HotSwap; until then ask the cluster by a dry-run."))

    static let textTooNew = FindingCode(
        "HS9007", .error, "The target's mesh version reads a value otherwise, or refuses it",
        page: .init(
            why: """
                The definitions of an older mesh take any text there, so that no schema tells; its istiod refuses the \
                object, or takes what stands for something as plain text. A rule that denies then denies nothing.
                """,
            example: """
                # hotswap validate --mesh istio=1.21
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                spec: {action: DENY, rules: [{to: [{operation: {paths: ["/tenants/{*}/admin"]}}]}]}
                """,
            mend: "Write it without for this target, or update the mesh before; docs/versions.md lists what came when.")
    )

    static let versions: [FindingCode] = [
        fieldTooNew, versionTooNew, deprecatedVersion, deprecatedField, deprecatedKind, unknownMeshVersion, textTooNew,
    ]
}
