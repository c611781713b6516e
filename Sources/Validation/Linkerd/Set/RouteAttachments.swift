import Domain

/// Parents and backends of routes that are not there, or that a route cannot hang on.
enum RouteAttachments {
    static let family = RuleFamily(
        "linkerd-route-attachments",
        codes: [
            .routeParentUnknown, .routePortUnknown, .routeServerParent, .routeBackendUnknown, .routeBackendUnlisted,
            .routeBackendWithoutPort, .backendPortUnknown,
        ],
        kinds: Set(RouteParent.routes), scope: .set
    ) { subject in
        let parents = RouteParent.all(of: subject.object)
        let backends = subject.spec["rules"].elements.flatMap { $0["backendRefs"].elements }
        return groupless(subject) + parents.flatMap { parent($0, subject) }
            + backends.compactMap { backend($0, subject) }
            + (asksPorts(subject.object.kind, parents) ? backends.compactMap(portless) : [])
    }

    /// Of the others Linkerd's own validation asks for ports (HS4022); a route of a Server has no backends.
    private static func asksPorts(_ kind: ObjectKind, _ parents: [RouteParent]) -> Bool {
        [.linkerdHTTPRoute, .tcpRoute, .tlsRoute].contains(kind) && parents.contains { $0.kind != .server }
    }

    private static func portless(_ field: Field) -> Remark? {
        guard let reference = TargetReference(field, defaultKind: "Service"), reference.isA(.service),
            let name = reference.name, !field["port"].isGiven
        else { return nil }
        return Remark(
            .routeBackendWithoutPort, field["port"], "is missing, so the requests for Service \(name) fail",
            hint: "add the port of the Service")
    }

    /// The definitions of routes have a group for parents that name none: it is not that of Services.
    private static func groupless(_ subject: Subject) -> [Remark] {
        subject.spec["parentRefs"].elements.compactMap { parent in
            guard parent["group"].value == .null, RouteParent(parent, of: subject.object) == nil,
                let meant = RouteParent.kinds.first(where: { $0.name == parent["kind"].string })
            else { return nil }
            let group = RouteParent.group(without: subject.object)
            return Remark(
                .routeParentUnknown, parent["group"],
                "is missing, and stands for \(group) then, which has no \(meant): the route is for nothing there",
                hint: "write group: \(meant.group.isEmpty ? "\"\"" : meant.group)")
        }
    }

    private static func parent(_ parent: RouteParent, _ subject: Subject) -> [Remark] {
        if parent.kind == .server, let remark = server(parent, subject) { return [remark] }
        guard subject.set.isKnown(parent.kind, in: parent.namespace) else { return [] }
        guard let found = subject.set.object(parent.kind, parent.namespace, parent.name) else {
            return [
                Remark(
                    .routeParentUnknown, parent.field["name"],
                    "\(parent.kind) \(parent.namespace)/\(parent.name) does not exist, so the route is for nothing there",
                    hint: "mend the name or the namespace, or make the \(parent.kind) first"
                ).naming([.init(kind: parent.kind, namespace: parent.namespace, name: parent.name)])
            ]
        }
        guard parent.kind == .service, let port = parent.port, !ports(found).contains(port), !ports(found).isEmpty
        else {
            return []
        }
        return [
            Remark(
                .routePortUnknown, parent.field["port"], "Service \(found.name) has no port \(port)",
                hint: "its ports are \(ports(found).map { String($0) }.joined(separator: ", "))")
        ]
    }

    /// Linkerd passes over the whole route.
    private static func server(_ parent: RouteParent, _ subject: Subject) -> Remark? {
        guard parent.namespace == subject.object.namespace else {
            return Remark(
                .routeServerParent, parent.field["namespace"], "a route cannot hang on a Server of another namespace",
                hint: "put the route into namespace \(parent.namespace)")
        }
        return ["port", "sectionName"].map { parent.field[$0] }.first { $0.value != .null }.map {
            Remark(.routeServerParent, $0, "a route hangs on a whole Server", hint: "leave it out")
        }
    }

    private static func backend(_ field: Field, _ subject: Subject) -> Remark? {
        guard let reference = TargetReference(field, defaultKind: "Service"), let name = reference.name,
            let kind = [ObjectKind.service, .egressNetwork].first(where: reference.isA)
        else { return nil }
        let namespace = reference.namespace(in: subject.object)
        guard subject.set.isKnown(kind, in: namespace) else { return nil }
        guard let found = subject.set.object(kind, namespace, name) else {
            if kind == .service, subject.set.isMadeService(name, in: namespace) { return nil }
            return missing(kind, namespace, name, field["name"], subject)
        }
        guard kind == .service, let port = field["port"].int, !ports(found).isEmpty, !ports(found).contains(port) else {
            return nil
        }
        return Remark(
            .backendPortUnknown, field["port"], "Service \(name) has no port \(port)",
            hint: "its ports are \(ports(found).map { String($0) }.joined(separator: ", "))")
    }

    /// Files hold a part of a namespace: only where the kind was listed is it known that there is no such thing.
    private static func missing(
        _ kind: ObjectKind, _ namespace: String, _ name: String, _ field: Field, _ subject: Subject
    ) -> Remark {
        let isListed = subject.set.listed.contains(kind)
        return Remark(
            isListed ? .routeBackendUnknown : .routeBackendUnlisted, field,
            isListed
                ? "\(kind) \(namespace)/\(name) does not exist, so its share of the requests fails"
                : "\(kind) \(namespace)/\(name) is not known; where it does not exist, its share of the requests fails",
            hint: "mend the name or the namespace, or make the \(kind) first"
        ).naming([.init(kind: kind, namespace: namespace, name: name)])
    }

    private static func ports(_ service: KnownObject) -> [Int64] {
        service.spec["ports"].elements.compactMap { $0["port"].int }
    }
}
