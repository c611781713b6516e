import Domain
import MeshModel

/// Several Servers on one port of one pod: only the oldest of them counts (before Linkerd 2.18 a second one is
/// refused).
enum ServerOverlap {
    static let family = RuleFamily(
        "linkerd-server-overlap", codes: [.serversOverlap], kinds: [.server], scope: .set
    ) { subject in
        let object = subject.object
        guard object.selectsPods,
            let other = byWorkloads(object, subject.set) ?? bySelectors(object, subject.set)
        else { return [] }
        return [remark(object, other, subject)]
    }

    private static func remark(_ object: KnownObject, _ other: KnownObject, _ subject: Subject) -> Remark {
        let port = SetIndex.portText(object.spec["port"]) ?? ""
        let outcome = outcome(Age.isOlder(object, than: other), subject.settings.linkerd)
        return Remark(
            .serversOverlap, subject.spec["port"],
            "Server \(other.name) selects the same pods at port \(port), and \(outcome)",
            hint: "let the pod selectors differ, or keep one of the two"
        ).naming(other)
    }

    private static func outcome(_ isOlder: Bool?, _ version: MeshVersion) -> String {
        if version < MeshVersion(2, 18) { return "Linkerd refuses the second one" }
        return switch isOlder {
        case true?: "this one counts, being older"
        case false?: "that one counts, being older"
        case nil: "only the older one counts"
        }
    }

    /// Another Server that selects a known pod at the same port, whether by name or by number.
    private static func byWorkloads(_ object: KnownObject, _ set: ValidationSet) -> KnownObject? {
        guard let port = SetIndex.portText(object.spec["port"]), set.knowsWorkloads else { return nil }
        var seen: Set<[String: String]> = []
        for workload in set.workloads(of: object) where seen.insert(workload.labels).inserted {
            let aliases = set.ports(of: workload).filter { $0.name == port || String($0.number) == port }
            let ports = Set([port] + aliases.flatMap { [$0.name, String($0.number)].compactMap(\.self) })
            let places = ports.sorted().map { "\(object.namespace):\($0)" }
            let words = places.flatMap { place in [place] + workload.labels.map { "\(place) \($0.key)=\($0.value)" } }
            let found = words.lazy.flatMap { set.objects(.linkerdServers, $0) }.first { other in
                other.name != object.name && LabelSelector(other.spec["podSelector"].value).selects(workload.labels)
            }
            if let found { return found }
        }
        return nil
    }

    /// Another Server with the same port, whose selector demands the same or less, or more.
    private static func bySelectors(_ object: KnownObject, _ set: ValidationSet) -> KnownObject? {
        guard let port = SetIndex.portText(object.spec["port"]), !set.knowsWorkloads else { return nil }
        let own = Demands(object.spec["podSelector"])
        let place = "\(object.namespace):\(port)"
        let words =
            own.labels.isEmpty ? ["\(place) *"] : [place] + own.labels.map { "\(place) \($0.key)=\($0.value)" }
        return words.lazy.flatMap { set.objects(.linkerdServers, $0) }.first { other in
            guard other.name != object.name else { return false }
            let others = Demands(other.spec["podSelector"])
            return own.contains(others) || others.contains(own)
        }
    }

    private struct Demands {
        let labels: [String: String]
        let expressions: Set<JSONValue>

        init(_ selector: Field) {
            labels = selector["matchLabels"].texts
            expressions = Set(selector["matchExpressions"].value.array ?? [])
        }

        func contains(_ other: Demands) -> Bool {
            other.labels.allSatisfy { labels[$0] == $1 } && other.expressions.isSubset(of: expressions)
        }
    }
}
