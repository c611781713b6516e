import Domain

/// TrafficSplits, which Linkerd's adaptor turns into overrides of a ServiceProfile.
enum TrafficSplits {
    static let family = RuleFamily(
        "traffic-splits", codes: [.splitTwice, .splitUnknownService, .splitWithoutWeight, .splitOverwritesProfile],
        kinds: [.trafficSplit], scope: .set
    ) { subject in
        twice(subject) + services(subject) + weights(subject.spec["backends"]) + profile(subject)
    }

    private static func twice(_ subject: Subject) -> [Remark] {
        let field = subject.spec["service"]
        guard let name = field.string, let service = name.split(separator: ".").first else { return [] }
        let others = subject.set.objects(.trafficSplits, "\(subject.object.namespace)/\(service)")
        guard let other = others.first(where: { $0.name != subject.object.name }) else { return [] }
        return [
            Remark(
                .splitTwice, field,
                "TrafficSplit \(other.name) splits the same Service, and which one counts is left open",
                hint: "keep one of the two"
            ).naming(other)
        ]
    }

    private static func services(_ subject: Subject) -> [Remark] {
        let namespace = subject.object.namespace
        let mayBeInstalled = !subject.set.listed.contains(.service) && subject.set.isInstalledInto(namespace)
        guard subject.set.isKnown(.service, in: namespace), !mayBeInstalled else { return [] }
        let fields = [subject.spec["service"]] + subject.spec["backends"].elements.map { $0["service"] }
        return fields.compactMap { field in
            guard let text = field.string, let name = text.split(separator: ".").first,
                subject.set.object(.service, namespace, String(name)) == nil,
                !subject.set.isMadeService(String(name), in: namespace)
            else { return nil }
            return Remark(
                .splitUnknownService, field, "namespace \(namespace) has no Service \(name)",
                hint: "mend the name, or make the Service first")
        }
    }

    private static func weights(_ backends: Field) -> [Remark] {
        let weights = backends.elements.map { $0["weight"].value }
        guard !weights.isEmpty, weights.allSatisfy({ $0 == .int(0) || $0 == .string("0") || $0 == .string("0m") })
        else {
            return []
        }
        return [
            Remark(
                .splitWithoutWeight, backends, "has no backend with a weight", hint: "give one of them a weight above 0"
            )
        ]
    }

    private static func profile(_ subject: Subject) -> [Remark] {
        let namespace = subject.object.namespace
        guard let service = subject.spec["service"].string?.split(separator: ".").first,
            let profile = subject.set.objects(.linkerdProfiles, "\(namespace)/\(service)")
                .first(where: { $0.namespace == namespace && !$0.spec["dstOverrides"].elements.isEmpty })
        else { return [] }
        return [
            Remark(
                .splitOverwritesProfile, subject.spec["service"],
                "the split overwrites the dstOverrides of ServiceProfile \(profile.name)",
                hint: "keep the shares in one of the two"
            ).naming(profile)
        ]
    }
}

extension SetIndex {
    /// TrafficSplits by `namespace/name` of the Service that they split.
    static let trafficSplits = SetIndex("traffic splits", of: [.trafficSplit]) { split in
        let service = split.spec["service"].string?.split(separator: ".").first
        return service.map { ["\(split.namespace)/\($0)"] } ?? []
    }
}
