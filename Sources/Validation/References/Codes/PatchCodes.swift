/// HS5111 to HS5115: patches of EnvoyFilters.
extension FindingCode {
    static let envoyPatches = [relativeOperation, ignoredReplace, ignoredAdd, ignoredRemove, relativeWithVersion]

    static let relativeOperation = FindingCode(
        "HS5111", .warning, "A patch depends on patches that came before it", references: ["IST0151"],
        page: .init(
            why: "What it looks for may not be there yet: without a priority the order is by age and name, and it "
                + "changes when an EnvoyFilter is made anew.",
            example: """
                kind: EnvoyFilter
                spec:
                  configPatches:
                  - applyTo: HTTP_FILTER
                    patch: {operation: INSERT_BEFORE, value: {name: envoy.lua}}
                """,
            mend: "Set `spec.priority`, or use INSERT_FIRST or ADD where that is enough."))
    static let ignoredReplace = FindingCode(
        "HS5112", .error, "A patch replaces what cannot be replaced", references: ["IST0152"],
        page: .init(
            why: "istiod leaves the patch out, and nothing says so.",
            example: """
                kind: EnvoyFilter
                spec:
                  configPatches:
                  - applyTo: CLUSTER
                    patch: {operation: REPLACE, value: {name: a}}
                """,
            mend: "REPLACE works for NETWORK_FILTER, HTTP_FILTER and VIRTUAL_HOST; use MERGE for the others."))
    static let ignoredAdd = FindingCode(
        "HS5113", .error, "A patch adds where nothing can be added", references: ["IST0153"],
        page: .init(
            why: "istiod leaves the patch out, and nothing says so.",
            example: """
                kind: EnvoyFilter
                spec:
                  configPatches:
                  - applyTo: ROUTE_CONFIGURATION
                    patch: {operation: ADD, value: {name: a}}
                """,
            mend: "Use MERGE, or add to a VIRTUAL_HOST."))
    static let ignoredRemove = FindingCode(
        "HS5114", .error, "A patch removes what cannot be removed", references: ["IST0154"],
        page: .init(
            why: "istiod leaves the patch out, and nothing says so.",
            example: """
                kind: EnvoyFilter
                spec:
                  configPatches:
                  - applyTo: HTTP_ROUTE
                    patch: {operation: REMOVE}
                """,
            mend: "Change the route in its VirtualService, or use MERGE."))
    static let relativeWithVersion = FindingCode(
        "HS5115", .warning, "A patch depends on one that is for some proxy versions only", references: ["IST0155"],
        page: .init(
            why: "On proxies of other versions the first patch is not there, and this one finds nothing to stand by.",
            example: """
                kind: EnvoyFilter
                spec:
                  configPatches:
                  - applyTo: HTTP_FILTER
                    match: {proxy: {proxyVersion: '^1\\.11.*'}}
                    patch: {operation: INSERT_AFTER, value: {name: envoy.lua1}}
                  - applyTo: HTTP_FILTER
                    patch: {operation: INSERT_AFTER, value: {name: envoy.lua1}}
                """,
            mend: "Set `spec.priority`, and give both patches the same proxyVersion."))
}
