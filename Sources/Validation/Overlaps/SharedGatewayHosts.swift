import Domain

/// Gateways, or servers of one, that open the same host on the same port of the same pods.
enum SharedGatewayHosts {
    static let family = RuleFamily(
        "overlapping gateways", codes: [.overlappingGateways], kinds: [.gateway], scope: .set
    ) { subject in
        let places = places(subject.object)
        var last: [String: Int] = [:]
        if places.count > 1 {
            for (index, place) in places.enumerated() { for word in place.words { last[word] = index } }
        }
        return places.enumerated().compactMap { index, place in
            let questions = place.questions
            if !last.isEmpty, questions.contains(where: { last[$0, default: -1] > index }) {
                return remark(place.field, "a later host of this Gateway")
            }
            let other = questions.lazy.flatMap { subject.set.objects(.gatewayHosts, $0) }.first {
                $0.key != subject.object.key
            }
            return other.map { remark(place.field, "Gateway \($0.namespace)/\($0.name)") }
        }
    }

    private static func remark(_ field: Field, _ other: String) -> Remark {
        Remark(
            .overlappingGateways, field, "is opened on the same port and pods by \(other)",
            hint: "open each host once, and let VirtualServices share the Gateway")
    }

    /// Every host of every server, with where it is found.
    fileprivate static func places(_ gateway: KnownObject) -> [Place] {
        let selector = gateway.spec["selector"].texts.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",")
        return gateway.spec["servers"].elements.flatMap { server in
            let base = "\(selector)\n\(server["port"]["number"].int ?? 0)\n"
            return server["hosts"].elements.compactMap { Place($0, base: base, in: gateway.namespace) }
        }
    }

    fileprivate struct Place {
        let field: Field
        private let base: String
        /// The namespace that may bind to the host, `*` for all.
        private let target: String
        private let host: String

        init?(_ field: Field, base: String, in namespace: String) {
            guard let text = field.string else { return nil }
            self.field = field
            self.base = base
            let slash = text.firstIndex(of: "/")
            let place = slash.map { String(text[..<$0]) } ?? "*"
            target = place == "." ? namespace : place
            host = String(slash.map { text[text.index(after: $0)...] } ?? text[...]).lowercased()
        }

        /// Under which words it is found: for its namespace and for anybody, by itself, by what is around it, and
        /// by nothing.
        var words: [String] {
            let tails =
                HostName.isWildcard(host) ? [] : HostName.wildcards(containing: host).map { "\($0.dropFirst())" }
            return [target, "?"].flatMap { scope in
                ["\(base)\(scope)\n\(host)", "\(base)\(scope)\n"] + tails.map { "\(base)\(scope)\n>\($0)" }
            }
        }

        /// The words of everything that overlaps with it. Two different wildcards are told apart by their length.
        var questions: [String] {
            var names = ["*", host]
            if host == "*" {
                names = [""]
            } else if HostName.isWildcard(host) {
                names.append(">\(host.dropFirst())")
            } else {
                names += HostName.wildcards(containing: host).dropLast()
            }
            let scopes = target == "*" ? ["?"] : [target, "*"]
            return scopes.flatMap { scope in names.map { "\(base)\(scope)\n\($0)" } }
        }
    }
}

extension SetIndex {
    /// Gateways by the words of their hosts (`SharedGatewayHosts.Place.words`).
    fileprivate static let gatewayHosts = SetIndex("gateways by host", of: [.gateway]) { gateway in
        SharedGatewayHosts.places(gateway).flatMap(\.words)
    }
}
