import Domain

/// Matches that Linkerd cannot read.
enum LinkerdRouteMatches {
    static let family = RuleFamily(
        "linkerd-route-matches", codes: [.routePath, .routePattern, .routeHeader, .routeMethodPattern],
        kinds: [.linkerdHTTPRoute, .httpRoute, .grpcRoute]
    ) { subject in
        let isGRPC = subject.object.kind == .grpcRoute
        return subject.spec["rules"].elements.flatMap { $0["matches"].elements }.flatMap { match in
            match["headers"].elements.flatMap(header) + (isGRPC ? method(match["method"]) : http(match))
        }
    }

    private static func http(_ match: Field) -> [Remark] {
        path(match["path"])
            + match["queryParams"].elements.compactMap { isPattern($0) ? pattern($0["value"]) : nil }
    }

    private static func path(_ path: Field) -> [Remark] {
        let value = path["value"]
        guard let text = value.string else { return [] }
        if isPattern(path) { return [pattern(value)].compactMap(\.self) }
        guard !text.hasPrefix("/") else { return [] }
        return [Remark(.routePath, value, "does not begin with a slash", hint: "write /\(text)")]
    }

    private static func header(_ header: Field) -> [Remark] {
        var remarks: [Remark] = []
        if let name = header["name"].string, !HeaderSyntax.isName(name) {
            remarks.append(Remark(.routeHeader, header["name"], "is not the name of a header"))
        }
        guard let value = header["value"].string else { return remarks }
        if isPattern(header) { return remarks + [pattern(header["value"])].compactMap(\.self) }
        if !HeaderSyntax.isValue(value) {
            remarks.append(
                Remark(
                    .routeHeader, header["value"], "holds characters that Linkerd takes in no header",
                    hint: "use visible ASCII"))
        }
        return remarks
    }

    private static func method(_ method: Field) -> [Remark] {
        guard isPattern(method) else { return [] }
        return [
            Remark(
                .routeMethodPattern, method["type"], "Linkerd matches no methods of gRPC by regular expressions",
                hint: "use Exact and one match for each method")
        ]
    }

    private static func isPattern(_ field: Field) -> Bool { field["type"].string == "RegularExpression" }

    private static func pattern(_ field: Field) -> Remark? {
        guard let text = field.string, let problem = RegularExpression.problem(of: text) else { return nil }
        return Remark(.routePattern, field, "the regular expression \(problem)")
    }
}
