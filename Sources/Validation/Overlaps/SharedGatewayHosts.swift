import Domain

/// Gateways, or servers of one, that open the same host on the same port of the same pods.
enum SharedGatewayHosts {
    static let family = RuleFamily(
        "overlapping gateways", codes: [.overlappingGateways], kinds: [.gateway], scope: .set
    ) { subject in
        let places = places(subject.object)
        var last: [String: Int] = [:]
        if places.count > 1 {
            for (index, place) in places.enumerated() {
                for word in place.words + place.wordsAround { last[word] = index }
            }
        }
        return places.enumerated().compactMap { index, place in
            let (questions, around) = (place.questions, place.questionsAround)
            if !last.isEmpty, (questions + around).contains(where: { last[$0, default: -1] > index }) {
                return remark(place.field, "a later host of this Gateway")
            }
            func isOther(_ gateway: KnownObject) -> Bool { gateway.key != subject.object.key }
            let other =
                questions.lazy.flatMap { subject.set.objects(.gatewayHosts, $0) }.first(where: isOther)
                ?? around.lazy.flatMap { subject.set.objects(.gatewaysAround, $0) }.first(where: isOther)
            return other.map { remark(place.field, "Gateway \($0.namespace)/\($0.name)").naming($0) }
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

        /// Under which words it is found: for its namespace and for anybody, by itself and by nothing.
        var words: [String] {
            [target, "?"].flatMap { scope in ["\(base)\(scope)\n\(host)", "\(base)\(scope)\n"] }
        }

        /// The same by what is around it, for wildcards to ask.
        var wordsAround: [String] {
            guard !HostName.isWildcard(host) else { return [] }
            let tails = HostName.wildcards(containing: host).map { $0.dropFirst() }
            return [target, "?"].flatMap { scope in tails.map { "\(base)\(scope)\n>\($0)" } }
        }

        /// The words of everything that overlaps with it. Two different wildcards are told apart by their length.
        var questions: [String] {
            let isWildcard = HostName.isWildcard(host)
            return words(
                for: host == "*"
                    ? [""] : ["*", host] + (isWildcard ? [] : HostName.wildcards(containing: host).dropLast()))
        }

        /// Those of `wordsAround` that a wildcard asks for.
        var questionsAround: [String] {
            HostName.isWildcard(host) && host != "*" ? words(for: [">\(host.dropFirst())"]) : []
        }

        private func words(for names: [String]) -> [String] {
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

    /// Gateways by what is around their hosts: made where a wildcard asks.
    fileprivate static let gatewaysAround = SetIndex("gateways around hosts", of: [.gateway]) { gateway in
        SharedGatewayHosts.places(gateway).flatMap(\.wordsAround)
    }
}
