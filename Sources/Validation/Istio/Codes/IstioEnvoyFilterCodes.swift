/// HS38xx: EnvoyFilters.
extension FindingCode {
    static let istioEnvoyFilterCodes: [FindingCode] = [
        incompletePatch, patchMatch, filterMatch, uselessFilterMatch, deprecatedFilterName, proxyVersion, patchValue,
        unknownPatchField, typedConfigMissing, unknownPatchType, typedStructValue,
    ]

    static let incompletePatch = FindingCode(
        "HS3801", .error, "A patch does not say what it changes, how, or with what",
        page: .init(
            why: "It cannot be applied. istiod's webhook refuses the object.",
            example: """
                spec:
                  configPatches:
                  - applyTo: CLUSTER
                    patch: {operation: ADD}
                """,
            mend: "Give applyTo, patch.operation, and patch.value unless it removes."))
    static let patchMatch = FindingCode(
        "HS3802", .error, "A patch matches an object of another class than it changes",
        page: .init(
            why: "It can never match. istiod's webhook refuses the object.",
            example: """
                spec:
                  configPatches:
                  - applyTo: LISTENER
                    match: {cluster: {}}
                    patch: {operation: REMOVE}
                """,
            mend: "Match by listener, routeConfiguration or cluster, as applyTo says."))
    static let filterMatch = FindingCode(
        "HS3803", .error, "A patch looks for a filter that cannot be found so",
        page: .init(
            why: "Filters are found by name, and only the HTTP connection manager has filters of its own. istiod's "
                + "webhook refuses the object.",
            example: """
                spec:
                  configPatches:
                  - applyTo: NETWORK_FILTER
                    match: {listener: {filterChain: {filter: {}}}}
                    patch: {operation: REMOVE}
                """,
            mend: "Name the filter; use subFilter with applyTo HTTP_FILTER only."))
    static let uselessFilterMatch = FindingCode(
        "HS3804", .warning, "A patch of a listener or a filter chain looks for a filter",
        page: .init(
            why: "It has no effect there. Istio warns of it.",
            example: """
                spec:
                  configPatches:
                  - applyTo: LISTENER
                    match: {listener: {filterChain: {filter: {name: a}}}}
                    patch: {operation: REMOVE}
                """,
            mend: "Leave the filter out."))
    static let deprecatedFilterName = FindingCode(
        "HS3805", .warning, "A patch names a filter by its old name",
        page: .init(
            why: "Istio still knows it, and newer ones may not. Istio warns of it.",
            example: """
                spec:
                  configPatches:
                  - applyTo: HTTP_FILTER
                    match: {listener: {filterChain: {filter: {name: envoy.http_connection_manager}}}}
                    patch: {operation: REMOVE}
                """,
            mend: "Write the name that Envoy has now."))
    static let proxyVersion = FindingCode(
        "HS3806", .warning, "A patch has a proxyVersion of more than 1024 characters",
        page: .init(
            why: "Istio does not look at it, and the patch applies to every version. Istio warns of it.",
            example: """
                spec:
                  configPatches:
                  - match: {proxy: {proxyVersion: "... more than 1024 characters ..."}}
                """,
            mend: "Shorten the expression."))
    static let patchValue = FindingCode(
        "HS3807", .error, "The value of a patch is not what Envoy's API has there",
        page: .init(
            why: "Istio could not read it. istiod's webhook refuses the object.",
            example: """
                spec:
                  configPatches:
                  - applyTo: CLUSTER
                    patch: {operation: ADD, value: {name: false}}
                """,
            mend: "See Envoy's v3 API for the type and its fields."))
    static let unknownPatchField = FindingCode(
        "HS3808", .warning, "The value of a patch has a field that Istio leaves out",
        page: .init(
            why:
                "Istio does not know it and leaves it out, unless Envoy is newer than Istio's own copy of its API, and "
                + "warns of it. Or the field stands there twice, as in JSON and with underscores: the former counts.",
            example: """
                spec:
                  configPatches:
                  - applyTo: CLUSTER
                    patch: {operation: MERGE, value: {lb_polcy: RANDOM}}
                """,
            mend: "Mend the name of the field."))
    static let typedConfigMissing = FindingCode(
        "HS3809", .warning, "An extension of Envoy's is named and not configured",
        page: .init(
            why: "Envoy finds extensions by the type of their configuration, no longer by name. Istio warns of it.",
            example: """
                spec:
                  configPatches:
                  - applyTo: HTTP_FILTER
                    patch: {operation: INSERT_FIRST, value: {name: envoy.filters.http.lua}}
                """,
            mend: "Give typed_config with its @type."))
    static let typedStructValue = FindingCode(
        "HS3811", .warning, "A TypedStruct holds what Envoy does not have",
        page: .init(
            why: "istiod does not look into a TypedStruct. Envoy reads `value` as the type that `type_url` names, and "
                + "refuses the whole listener or cluster where it is wrong.",
            example: """
                spec:
                  configPatches:
                  - applyTo: HTTP_FILTER
                    patch:
                      operation: INSERT_FIRST
                      value:
                        name: envoy.filters.http.lua
                        typed_config:
                          "@type": type.googleapis.com/udpa.type.v1.TypedStruct
                          type_url: type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                          value: {inline_coed: ""}
                """,
            mend: "Mend the name of the type or of the field, see Envoy's v3 API."))
    static let unknownPatchType = FindingCode(
        "HS3810", .info, "The value of a patch is of a type that is not known here, or whose fields are not",
        page: .init(
            why:
                "istiod and Envoy look at it, and istiod refuses types that it does not know; HotSwap did not, and "
                + "says so in `unchecked`.",
            example: """
                spec:
                  configPatches:
                  - applyTo: HTTP_FILTER
                    patch:
                      operation: INSERT_FIRST
                      value:
                        name: sxg
                        typed_config:
                          "@type": type.googleapis.com/envoy.extensions.filters.http.sxg.v3alpha.SXG
                          duration: 1s
                """,
            mend: "Nothing is wrong as far as HotSwap knows; the dry-run of the cluster asks istiod."))
}
