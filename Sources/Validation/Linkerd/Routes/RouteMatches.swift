import Domain

/// Matches that Linkerd cannot read.
enum LinkerdRouteMatches {
    static let family = RuleFamily(
        "linkerd-route-matches", codes: [.routePath, .routePattern, .routeHeader, .routeMethodPattern],
        kinds: [.linkerdHTTPRoute, .httpRoute, .grpcRoute]
    ) { subject in
        let isGRPC = subject.object.kind == .grpcRoute
        let isLinkerds = !LinkerdRouteParents.isForGatewaysAlone(subject)
        let readers = RegularExpression.Dialect.readers(of: subject.object.kind)
        return subject.spec["rules"].elements.flatMap { $0["matches"].elements }.flatMap { match in
            match["headers"].elements.flatMap { header($0, readers) }
                + (isGRPC ? (isLinkerds ? method(match["method"]) : []) : http(match, readers))
        }
    }

    private static func http(_ match: Field, _ readers: [RegularExpression.Dialect]) -> [Remark] {
        path(match["path"], readers)
            + match["queryParams"].elements.compactMap { isPattern($0) ? pattern($0["value"], readers) : nil }
    }

    private static func path(_ path: Field, _ readers: [RegularExpression.Dialect]) -> [Remark] {
        let value = path["value"]
        guard let text = value.string else { return [] }
        if isPattern(path) { return [pattern(value, readers)].compactMap(\.self) }
        guard !text.hasPrefix("/") else { return [] }
        return [Remark(.routePath, value, "does not begin with a slash", hint: "write /\(text)")]
    }

    private static func header(_ header: Field, _ readers: [RegularExpression.Dialect]) -> [Remark] {
        var remarks: [Remark] = []
        if let name = header["name"].string, !HeaderSyntax.isName(name) {
            remarks.append(Remark(.routeHeader, header["name"], "is not the name of a header"))
        }
        guard let value = header["value"].string else { return remarks }
        if isPattern(header) { return remarks + [pattern(header["value"], readers)].compactMap(\.self) }
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

    private static func pattern(_ field: Field, _ readers: [RegularExpression.Dialect]) -> Remark? {
        guard let text = field.string else { return nil }
        let problems = readers.compactMap { RegularExpression.problem(of: text, in: $0) }
        guard let problem = problems.first, problems.count == readers.count else { return nil }
        return Remark(.routePattern, field, "the regular expression \(problem)")
    }
}
