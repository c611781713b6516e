import Domain
import MeshModel

/// A share of the client pods of the rule's namespace: a copy of the rule with a `workloadSelector` beside it.
///
/// istiod has three traps here (read in its code). T1: a copy with a selector is a rule of its namespace, so it ends
/// the search also for the pods that it does not select; where they use a rule of another namespace, that needs a
/// stand-in in theirs. T2: a rule whose `exportTo` is exactly `.` is swallowed by the copy, so it is widened by its own
/// namespace's name for that time. T3: the copy inherits nothing, so it has all subsets.
struct DestinationRuleClients: RolloutBook {
    let unit = CohortUnit.workloads
    let scope: PodScope?
    private let change: DestinationRuleChange
    /// What the pods have without the rule, from elsewhere.
    private let elsewhere: [String: JSONValue]?
    private let before: [String: JSONValue]
    private let after: [String: JSONValue]

    init(_ change: DestinationRuleChange) throws(Impossible) {
        self.change = change
        guard change.namespace != change.index.root else {
            throw TrafficOffers.no(
                "the rule is in the root namespace and so for the clients of all namespaces, but a copy with a "
                    + "workloadSelector would reach pods of the root namespace only")
        }
        let scope = PodScope(
            namespaces: [change.namespace], onlyMeshed: change.surroundings.pods.contains(where: \.isMeshed))
        guard change.surroundings.pods.contains(where: scope.contains) else {
            throw TrafficOffers.no(
                "namespace \(change.namespace) has no pod with a sidecar, and a workloadSelector reaches client pods of "
                    + "the rule's own namespace only")
        }
        self.scope = scope
        elsewhere = try Self.elsewhere(change)
        let nothing = elsewhere ?? ["host": .string(change.host), "exportTo": ["."]]
        before = change.change.old == nil ? nothing : change.old
        after = change.change.new == nil ? nothing : change.new
        try change.refuseLostSubsets(from: before, to: after)
    }

    private static func elsewhere(_ change: DestinationRuleChange) throws(Impossible) -> [String: JSONValue]? {
        guard change.change.old == nil || change.change.new == nil else { return nil }
        guard !change.isWildcard else {
            throw TrafficOffers.no(
                "the rule is for the wildcard \(change.host) and is created or removed: what its services have without "
                    + "it may be another rule for each")
        }
        guard let rule = change.index.used(by: change.namespace) else { return nil }
        var spec = TrafficDocument.spec(rule.document)
        guard spec["workloadSelector"] == nil else {
            throw TrafficOffers.no("without the rule, \(rule.name) would be used, which selects its clients itself")
        }
        spec["host"] = .string(change.host)
        spec["exportTo"] = ["."]
        return spec
    }

    var notes: [String] {
        var notes = ["the share is one of the client pods of namespace \(change.namespace)"]
        let reached = change.change.old == nil && !change.isShared
        if !reached { notes.append("clients of other namespaces keep the old rule until the promotion") }
        if standsIn {
            notes.append("until then the pods that are not chosen have a copy of the rule that they use now")
        }
        return notes
    }

    func measurement(of scene: Scene) -> Measurement {
        var measurement = Measurement(
            side: .client, cohort: .namespaces([change.namespace]), baseline: .nobody, services: change.services)
        if case .share(let share) = scene {
            measurement.cohort = .cohort
            measurement.baseline = share.isEverything ? .nobody : .rest
        }
        return measurement
    }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .shadow: throw TrafficOffers.notShadow
        case .variant:
            throw TrafficOffers.no("a rule for client pods does not see headers; the unit requests can do this")
        case .green: preparation + [.write(copy(after))]
        case .share(let share): preparation + [.write(copy(after)), .label(share)]
        case .switched: standsIn ? [.write(standIn(after))] : [.write(adopted)]
        case .promoted: promotion
        }
    }

    private var isCreation: Bool { change.change.old == nil }
    private var standsIn: Bool { isCreation && elsewhere != nil }

    /// What makes room for the copy without changing anything for anybody (T1, T2).
    private var preparation: [Move] {
        if standsIn { return [.write(standIn(before)), .settle] }
        return !isCreation && isSwallowed(before) ? [.write(change.main(widened(before))), .settle] : []
    }

    private var promotion: [Move] {
        // Two equal rules of one namespace may stand beside each other: merging them changes nothing.
        let adoption: [Move] = standsIn ? [.write(standIn(after)), .settle, .write(adopted)] : [.write(adopted)]
        var cleaning: [Move] = [.settle, .remove(copyName)]
        if standsIn { cleaning += [.settle, .remove(change.copyName("stable", in: change.namespace))] }
        switch change.change.new {
        case nil: cleaning += [.settle, .remove(change.name)]
        case let new?:
            let final = MeshObject(name: change.name, document: new)
            if final != adopted { cleaning += [.settle, .write(final)] }
        }
        return adoption + cleaning + [.unlabel]
    }

    func movesBack() -> [Move] {
        var back: [Move] = [.overwrite(copy(before))]
        if isCreation {
            back.append(.restore(change.name))
            if standsIn { back.append(.overwrite(standIn(before))) }
        } else {
            back.append(isSwallowed(before) ? .write(change.main(widened(before))) : .restore(change.name))
        }
        back += [.settle, .remove(copyName)]
        if standsIn { back += [.settle, .remove(change.copyName("stable", in: change.namespace))] }
        if !isCreation, isSwallowed(before) { back += [.settle, .restore(change.name)] }
        return back + [.unlabel]
    }

    private var copyName: MeshObjectName { change.copyName(in: change.namespace) }

    /// The rule as it is for everybody in the new version, while the copy is still there.
    private var adopted: MeshObject {
        guard let new = change.change.new, isSwallowed(after) == false else { return change.main(widened(after)) }
        return MeshObject(name: change.name, document: new)
    }

    private func copy(_ spec: [String: JSONValue]) -> MeshObject {
        var selective = spec
        selective["workloadSelector"] = ["matchLabels": .object([change.cohort.labelKey: .string(Cohort.labelValue)])]
        selective["exportTo"] = ["."]
        return change.copy(selective)
    }

    private func standIn(_ spec: [String: JSONValue]) -> MeshObject { change.copy(widened(spec), "stable") }

    private func isSwallowed(_ spec: [String: JSONValue]) -> Bool {
        Set(spec["exportTo"]?.array ?? []) == ["."]
    }

    private func widened(_ spec: [String: JSONValue]) -> [String: JSONValue] {
        guard isSwallowed(spec) else { return spec }
        var widened = spec
        widened["exportTo"] = [".", .string(change.namespace)]
        return widened
    }
}
