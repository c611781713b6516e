/// HS5201, HS5202: routes that are never taken.
extension FindingCode {
    static let routeReferences = [unreachableRoute, ineffectiveMatch]

    static let unreachableRoute = FindingCode(
        "HS5201", .warning, "A route is never taken", references: ["IST0130"],
        page: .init(
            why: "Istio tries routes in their order; those before this one take all its requests.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - route: [{destination: {host: reviews}}]
                  - match: [{uri: {prefix: /beta}}]
                    route: [{destination: {host: reviews-beta}}]
                """,
            mend: "Put the narrower route first; a route without a match belongs at the end."))
    static let ineffectiveMatch = FindingCode(
        "HS5202", .warning, "A match takes nothing that an earlier one has not taken", references: ["IST0131"],
        page: .init(
            why: "Istio tries matches in their order; the same or a wider one stands before.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - match: [{uri: {prefix: /api}}]
                    route: [{destination: {host: api}}]
                  - match: [{uri: {prefix: /api/beta}}]
                    route: [{destination: {host: beta}}]
                """,
            mend: "Put the longer prefix first, or remove the repeated match."))
}
