import Domain

/// Routes of a delegate beside the match of the route that delegates to it: istiod joins the two, and leaves out a
/// route one of whose matches is outside of what is delegated.
struct DelegatedMatches {
    /// The route that delegates, and the namespace of its VirtualService.
    private let root: Field
    private let namespace: String

    init(_ root: Field, in namespace: String) {
        self.root = root
        self.namespace = namespace
    }

    /// What of a route of the delegate is outside, e.g. `uri`; `nil` where it is taken.
    func fault(of route: Field, in namespace: String) -> String? {
        let (outer, inner) = (root["match"].elements, route["match"].elements)
        guard !outer.isEmpty else { return nil }
        for match in inner {
            var first: String?
            let isTaken = outer.contains { candidate in
                guard let name = conflict(candidate, match, namespace) else { return true }
                first = first ?? name
                return false
            }
            if !isTaken { return first }
        }
        return nil
    }

    private func conflict(_ outer: Field, _ inner: Field, _ innerNamespace: String) -> String? {
        for name in ["uri", "scheme", "method", "authority"] where Self.conflict(outer[name], inner[name]) {
            return name
        }
        for name in ["headers", "withoutHeaders", "queryParams"] {
            if inner[name].members.contains(where: { Self.conflict(outer[name][$0.key], $0.field) }) { return name }
        }
        if outer["ignoreUriCase"].bool ?? false != inner["ignoreUriCase"].bool ?? false { return "ignoreUriCase" }
        let (port, innerPort) = (outer["port"].int ?? 0, inner["port"].int ?? 0)
        if port > 0, innerPort > 0, port != innerPort { return "port" }
        let source = outer["sourceNamespace"].string ?? ""
        if !source.isEmpty, source != inner["sourceNamespace"].string { return "sourceNamespace" }
        let labels = outer["sourceLabels"].texts
        if inner["sourceLabels"].texts.contains(where: { labels[$0].map { [value = $1] in $0 != value } ?? false }) {
            return "sourceLabels"
        }
        return gatewaysConflict(outer, inner, innerNamespace) ? "gateways" : nil
    }

    private func gatewaysConflict(_ outer: Field, _ inner: Field, _ innerNamespace: String) -> Bool {
        let names = outer["gateways"].strings.map { RouteBinding.fullName($0, from: namespace) }
        let asked = inner["gateways"].strings.map { RouteBinding.fullName($0, from: innerNamespace) }
        return !names.isEmpty && !asked.allSatisfy(names.contains)
    }

    /// As istiod compares them: a regular expression, and a condition that is only to be there, go with nothing.
    private static func conflict(_ outer: Field, _ inner: Field) -> Bool {
        guard outer.value != .null, inner.value != .null else { return false }
        func text(_ field: Field, _ form: String) -> String { field[form].string ?? "" }
        guard text(outer, "regex").isEmpty, text(inner, "regex").isEmpty else { return true }
        let exact = text(outer, "exact")
        if !exact.isEmpty { return text(inner, "exact") != exact }
        let (prefix, innerPrefix) = (text(outer, "prefix"), text(inner, "prefix"))
        let path = innerPrefix.isEmpty ? text(inner, "exact") : innerPrefix
        return prefix.isEmpty || path.isEmpty || !path.hasPrefix(prefix)
    }
}
