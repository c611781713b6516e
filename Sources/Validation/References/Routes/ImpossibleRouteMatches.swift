import Domain

/// Conditions of routes of the Gateway API and of Linkerd that no request meets.
enum ImpossibleRouteMatches {
    static let family = RuleFamily(
        "route matches that never hold", codes: [.impossibleMatch],
        kinds: [.linkerdHTTPRoute, .httpRoute, .grpcRoute], scope: .set
    ) { subject in
        subject.spec["rules"].elements.flatMap { $0["matches"].elements }.flatMap { match in
            path(match["path"], of: subject.object.kind) + repeated(match["headers"])
        }
    }

    private static func path(_ path: Field, of kind: ObjectKind) -> [Remark] {
        let value = path["value"]
        guard let text = value.string else { return [] }
        guard path["type"].string != "RegularExpression" else {
            let readers = RegularExpression.Dialect.readers(of: kind)
            return .when(
                !readers.contains { RequestPath.canMatch(text, $0) }, .impossibleMatch, value,
                "matches no path: each begins with a slash", hint: "write /\(text)")
        }
        // A missing slash is refused, and said elsewhere.
        guard text.utf8.first == UInt8(ascii: "/"), let problem = RequestPath.problem(of: text) else { return [] }
        return [Remark(.impossibleMatch, value, problem, hint: RequestPath.mended(text))]
    }

    /// The same header twice in different spelling, which no schema finds: Linkerd asks for both, others for the first.
    private static func repeated(_ headers: Field) -> [Remark] {
        var seen: [String: Field] = [:]
        return headers.elements.compactMap { header in
            guard let name = header["name"].string else { return nil }
            guard let first = seen.updateValue(header, forKey: name.lowercased()) else { return nil }
            guard first["name"].string != name, isExact(first), isExact(header),
                first["value"].string != header["value"].string
            else { return nil }
            return Remark(
                .impossibleMatch, header, "asks the header of \(first.path) for another value: none has both",
                hint: "names of headers are the same in any case; use two matches")
        }
    }

    private static func isExact(_ header: Field) -> Bool { (header["type"].string ?? "Exact") == "Exact" }
}
