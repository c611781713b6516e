import Domain
import Ports

/// Whose traffic a tick sees in a snapshot.
extension WatchTick {
    /// One measurement with what was seen of it.
    struct View {
        let part: CohortMeasurement
        /// `nil`: nothing was read.
        let measured: MeasuredTraffic?
        /// It has no traffic, and had none before: of a policy that shows at both ends of connections the other end
        /// tells.
        let isQuiet: Bool
    }

    func isQuiet(_ place: Int, _ measured: MeasuredTraffic?, _ memory: WatchMemory) -> Bool {
        guard let measured, let before = memory.parts[place].before, measured.cohort.isQuiet, before.isQuiet else {
            return false
        }
        let part = measurements[place]
        return zip(measurements, memory.parts).contains { other, known in
            other.policies == part.policies && other.measurement.side != part.measurement.side
                && known.before?.isQuiet == false
        }
    }

    func measured(_ part: CohortMeasurement, in index: SnapshotIndex, before: Traffic? = nil) -> MeasuredTraffic {
        let members = watch.cohort?.members ?? CohortMembers()
        return index.measured(
            part.measurement, cohortPods: members.cohort, restPods: members.rest, before: before)
    }

    /// All of its traffic, whichever version it had.
    func whole(_ part: CohortMeasurement, in index: SnapshotIndex) -> Traffic {
        let members = watch.cohort?.members ?? CohortMembers()
        return index.whole(part.measurement, cohortPods: members.cohort, restPods: members.rest)
    }

    /// Of a snapshot before the rollout, what went where the cohort's traffic goes; `nil` where it is told by more than
    /// that.
    func had(_ part: CohortMeasurement, in before: SnapshotIndex) -> Traffic? {
        part.measurement.isByDestination ? measured(part, in: before).cohort : nil
    }

    /// Of a snapshot before the rollout, how those who have the new version differed from those beside. Where that
    /// shows in the destination alone, what went there before says nothing of it, and variants are compared as they
    /// are.
    func standing(_ part: CohortMeasurement, in before: SnapshotIndex) -> StandingDifferences {
        if case .compare = watch.subject { return StandingDifferences() }
        guard !watch.isShadow, !part.measurement.isByDestination else { return StandingDifferences() }
        let measured = measured(part, in: before)
        guard let baseline = measured.baseline else { return StandingDifferences() }
        return StandingDifferences(cohort: measured.cohort, baseline: baseline, window: before.window)
    }

    /// Of a snapshot before the rollout, what part of the requests the cohort's pods had: a share of the pods is none
    /// of the requests. `nil`: where requests are chosen, or the pods had hardly any.
    func usualShare(_ part: CohortMeasurement, in before: SnapshotIndex) -> Double? {
        guard part.measurement.cohort == .cohort else { return nil }
        let measured = measured(part, in: before)
        let requests = measured.cohort.requests
        guard let baseline = measured.baseline,
            requests * before.window.inSeconds >= SoakRule.defaultMinimumRequests
        else { return nil }
        return requests / (requests + baseline.requests)
    }

    /// A shadow is tried on all whom the policy reaches, and nobody has the new version.
    func seen(
        _ part: CohortMeasurement, in index: SnapshotIndex, _ memory: WatchMemory.Part, _ reading: Reading
    ) -> MeasuredTraffic {
        if watch.isShadow {
            return MeasuredTraffic(cohort: whole(part, in: index), before: memory.before, window: index.window)
        }
        var measured = measured(part, in: index, before: memory.before)
        measured.standing = memory.standing
        if part.measurement.cohort == .nobody { return measured }
        return charged(since(measured, memory) ?? measured, part, memory, reading)
    }

    /// What clients report is told by services, which the other clusters of a shared Prometheus have as well. Where
    /// clients are measured it is in their numbers, and variants are compared as they are.
    func charged(
        _ measured: MeasuredTraffic, _ part: CohortMeasurement, _ memory: WatchMemory.Part, _ reading: Reading
    ) -> MeasuredTraffic {
        guard reading.others.isEmpty, !part.measurement.failuresTo.isEmpty else { return measured }
        if case .compare = watch.subject { return measured }
        guard watch.restoredAt == nil else { return measured.charged() }
        return measured.charged(share: memory.usualShare ?? shareOfRequests)
    }

    /// The part of the requests that was asked for; `nil` where pods were counted.
    private var shareOfRequests: Double? {
        guard case .percent(let percent)? = watch.shareAsked else { return nil }
        return Double(percent) / 100
    }

    /// Where the new version's requests go to destinations that had traffic before. Variants are compared as they are.
    private func since(_ measured: MeasuredTraffic, _ memory: WatchMemory.Part) -> MeasuredTraffic? {
        if case .compare = watch.subject { return nil }
        guard let had = memory.had, let share = shareOfRequests else { return nil }
        return measured.sinceBefore(had, share: share)
    }
}

extension Traffic {
    fileprivate var isQuiet: Bool { requests == 0 && connections == 0 }
}
