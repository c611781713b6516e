import Domain

/// Policies about HTTP of an ambient namespace: a waypoint has to be there, and they have to name what they are for.
enum AmbientPolicies {
    static let family = RuleFamily(
        "policies in ambient mode", codes: [.ambientWithoutWaypoint, .ambientWithoutTarget],
        kinds: [.authorizationPolicy, .requestAuthentication, .wasmPlugin, .telemetry], scope: .set
    ) { subject in
        guard Ambient.isAmbient(subject.object.namespace, subject.set), WaypointNeeds.isNeeded(by: subject) else {
            return []
        }
        var remarks: [Remark] = []
        if targets(subject).isEmpty {
            remarks.append(
                Remark(
                    .ambientWithoutTarget, subject.spec["targetRefs"],
                    "is missing, and waypoints pass over policies that select workloads",
                    hint: "name the Service or Gateway", references: [references(subject.object.kind).target]))
        }
        if let lack = lack(subject) {
            remarks.append(
                Remark(
                    .ambientWithoutWaypoint, subject.spec,
                    "is about HTTP, and no waypoint sees the requests\(lack.words)",
                    hint: lack.hint ?? "label the namespace or Service istio.io/use-waypoint",
                    references: [references(subject.object.kind).waypoint]
                ).naming(lack.about))
        }
        return remarks
    }

    private static func targets(_ subject: Subject) -> [Field] {
        let single = subject.spec["targetRef"]
        return (single.value.object == nil ? [] : [single]) + subject.spec["targetRefs"].elements
    }

    /// Why something that the policy is for goes through no waypoint; `nil` where all of it does.
    private static func lack(_ subject: Subject) -> WaypointUse.Lack? {
        let (set, namespace) = (subject.set, subject.object.namespace)
        let hosts = targets(subject).compactMap { host($0, subject) }
        guard hosts.isEmpty else {
            return hosts.lazy.compactMap { WaypointUse(of: $0, set).lack(isToService: true) }.first
        }
        let workloads = (subject.selectorField.labelSelector ?? [:]).nonEmpty.map {
            set.workloads(selectedBy: $0, in: namespace).filter { $0.labels["gateway.istio.io/managed"] == nil }
        }
        guard let workloads, !workloads.isEmpty else {
            return WaypointUse([:], in: namespace, set).lack(isToService: false)
        }
        return workloads.lazy.filter { $0.labels["istio.io/dataplane-mode"] != "none" }
            .compactMap { WaypointUse($0.labels, of: $0.object, in: namespace, set).lack(isToService: false) }.first
    }

    /// The Service or ServiceEntry that a policy is for: both have labels of their own.
    private static func host(_ target: Field, _ subject: Subject) -> KnownObject? {
        let kind: ObjectKind? =
            switch (target["kind"].string, target["group"].string ?? "") {
            case ("Service", ""), ("Service", "core"): .service
            case ("ServiceEntry", ObjectKind.serviceEntry.group): .serviceEntry
            default: nil
            }
        guard let kind, let name = target["name"].string else { return nil }
        return subject.set.object(kind, subject.object.namespace, name)
    }

    private static func references(_ kind: ObjectKind) -> (waypoint: String, target: String) {
        switch kind {
        case .authorizationPolicy: ("KIA0109", "KIA0110")
        case .requestAuthentication: ("KIA1110", "KIA1115")
        case .wasmPlugin: ("KIA1111", "KIA1116")
        default: ("KIA1112", "KIA1117")
        }
    }
}

extension Dictionary {
    fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
