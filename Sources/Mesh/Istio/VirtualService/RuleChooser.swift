import Domain

/// For whom the rules of a new version stand before those of the old one.
enum RuleChooser: Sendable {
    /// Pods with the cohort's label, asked by their proxies. `sourceLabels` is no condition of a request: istiod leaves
    /// the rule out of the configuration of all other proxies.
    case cohort(Cohort)
    /// Requests with a header.
    case header(name: String, match: JSONValue)

    static func green(_ cohort: Cohort) -> RuleChooser {
        .header(name: Cohort.greenHeader, match: ["exact": .string(cohort.id)])
    }

    static func variant(_ variant: VariantMatch) -> RuleChooser {
        switch variant {
        // Istio wants the names of headers in lower case.
        case .header(let name, let value): .header(name: name.lowercased(), match: ["exact": .string(value)])
        case .cookie(let name, let value):
            .header(
                name: "cookie", match: ["regex": .string(#"^(.*;\s*)?\#(escaped(name))=\#(escaped(value))(;.*)?$"#)])
        }
    }

    /// A match that is fulfilled by exactly the chosen. No gateways are named beside labels: of an HTTP match that
    /// names some istiod does not look at the labels (`sourceMatchHTTP`), and every sidecar would be chosen. Gateways
    /// have not the label, and so not the rule.
    var condition: JSONValue {
        switch self {
        case .cohort(let cohort): ["sourceLabels": .object([cohort.labelKey: .string(Cohort.labelValue)])]
        case .header(let name, let match): ["headers": .object([name: match])]
        }
    }

    var isCohort: Bool { if case .cohort = self { true } else { false } }

    /// The rule for the chosen alone; `nil` where it is for gateways and the chosen are pods.
    func narrowed(_ rule: JSONValue, in list: RuleList, at place: String) throws(Impossible) -> JSONValue? {
        var matches: [JSONValue] = []
        for match in RouteMatch.all(of: rule) {
            switch self {
            case .cohort: if RouteMatch.isForMesh(match) { matches.append(inCohort(match, list)) }
            case .header(let name, let value): matches.append(try withHeader(match, name, value, at: place))
            }
        }
        guard !matches.isEmpty else { return nil }
        var narrowed = rule
        narrowed["match"] = .array(matches)
        return narrowed
    }

    /// An HTTP match for the gateway `mesh` was everybody's there, whatever else it says of the source; of TLS and TCP
    /// matches all conditions hold.
    private func inCohort(_ match: JSONValue, _ list: RuleList) -> JSONValue {
        var narrowed = match.object ?? [:]
        if list == .http, !(match["gateways"]?.array ?? []).isEmpty {
            narrowed["sourceLabels"] = nil
            narrowed["sourceNamespace"] = nil
        }
        narrowed["gateways"] = nil
        let labels = (narrowed["sourceLabels"]?.object ?? [:]).merging(condition["sourceLabels"]?.object ?? [:]) { $1 }
        narrowed["sourceLabels"] = .object(labels)
        return .object(narrowed)
    }

    private func withHeader(
        _ match: JSONValue, _ name: String, _ value: JSONValue, at place: String
    ) throws(Impossible) -> JSONValue {
        var narrowed = match.object ?? [:]
        var headers = match["headers"]?.object ?? [:]
        let others = headers.filter { $0.key.lowercased() == name && $0.value != value }
        guard others.isEmpty else {
            throw TrafficOffers.no(
                "\(place) asks for the header \(name) itself, and Istio takes one condition per header; use another header"
            )
        }
        headers[name] = value
        narrowed["headers"] = .object(headers)
        return .object(narrowed)
    }

    private static func escaped(_ text: String) -> String {
        text.map { #"\.+*?()|[]{}^$"#.contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
