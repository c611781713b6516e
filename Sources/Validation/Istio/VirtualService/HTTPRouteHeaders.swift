import Domain

/// Headers that routes add, set or remove, and the host that they write over.
enum HTTPRouteHeaders {
    static let family = RuleFamily.istio(
        "http-route-headers", [.virtualService], codes: [.headerNameSyntax, .headerFormat, .authorityTwice]
    ) { _, spec in
        spec["http"].elements.flatMap { route in
            check(route["headers"]) + authorityRemarks(route)
                + route["route"].elements.flatMap { check($0["headers"]) }
        }
    }

    private static func check(_ headers: Field) -> [Remark] {
        guard headers.isGiven else { return [] }
        var remarks: [Remark] = []
        for direction in ["request", "response"] {
            let operations = headers[direction]
            for operation in ["add", "set"] {
                for (name, value) in operations[operation].members {
                    remarks += nameRemarks(name, value, takesAuthority: direction == "request")
                    remarks += .of(
                        .headerFormat, value, value.string.flatMap(HeaderFormat.fault(in:)),
                        hint: "write a percent sign as %%, and variables as %NAME%")
                }
            }
            for name in operations["remove"].elements where name.string != nil {
                remarks += nameRemarks(name.text, name, takesAuthority: false)
            }
        }
        return remarks
    }

    private static func nameRemarks(_ name: String, _ field: Field, takesAuthority: Bool) -> [Remark] {
        if name.isEmpty { return [Remark(.headerNameSyntax, field, "has no name", hint: "name the header")] }
        guard HeaderNames.isInternal(name), !(takesAuthority && HeaderNames.isAuthority(name)) else { return [] }
        return [
            Remark(
                .headerNameSyntax, field, "is '\(name)', which a route cannot change here",
                hint: "rewrite.authority changes the host, rewrite.uri the path")
        ]
    }

    private static func authorityRemarks(_ route: Field) -> [Remark] {
        let request = route["headers"]["request"]
        let changes =
            [("rewrite.authority", route["rewrite"]["authority"])]
            + ["set", "add"].flatMap { operation in
                request[operation].members.filter { HeaderNames.isAuthority($0.key) }.map { ($0.key, $0.field) }
            }
        guard let first = changes.firstIndex(where: { !$0.1.text.isEmpty }) else { return [] }
        return changes[(first + 1)...].map { name, field in
            Remark(
                .authorityTwice, field, "changes the host that \(changes[first].0) changes already",
                hint: "change it at one place")
        }
    }
}
