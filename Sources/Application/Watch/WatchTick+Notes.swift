import Domain
import Ports

/// What an evaluation says beside its numbers.
extension WatchTick {
    func notes(of views: [View], _ reading: Reading) -> [String] {
        if isCohortEmpty { return [emptyNote] }
        let share = unseenNote(views, reading) ?? mixedNote(views) ?? partialNote(views)
        return [refusedNote(views) ?? share, uncountedNote(views)].compactMap(\.self)
    }

    /// Whether pods are chosen, and none that could be is left.
    var isCohortEmpty: Bool {
        guard watch.restoredAt == nil, !watch.isArriving, let record = watch.cohort, !record.scopes.isEmpty else {
            return false
        }
        return record.share != nil && record.members.cohort.isEmpty
    }

    /// Said where numbers, if there are any, are of pods that there were.
    private var emptyNote: String {
        let others = watch.cohort?.members.rest.count ?? 0
        let who =
            switch others {
            case 0: "no pod that is concerned runs"
            case 1: "one pod is beside it"
            default: "\(others) pods are beside it"
            }
        return "The cohort is empty: \(who), and nothing shows how the new version does"
    }

    /// Said where nothing of the cohort was let in, and refusals were seen: Linkerd's servers count those apart from
    /// requests.
    private func refusedNote(_ views: [View]) -> String? {
        let refused = views.compactMap(\.measured?.cohort).filter { $0.requests == 0 && $0.denied > 0 }
        guard !watch.isShadow, watch.restoredAt == nil, !refused.isEmpty else { return nil }
        let rate = Self.decimal(refused.map(\.denied).reduce(0, +))
        return "No request of the cohort was let in: \(rate) a second were refused (authorization denials), which do "
            + "not count as requests. The rule `refused` judges them"
    }

    private static func decimal(_ rate: Double) -> String {
        let tenths = (rate * 10).rounded(.up)
        return tenths.isFinite && tenths < 1e15 ? "\(Int64(tenths) / 10).\(Int64(tenths) % 10)" : "\(rate)"
    }

    /// Said where a share was asked for and nobody of it was seen, while others were, for as long as rates are made of.
    private func unseenNote(_ views: [View], _ reading: Reading) -> String? {
        guard watch.shareAsked != nil, !watch.isArriving, isWhole(reading),
            views.contains(where: { $0.measured?.shareSeen == 0 })
        else { return nil }
        return "No request of the cohort was seen, though there are others: the chosen pods may be such as do not call "
            + "what the policy is about, and nothing is known of the new version before they do"
    }

    /// Said where a share cannot be seen, because what goes where the cohort's requests go is not all of the new
    /// version.
    private func mixedNote(_ views: [View]) -> String? {
        let isMixed = views.contains { view in
            view.part.measurement.isByDestination && (view.measured.map { $0.baseline == nil } ?? false)
        }
        guard isMixed, watch.shareAsked != nil else { return nil }
        return "The share seen is not known: destinations that gain had traffic before the rollout, from which the new "
            + "version's cannot be told. The rules judge what has come since, compared with the time before"
    }

    /// Said where what the cohort gets of all requests is another share than that of the new version.
    private func partialNote(_ views: [View]) -> String? {
        let isPartial = views.contains { $0.measured?.baseline != nil && !$0.part.measurement.showsShare }
        guard isPartial, watch.shareAsked != nil else { return nil }
        return
            "The share seen is not known: destinations that lose get requests of the new version as well, or of rules "
            + "that do not change. Those that gain by it are compared with those that lose"
    }

    /// Said where rules that may decide are about what nobody counts.
    private func uncountedNote(_ views: [View]) -> String? {
        let missing = views.compactMap { $0.measured?.cohort }.flatMap { cohort in
            rules.filter { rule in
                guard !rule.isObserveOnly, case .standard(let metric) = rule.subject,
                    let counter = OptionalCounters(of: metric)
                else { return false }
                return cohort.uncounted.contains(counter) && cohort.value(of: metric) == nil
            }
        }
        let names = Set(missing.map(\.name)).sorted()
        guard !names.isEmpty else { return nil }
        return
            "Nothing is known for \(names.joined(separator: ", ")): the proxies do not export what Envoy counts of it "
            + "(Istio's proxyStatsMatcher names what they export)"
    }
}

extension SoakOutcome {
    /// The same outcome, saying that nobody is in the cohort where so it is.
    func ofNobody(_ isEmpty: Bool) -> SoakOutcome {
        let note = " (no pod is in the cohort now)"
        return switch self {
        case .breached(let reason, let rule) where isEmpty: .breached(reason: reason + note, rule: rule)
        case .pause(let reason) where isEmpty: .pause(reason: reason + note)
        case .breached, .pause, .goOn, .passed: self
        }
    }

    /// The same outcome, saying what the mesh does not export where that is why nothing is known.
    func explained(by cohort: Traffic?) -> SoakOutcome {
        guard case .pause(let reason) = self, let cohort, cohort.requests == 0, cohort.uncounted.contains(.subsets)
        else { return self }
        return .pause(reason: "\(reason): \(SubsetSight.advice)")
    }
}
