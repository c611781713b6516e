import Domain

/// Sidecars, or Telemetries, of one namespace that are for the same pods: the mesh takes one of them, and does not
/// say which.
enum SelectorConflicts {
    static let families = [sidecars, telemetries]

    private static let sidecars = RuleFamily(
        "sidecars of the same pods", codes: [.sidecarConflict, .sidecarDefaultConflict, .ineffectiveSidecar],
        kinds: [.sidecar], scope: .set
    ) { subject in
        let labels = subject.object.workloadLabels.texts
        guard labels.isEmpty else { return shared(subject, labels, .sidecarConflict, sidecarSelectors) }
        if subject.set.isAmbient(namespace: subject.object.namespace) {
            return [ambient(subject, "namespace \(subject.object.namespace)")]
        }
        return defaults(subject, .sidecarDefaultConflict, sidecarSelectors)
    }

    private static let telemetries = RuleFamily(
        "telemetries of the same pods", codes: [.telemetryConflict, .telemetryDefaultConflict], kinds: [.telemetry],
        scope: .set
    ) { subject in
        let labels = subject.object.workloadLabels.texts
        guard labels.isEmpty else { return shared(subject, labels, .telemetryConflict, telemetrySelectors) }
        guard isDefault(subject.object) else { return [] }
        return defaults(subject, .telemetryDefaultConflict, telemetrySelectors)
    }

    private static let sidecarSelectors = SelectorIndex("sidecar selectors", of: [.sidecar]) {
        $0.workloadLabels.texts
    }
    private static let telemetrySelectors = SelectorIndex("telemetry selectors", of: [.telemetry]) { telemetry in
        let labels = telemetry.workloadLabels.texts
        return labels.isEmpty && !isDefault(telemetry) ? nil : labels
    }

    private static func isDefault(_ telemetry: KnownObject) -> Bool {
        let selector = telemetry.spec["selector"]
        return !selector.exists || selector.value == .null
    }

    /// One remark for each pod that another object selects, too.
    private static func shared(
        _ subject: Subject, _ labels: [String: String], _ code: FindingCode, _ index: SelectorIndex
    ) -> [Remark] {
        let object = subject.object
        var known: [[String: String]: OtherObjects] = [:]
        var remarks: [Remark] = []
        var more = 0
        for workload in subject.set.instances(selectedBy: labels, in: object.namespace) {
            let given = workload.labels
            if object.kind == .sidecar, subject.set.isAmbient(workload) {
                return remarks + [ambient(subject, "pod \(workload.object.name)")]
            }
            let others = known[given] ?? others(of: object, given, index, subject.set)
            known[given] = others
            guard !others.isEmpty else { continue }
            guard remarks.count < limit else {
                more += 1
                continue
            }
            let text = "\(others.names) is for pod \(workload.object.name), too"
            remarks.append(
                Remark(code, object.workloadLabels, text, hint: "part them by labels so that each pod has one")
                    .naming(others.known))
        }
        return more == 0 ? remarks : remarks.saying("and for \(more) more pods")
    }

    /// How many pods of one object are named; the others are counted.
    private static let limit = 100

    private static func others(
        of object: KnownObject, _ labels: [String: String], _ index: SelectorIndex, _ set: ValidationSet
    ) -> OtherObjects {
        var others = OtherObjects(than: object)
        others.add(
            set.objects(index, selecting: labels, in: object.namespace).lazy.filter {
                index.selector($0)?.isEmpty == false
            })
        return others
    }

    private static func defaults(_ subject: Subject, _ code: FindingCode, _ index: SelectorIndex) -> [Remark] {
        var others = OtherObjects(than: subject.object)
        others.add(subject.set.objects(index.index, subject.object.namespace + "\n"))
        guard !others.isEmpty else { return [] }
        return [
            Remark(
                code, subject.root["metadata"]["name"],
                "\(others.names) is for the whole namespace \(subject.object.namespace), too",
                hint: "keep one, and give the others a selector"
            ).naming(others.known)
        ]
    }

    private static func ambient(_ subject: Subject, _ place: String) -> Remark {
        Remark(
            .ineffectiveSidecar, subject.root["metadata"]["name"],
            "\(place) belongs to an ambient mesh, without sidecars",
            hint: "remove the Sidecar")
    }
}
