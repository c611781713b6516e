import Domain

/// Routes and DestinationRules about HTTP for Services of ambient namespaces.
enum AmbientHosts {
    static let family = RuleFamily(
        "hosts in ambient mode", codes: [.ambientWithoutWaypoint, .ambientServiceWithoutWaypoint, .ambientElsewhere],
        kinds: [.virtualService, .destinationRule], scope: .set
    ) { subject in
        guard subject.set.isKnown(.namespace), WaypointNeeds.isNeeded(by: subject) else { return [] }
        let isRoute = subject.object.kind == .virtualService
        let fields = isRoute ? subject.spec["hosts"].elements : [subject.spec["host"]]
        let found = services(fields, subject)
        guard found.isEmpty else { return found.flatMap { remarks($0.field, $0.service, isRoute, subject) } }
        guard Ambient.isAmbient(subject.object.namespace, subject.set),
            let lack = WaypointUse([:], in: subject.object.namespace, subject.set).lack(isToService: false),
            !isBehindOwnWaypoint(fields, subject)
        else { return [] }
        return [
            Remark(
                .ambientWithoutWaypoint, isRoute ? subject.spec["hosts"][0] : subject.spec["host"],
                "is about HTTP, and no waypoint sees the requests\(lack.words)",
                hint: lack.hint ?? "label the namespace istio.io/use-waypoint",
                references: [isRoute ? "KIA1109" : "KIA0210"]
            ).naming(lack.about)
        ]
    }

    /// Whether a ServiceEntry that the fields name has a waypoint, by its own label or that of its namespace.
    private static func isBehindOwnWaypoint(_ fields: [Field], _ subject: Subject) -> Bool {
        fields.contains { field in
            subject.serviceEntries(for: subject.host(field.string ?? "")).contains {
                WaypointUse(of: $0, subject.set).lack(isToService: true) == nil
            }
        }
    }

    /// The Services of ambient namespaces, each once, with the first field that names it.
    private static func services(_ fields: [Field], _ subject: Subject) -> [(field: Field, service: KnownObject)] {
        var seen: Set<KnownObject.Key> = []
        return fields.compactMap { field in
            guard let name = field.string, !name.isEmpty, name != "*",
                let place = HostName.service(subject.host(name)), Ambient.isAmbient(place.namespace, subject.set),
                let service = subject.set.object(.service, place.namespace, place.name),
                seen.insert(service.key).inserted
            else { return nil }
            return (field, service)
        }
    }

    private static func remarks(
        _ field: Field, _ service: KnownObject, _ isRoute: Bool, _ subject: Subject
    ) -> [Remark] {
        var remarks: [Remark] = []
        if service.namespace != subject.object.namespace {
            remarks.append(
                Remark(
                    .ambientElsewhere, field,
                    "is a Service of namespace \(service.namespace), whose waypoint looks there only",
                    hint: "put the object into the namespace of the Service",
                    references: [isRoute ? "KIA1114" : "KIA0212"]))
        }
        if let lack = WaypointUse(of: service, subject.set).lack(isToService: true) {
            remarks.append(
                Remark(
                    .ambientServiceWithoutWaypoint, field,
                    "is a Service whose requests go through no waypoint\(lack.words)",
                    hint: lack.hint ?? "label the Service or its namespace istio.io/use-waypoint",
                    references: [isRoute ? "KIA1113" : "KIA0211"]
                ).naming(lack.about))
        }
        return remarks
    }
}
