import Domain
import MeshModel

/// Lists of networks with exceptions, which several kinds of Linkerd's have.
enum LinkerdNetworks {
    static let family = RuleFamily(
        "linkerd-networks", codes: [.networkUnreadable, .networkException, .networksEmpty],
        kinds: [.networkAuthentication, .egressNetwork, .serverAuthorization]
    ) { subject in
        if subject.object.kind == .serverAuthorization {
            return networks(subject.spec["client"]["networks"])
        }
        let field = subject.spec["networks"]
        if case .array(let list) = field.value, list.isEmpty {
            return [
                Remark(
                    .networksEmpty, field, "is empty",
                    hint: subject.object.kind == .egressNetwork
                        ? "leave it out to mean every address outside of the cluster" : "name at least one network")
            ]
        }
        return networks(field)
    }

    private static func networks(_ field: Field) -> [Remark] { field.elements.flatMap(network) }

    private static func network(_ field: Field) -> [Remark] {
        let cidr = field["cidr"]
        guard let text = cidr.string else { return [] }
        guard let block = AddressBlock(text) else { return [unreadable(cidr)] }
        return field["except"].elements.compactMap { except in
            guard let text = except.string else { return nil }
            guard let hole = AddressBlock(text) else { return unreadable(except) }
            if hole.contains(block) {
                return Remark(
                    .networkException, except, "leaves nothing of \(block.text)", hint: "leave the network out")
            }
            guard !block.contains(hole) else { return nil }
            return Remark(.networkException, except, "is not within \(block.text)", hint: "name a part of the network")
        }
    }

    private static func unreadable(_ field: Field) -> Remark {
        Remark(.networkUnreadable, field, "is no address and no network", hint: "write e.g. 10.1.0.0/16 or 10.1.2.3")
    }
}
