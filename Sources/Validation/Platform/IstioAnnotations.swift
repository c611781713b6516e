import Domain

/// Istio's annotations of Kubernetes objects: known, in their place, with a value that they can have.
enum IstioAnnotations {
    static let families = [places, stages]

    private static let kinds: Set<ObjectKind> = [.namespace, .service, .pod, .deployment]
    /// What Istio itself writes.
    private static let written: Set = [
        "sidecar.istio.io/status", "gateway.istio.io/controller-version", "istio.io/rev",
    ]
    /// What Istio's CNI plugin has pods carry.
    private static let writtenByCNI: Set = [
        "sidecar.istio.io/interceptionMode", "traffic.sidecar.istio.io/includeInboundPorts",
        "traffic.sidecar.istio.io/excludeInboundPorts", "traffic.sidecar.istio.io/includeOutboundIPRanges",
    ]

    private static let places = RuleFamily(
        "annotations",
        codes: [.unknownAnnotation, .outdatedAnnotation, .misplacedAnnotation, .invalidAnnotationValue], kinds: kinds,
        scope: .set
    ) { subject in
        guard !subject.isOfKubernetes else { return [] }
        return istios(subject).flatMap { name, field -> [Remark] in
            guard let known = KnownAnnotation.all[name] else {
                return [Remark(.unknownAnnotation, field, "\(name) is no annotation of Istio", hint: hint(name))]
            }
            return outdated(name, field, known, subject) + misplaced(name, field, known, subject)
        }
    }

    private static let stages = RuleFamily(
        "annotations that may change", codes: [.alphaAnnotation], kinds: kinds, scope: .set
    ) { subject in
        guard !subject.isOfKubernetes else { return [] }
        let usesCNI =
            subject.object.kind == .pod
            && !subject.spec["initContainers"].elements.contains { $0["name"].string == "istio-init" }
        return istios(subject).compactMap { name, field -> Remark? in
            guard KnownAnnotation.all[name]?.isAlpha ?? false, !(usesCNI && writtenByCNI.contains(name)) else {
                return nil
            }
            return Remark(.alphaAnnotation, field, "\(name) may change or go without notice")
        }
    }

    private static func istios(_ subject: Subject) -> [(key: String, field: Field)] {
        subject.root["metadata"]["annotations"].members.filter { name, _ in
            guard !written.contains(name) else { return false }
            return name == "kubernetes.io/ingress.class" || name.prefix { $0 != "/" }.hasSuffix("istio.io")
        }
    }

    private static func hint(_ name: String) -> String? {
        Spelling.nearest(to: name, in: KnownAnnotation.all.keys.sorted()).map { "did you mean \($0)?" }
    }

    private static func outdated(
        _ name: String, _ field: Field, _ known: KnownAnnotation, _ subject: Subject
    ) -> [Remark] {
        let isLabel = name == "sidecar.istio.io/inject"
        guard known.isOutdated, !(isLabel && subject.object.labels[name] != nil) else { return [] }
        return [
            Remark(
                .outdatedAnnotation, field, "\(name) is outdated",
                hint: isLabel ? "write it as a label" : "leave it out")
        ]
    }

    private static func misplaced(
        _ name: String, _ field: Field, _ known: KnownAnnotation, _ subject: Subject
    ) -> [Remark] {
        guard !known.kinds.isEmpty else { return [] }
        guard known.kinds.contains(subject.object.kind.name) else {
            let hint =
                subject.object.kind == .deployment && known.kinds == ["Pod"]
                ? "write it at spec.template.metadata.annotations" : nil
            let places = known.kinds.joined(separator: ", ")
            return [Remark(.misplacedAnnotation, field, "\(name) has no effect here, only at \(places)", hint: hint)]
        }
        guard let fault = AnnotationValues.fault(name, field.string ?? "") else { return [] }
        return [Remark(.invalidAnnotationValue, field, "\(name) \(fault)")]
    }
}
