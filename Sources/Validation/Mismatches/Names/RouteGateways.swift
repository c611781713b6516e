import Domain

/// The gateways that a VirtualService names have to exist.
enum RouteGateways {
    static let family = RuleFamily(
        "gateways of routes", codes: [.missingGateway, .oldGatewayName], kinds: [.virtualService], scope: .set
    ) { subject in
        let matches = subject.spec["http"].elements.flatMap { $0["match"].elements }
        return ([subject.spec] + matches).flatMap { $0["gateways"].elements }.flatMap { remarks($0, subject) }
    }

    private static func remarks(_ field: Field, _ subject: Subject) -> [Remark] {
        guard let name = field.string, !name.isEmpty, name != "mesh", !GatewayReferences.isInternal(name)
        else { return [] }
        var remarks: [Remark] = []
        let place = GatewayName(name, from: subject.object.namespace)
        if place.isOldForm {
            remarks.append(
                Remark(
                    .oldGatewayName, field, "has the namespace behind the name, the old form",
                    hint: "write \(place.namespace)/\(place.name)"))
        }
        guard subject.set.isKnown(.gateway, in: place.namespace), !exists(name, place, subject) else { return remarks }
        return remarks + [
            Remark(
                .missingGateway, field, "is no Gateway that there is, so the routes apply to none of its requests",
                hint: "write <namespace>/<name> of a Gateway"
            ).naming([.init(kind: .gateway, namespace: place.namespace, name: place.name)])
        ]
    }

    private static func exists(_ name: String, _ place: GatewayName, _ subject: Subject) -> Bool {
        subject.set.object(.gateway, place.namespace, place.name) != nil
            || subject.set.gateway(name, from: subject.object.namespace) != nil
    }
}

/// A gateway as a VirtualService names it: `name`, `namespace/name`, or, as once, `name.namespace` and the full name.
struct GatewayName: Hashable, Sendable {
    let namespace: String
    let name: String
    let isOldForm: Bool

    init(_ text: String, from namespace: String) {
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        isOldForm = words.count > 1 && !text.utf8.contains(UInt8(ascii: "/"))
        (self.namespace, name) =
            isOldForm ? (String(words[1]), String(words[0])) : ValidationSet.place(text, from: namespace)
    }
}
