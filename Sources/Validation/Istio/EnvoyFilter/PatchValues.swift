import Domain

/// What `PatchBodies` leaves of the values of patches: names of types, and extensions without a configuration.
enum PatchValues {
    /// - Parameter bodies: Takes what is not known of the values.
    static func check(_ value: Field, _ applyTo: String, _ bodies: inout PatchBodies) -> [Remark] {
        guard value.value.object != nil, let root = EnvoyMessages.root(applyTo),
            let fields = EnvoyMessages.fields(of: root)
        else { return [] }
        let known = bodies.remarks.count
        bodies.read(value, applyTo)
        let remarks = typeRemarks(value) + bodies.remarks[known...]
        // What cannot be read is not looked at any further.
        return remarks.contains { $0.code == .patchValue } ? remarks : remarks + configRemarks(value, fields)
    }

    /// The types that configurations say they are of, at any depth.
    private static func typeRemarks(_ field: Field) -> [Remark] {
        switch field.value {
        case .object:
            let type = field["@type"]
            return .of(
                .patchValue, type, type.string.flatMap(fault(type:)), hint: "use the type of Envoy's v3 API")
                + field.members.flatMap { typeRemarks($0.field) }
        case .array: return field.elements.flatMap(typeRemarks)
        default: return []
        }
    }

    private static let roots: Set<Substring> = [
        "envoy", "istio", "google", "udpa", "xds", "opencensus", "opentelemetry", "stats",
    ]

    /// What is wrong with the name of a type; `nil` where nothing is known to be.
    static func fault(type: String) -> String? {
        guard let slash = type.lastIndex(of: "/") else { return "is '\(type)', which names no type" }
        let words = type[type.index(after: slash)...].split(separator: ".", omittingEmptySubsequences: false)
        guard let root = words.first, words.count > 1, roots.contains(root) else {
            return "is '\(type)', which Istio does not know"
        }
        if root == "envoy", words.contains(where: { $0 == "v2" || $0.hasPrefix("v2alpha") }) {
            return "is '\(type)', of an API that is gone"
        }
        guard case .refused(let advice) = EnvoyMessages.knowledge(of: type[type.index(after: slash)...]) else {
            return nil
        }
        return "is '\(type)', which Envoy does not have: \(advice)"
    }

    /// Extensions that are named and not configured: Envoy finds them by type, no longer by name.
    private static func configRemarks(_ value: Field, _ fields: [String: EnvoyMessages.Shape]) -> [Remark] {
        var places = Self.places.filter { fields[$0] != nil }.map { given(value, $0) }.filter(\.isGiven)
        if fields["typed_config"] != nil { places.append(value) }
        return places.filter { !given($0, "typed_config").isGiven && !given($0, "config_discovery").isGiven }.map {
            Remark(.typedConfigMissing, $0, "has no typed_config", hint: "give typed_config with its @type")
        }
    }

    private static let places = ["transport_socket", "cluster_type", "upstream_config", "typed_dns_resolver_config"]

    /// A field in either spelling.
    private static func given(_ field: Field, _ name: String) -> Field {
        let plain = field[name]
        return plain.isGiven ? plain : field[otherSpellings[name] ?? name]
    }

    /// What JSON writes for names of Envoy's.
    private static let otherSpellings = Dictionary(
        uniqueKeysWithValues: (places + ["typed_config", "config_discovery"]).map { name in
            let words = name.split(separator: "_")
            return (name, (words.first.map(String.init) ?? "") + words.dropFirst().map(\.capitalizedFirst).joined())
        })
}

extension Substring {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
