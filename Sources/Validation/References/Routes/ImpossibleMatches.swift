import Domain

/// Conditions of a VirtualService that no request meets, and such as ask for nothing although they look like it.
enum ImpossibleMatches {
    static let family = RuleFamily(
        "matches that never hold", codes: [.impossibleMatch, .idleCondition], kinds: [.virtualService], scope: .set
    ) { subject in
        subject.spec["http"].elements.flatMap { $0["match"].elements }.flatMap { match -> [Remark] in
            guard match.value.object != nil else { return [] }
            return path(match["uri"], match["method"]) + method(match["method"]) + scheme(match["scheme"])
                + headers(match)
                + bound(match["gateways"], subject.object) + idle(match["port"])
        }
    }

    private static func path(_ uri: Field, _ method: Field) -> [Remark] {
        let mayBeOptions = !method.isEmpty && !TextCondition(method).excludes(options)
        for form in ["exact", "prefix"] {
            if let text = uri[form].string, let problem = RequestPath.problem(of: text, mayBeOptions: mayBeOptions) {
                return [Remark(.impossibleMatch, uri[form], problem, hint: RequestPath.mended(text))]
            }
        }
        guard let text = uri["regex"].string, !RequestPath.canMatch(text) else { return [] }
        return [
            Remark(
                .impossibleMatch, uri["regex"], "matches no path: each begins with a slash", hint: "write /\(text)")
        ]
    }

    private static let options = TextCondition(Field(root: ["exact": "OPTIONS"]))

    private static func method(_ method: Field) -> [Remark] {
        for form in ["exact", "prefix"] {
            guard let text = method[form].string, let meant = RequestMethod.meant(by: text) else { continue }
            return [
                Remark(
                    .impossibleMatch, method[form], "is in lower case, which no request has for its method",
                    hint: "write \(meant)")
            ]
        }
        return []
    }

    private static func scheme(_ scheme: Field) -> [Remark] {
        guard let text = scheme["exact"].string, !text.isEmpty, text != "http", text != "https" else { return [] }
        return [
            Remark(
                .impossibleMatch, scheme["exact"], "is the scheme of no request", hint: "write http or https")
        ]
    }

    private static func headers(_ match: Field) -> [Remark] {
        let wanted = HTTPMatch.named(match["headers"])
        let unwanted = HTTPMatch.named(match["withoutHeaders"])
        let texts = [(":method", "method"), (":scheme", "scheme"), (":authority", "authority")]
        return wanted.enumerated().compactMap { index, header in
            if let other = unwanted.first(where: { $0.name == header.name && $0.condition.contains(header.condition) })
            {
                return contradiction(header.field, other.field)
            }
            if let other = wanted[..<index].first(where: { contradict($0, header) }) {
                return contradiction(header.field, other.field)
            }
            let text = texts.first { $0.0 == header.name }.map { match[$0.1] }
            return text.flatMap { TextCondition($0).excludes(header.condition) ? contradiction(header.field, $0) : nil }
        }
    }

    private static func contradict(_ one: HTTPMatch.Named, _ other: HTTPMatch.Named) -> Bool {
        one.name == other.name && one.condition.excludes(other.condition)
    }

    private static func contradiction(_ field: Field, _ other: Field) -> Remark {
        Remark(
            .impossibleMatch, field, "contradicts \(other.path): no request meets both", hint: "keep one of the two")
    }

    /// A match for gateways that the VirtualService is not bound to; a delegate is bound to none by itself.
    private static func bound(_ field: Field, _ object: KnownObject) -> [Remark] {
        let (asked, bound, namespace) = (field.strings, RouteBinding.stated(by: object), object.namespace)
        guard !asked.isEmpty, !object.spec["hosts"].isEmpty, RouteBinding.areTold(asked + bound) else { return [] }
        let known = Set(bound.map { RouteBinding.fullName($0, from: namespace) })
        guard known.isDisjoint(with: asked.map { RouteBinding.fullName($0, from: namespace) }) else { return [] }
        return [
            Remark(
                .impossibleMatch, field, "names no gateway that the VirtualService is bound to",
                hint: "it is bound to \(bound.joined(separator: ", ")): add the gateway there")
        ]
    }

    private static func idle(_ port: Field) -> [Remark] {
        .when(
            port.int == 0, .idleCondition, port, "is 0, which Istio takes for no port at all: any port matches",
            hint: "write the port that is meant, or leave it out")
    }
}
