package import Domain

/// A cluster whose Services have their full names under another domain than `cluster.local`. Rules and models know that
/// one only: documents are read with the two domains exchanged, and what is said of them is told with both exchanged
/// again, so that a host under `cluster.local` is as unknown as it is there.
package struct ClusterDomain: Hashable, Sendable {
    package static let usual = "cluster.local"

    private let own: String
    /// How names end that are exchanged.
    private let endings: [Ending]

    /// A domain behind what makes it the end of a Service's name, and the same with the other domain.
    private struct Ending: Hashable {
        let written: String
        let other: String
    }

    /// `nil` where nothing is to be exchanged.
    package init?(_ domain: String) {
        guard domain != Self.usual else { return nil }
        own = domain
        endings = [(domain, Self.usual), (Self.usual, domain)].flatMap { written, other in
            [".svc.", "*."].map { Ending(written: $0 + written, other: $0 + other) }
        }
    }

    /// The domain that a pod's proxy was told by whoever put it there: Istio as `--domain $(POD_NAMESPACE).svc.DOMAIN`,
    /// Linkerd by the address of its control plane. `nil` where the pod says nothing of it.
    package static func told(byPod pod: JSONValue) -> String? {
        let containers = ["containers", "initContainers"].flatMap { pod["spec"]?[$0]?.array ?? [] }
        return containers.lazy.compactMap { container -> String? in
            switch container["name"]?.string.flatMap({ ProxyInjection.proxies[$0] }) {
            case .istio?: istio(container["args"]?.array?.compactMap(\.string) ?? [])
            case .linkerd?: linkerd(container["env"]?.array ?? [])
            case nil: nil
            }
        }.first
    }

    /// The domain that the first of these pods' proxies was told, or else the usual one.
    package static func told(by pods: some Sequence<Workload>) -> String {
        for pod in pods { if let domain = pod.clusterDomain { return domain } }
        return usual
    }

    private static func istio(_ arguments: [String]) -> String? {
        guard let place = arguments.firstIndex(of: "--domain"), place + 1 < arguments.count else { return nil }
        return domain(of: arguments[place + 1][...])
    }

    private static func linkerd(_ variables: [JSONValue]) -> String? {
        let address = variables.first { $0["name"]?.string == "LINKERD2_PROXY_DESTINATION_SVC_ADDR" }?["value"]?.string
        return address.flatMap { domain(of: $0.prefix { $0 != ":" }) }
    }

    /// What follows `.svc.` in the name of a Service.
    private static func domain(of host: Substring) -> String? {
        let labels = host.split(separator: ".")
        guard let service = labels.firstIndex(of: "svc"), service + 1 < labels.count else { return nil }
        return labels[(service + 1)...].joined(separator: ".")
    }

    /// Whether anything could be exchanged.
    package func mentions(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): text.contains(own) || text.contains(Self.usual)
        case .array(let elements): elements.contains(where: mentions)
        case .object(let members): members.values.contains(where: mentions)
        case .null, .bool, .int, .double: false
        }
    }

    package func exchanged(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(exchanged(text))
        case .array(let elements): .array(elements.map(exchanged))
        case .object(let members): .object(members.mapValues(exchanged))
        case .null, .bool, .int, .double: value
        }
    }

    /// Names of Services, `*.svc.cluster.local` and `*.cluster.local` among them; not trust domains, which only look
    /// alike.
    package func exchanged(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while !rest.isEmpty {
            let ending = endings.first { rest.hasPrefix($0.written) && Self.ends(rest.dropFirst($0.written.count)) }
            if let ending {
                result += ending.other
                rest = rest.dropFirst(ending.written.count)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }

    /// Whether a name is over before this.
    private static func ends(_ rest: Substring) -> Bool {
        guard let next = rest.first else { return true }
        if next == "." { return rest.dropFirst().first.map { !$0.isLetter && !$0.isNumber } ?? true }
        return !next.isLetter && !next.isNumber && next != "-"
    }
}
