package import Domain
import MeshModel
import Validation

extension Impact {
    /// What the change does.
    ///
    /// - Parameters:
    ///   - old: The live version; `nil`: there is none.
    ///   - new: The version that is to be; `nil`: the object goes.
    ///   - questions: How many questions at most are asked of the mesh's model.
    ///   - traffic: What a service carries now, in requests per second; `nil` where that is not known.
    /// - Returns: `nil` where neither version is an object with a kind and a name.
    package static func of(
        old: JSONValue?, new: JSONValue?, in picture: MeshPicture, questions: Int = 40_000,
        traffic: (ServiceName) -> Double? = { _ in nil }
    ) -> Impact? {
        together([Change(old: old, new: new)], in: picture, questions: questions, traffic: traffic)[0]
    }

    static func of(
        _ change: Change, _ pair: PolicyPair, in picture: MeshPicture, questions: Int,
        traffic: (ServiceName) -> Double?
    ) -> Impact {
        let fields = FieldDiff.between(change.old.map(ObjectContent.of), change.new.map(ObjectContent.of))
        let kind: Kind =
            fields.isEmpty ? .none : change.old == nil ? .created : change.new == nil ? .removed : .changed
        var impact = Impact(object: picture.told(pair.object.description), kind: kind, fields: fields)
        guard kind != .none else { return impact }
        guard isExamined(ObjectKind(pair.object.kind, group: pair.object.group)) else {
            impact.caveats.append("What objects of this kind change was not looked at.")
            return impact
        }
        var budget = Budget(questions)
        impact.add(pair, picture, &budget)
        if budget.missed > 0 {
            impact.caveats.append("\(budget.missed) combinations of client, pod and request were not looked at.")
        }
        impact.addEmptiness(picture)
        impact.tell(picture)
        impact.finish(traffic)
        return impact
    }

    /// Says the hosts of the cluster as people write them.
    private mutating func tell(_ picture: MeshPicture) {
        guard picture.domain != nil else { return }
        lines = lines.map { $0.told(picture.told) }
        newlyAllowed = newlyAllowed.map(picture.told)
        newlyDenied = newlyDenied.map(picture.told)
        services = services.map(picture.told)
        caveats = caveats.map(picture.told)
    }

    private mutating func add(_ pair: PolicyPair, _ picture: MeshPicture, _ budget: inout Budget) {
        let mesh: Mesh = Self.isLinkerds(pair.object) ? .linkerd : .istio
        let pods = picture.pods(of: mesh)
        let access = AccessImpact(pair, picture, pods: pods)
        if AccessImpact.kinds.contains(pair.object.kind) {
            let answer = access.answer(&budget)
            lines += answer.lines
            clients += answer.lines.flatMap(\.clients)
            addReached(access.classes, picture)
            if answer.omittedProbes > 0 {
                caveats.append("The rules ask for \(answer.omittedProbes) more kinds of request than were tried.")
            }
        }
        addRules(pair, picture, access.classes)
        let pod = PodImpact(pair, picture, pods: pods)
        lines += pod.lines
        workloads += pod.workloads
        let routes = RouteImpact(pair, picture, pods: Self.clients(of: pair, mesh, in: picture))
        addRoutes(routes, &budget)
        addLimits(pair, picture)
        asked = budget.asked + pod.asked
    }

    /// Where nobody was asked, that nothing differs would be no answer.
    private mutating func addEmptiness(_ picture: MeshPicture) {
        guard asked == 0, kind != .none else { return }
        caveats.append(
            picture.pods.isEmpty
                ? "Nothing was asked: no pod is known."
                : "Nothing was asked: of the pods that are known, none is in the mesh and concerned by the object.")
    }

    /// Where no pod is known, routes are asked for a client in the namespace of the object.
    static func clients(of pair: PolicyPair, _ mesh: Mesh, in picture: MeshPicture) -> [MeshPod] {
        let pods = picture.pods(of: mesh)
        return pods.isEmpty ? [somebody(in: pair, mesh)] : pods
    }

    private static func somebody(in pair: PolicyPair, _ mesh: Mesh) -> MeshPod {
        let workload = Workload(namespace: pair.namespace, name: "any client", labels: [:], phase: "Running")
        return MeshPod(workload, proxy: mesh == .istio ? .istio : .linkerd)
    }

    private static func isLinkerds(_ object: PolicyObject) -> Bool {
        ["policy.linkerd.io", "linkerd.io", "split.smi-spec.io", "gateway.networking.k8s.io"].contains(object.group)
    }

    private mutating func addReached(_ classes: [PodClass], _ picture: MeshPicture) {
        workloads += classes.flatMap(\.workloads)
        let touched = Set(workloads)
        for service in picture.services {
            let pods = picture.pods.filter { service.service.selects($0.workload) }
            if pods.contains(where: { touched.contains($0.workloadText) }) { services.append("\(service.name)") }
        }
    }

    /// The rules themselves, whoever the callers may be.
    private mutating func addRules(_ pair: PolicyPair, _ picture: MeshPicture, _ classes: [PodClass]) {
        guard pair.object.kind == "AuthorizationPolicy", pair.object.group == "security.istio.io" else { return }
        guard !classes.isEmpty else {
            add(AuthorizationComparison(old: pair.old, new: pair.new))
            return
        }
        var seen: Set<[[PolicyObject]]> = []
        for pods in classes {
            let deciding = [pair.before, pair.after].map { $0.authorizationPolicies(for: pods.pod) }
            let others = deciding.map { $0.filter { !$0.isNamed(as: pair.object) } }
            guard seen.insert(others).inserted, seen.count <= 10 else { continue }
            add(
                AuthorizationComparison(
                    old: pair.isAmong(deciding[0]) ? pair.old : nil, new: pair.isAmong(deciding[1]) ? pair.new : nil,
                    others: others[0].map(\.document), later: others[1].map(\.document)))
        }
    }

    private mutating func add(_ comparison: AuthorizationComparison) {
        newlyAllowed += comparison.newlyAllowed.map(\.description)
        newlyDenied += comparison.newlyDenied.map(\.description)
        caveats += comparison.caveats
    }

    private mutating func addRoutes(_ routes: RouteImpact, _ budget: inout Budget) {
        lines += routes.lines(&budget)
        services += routes.services
        clients += routes.clients
        self.routes += fields.compactMap(Self.rule).filter { routes.isRouting && !$0.isEmpty }
        caveats += routes.unknown.map {
            "No request was made of the pattern \($0): a text that it matches was not found."
        }
    }

    /// `spec.http[1]` of a path below it.
    private static func rule(_ change: FieldDiff.Change) -> String? {
        var components: [FieldPath.Component] = []
        for component in change.path.components {
            components.append(component)
            if case .index = component { return FieldPath(components).description }
        }
        return nil
    }

    private mutating func addLimits(_ pair: PolicyPair, _ picture: MeshPicture) {
        if pair.versions.contains(where: { $0["spec"]?["targetRefs"] != nil || $0["spec"]?["targetRef"] != nil }),
            pair.object.group != "policy.linkerd.io"
        {
            caveats.append("What gateways and waypoints of the Gateway API do with the object was not looked at.")
        }
        if pair.versions.contains(where: { AuthorizationRules($0).isDryRun }) {
            caveats.append("A version is a dry run (istio.io/dry-run): it decides nothing, and counts so here.")
        }
        if picture.pods.isEmpty { caveats.append("No pod is known: who is concerned cannot be told.") }
    }

    private mutating func finish(_ traffic: (ServiceName) -> Double?) {
        for index in lines.indices {
            let rates = lines[index].services.compactMap(traffic)
            if !rates.isEmpty { lines[index].requestsPerSecond = rates.reduce(0, +) }
        }
        lines.sort(by: Line.precedes)
        for topic in Topic.allCases {
            let count = lines.count { $0.topic == topic }
            if count > Self.lineLimit { omitted[topic] = count - Self.lineLimit }
        }
        var counted: [Topic: Int] = [:]
        lines = lines.filter { line in
            counted[line.topic, default: 0] += 1
            return counted[line.topic, default: 0] <= Self.lineLimit
        }
        services = Set(services).sorted()
        workloads = Set(workloads).sorted()
        clients = Set(clients).sorted()
        routes = Self.unique(routes)
        newlyAllowed = Self.unique(newlyAllowed)
        newlyDenied = Self.unique(newlyDenied)
        caveats = Self.unique(caveats)
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
