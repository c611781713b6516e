/// What cannot be done now: the environment is closed, proxies have not got it yet, or a cluster does not answer.
extension DeploymentState {
    /// So long a cluster may be silent before it is news: most failures pass at the next attempt.
    private static let patience = Duration.seconds(2)
    /// Looks that find nothing new are kept so often, so that their time is counted: well below what counts at most.
    private static let lookInterval = Duration.seconds(10)

    func putOff(_ plan: Plan, cluster: ID<Cluster>, step: Int, epoch: Int64, _ delay: Delay) -> Decision {
        if let late = lateness(of: epoch) { return late }
        switch phase {
        case .advancing(var position):
            guard position.step == step, position.outstanding.contains(cluster) else {
                return .ignore("already reported")
            }
            return note(delay, of: cluster, in: position.delays, plan) { delays in
                position.delays = delays
                return .advancing(position)
            }
        case .held(var position):
            guard position.step == step, position.outstanding.contains(cluster) else {
                return .ignore("already reported")
            }
            // Whoever holds it knows why it stands; that it could not go on either is told when it is resumed.
            var quiet = delay
            quiet.isTold = position.delays[cluster]?.isTold ?? false
            guard position.delays[cluster]?.reason != delay.reason else { return .ignore("it is held") }
            position.delays[cluster] = quiet
            var next = self
            next.phase = .held(position)
            return .advance(next, [])
        case .restoring(var restoration):
            guard step == Plan.wayBack, restoration.outstanding.contains(cluster) else {
                return .ignore("already reported")
            }
            var turn: [Effect] = []
            let noted = note(delay, of: cluster, in: restoration.delays, plan) { delays in
                restoration.delays = delays
                turn = restoration.takeTurn()
                return .restoring(restoration)
            }
            guard case .advance(let next, let news) = noted else { return noted }
            return .advance(next, turn + news)
        case .queued, .pending, .completed, .failed, .rolledBack, .aborted:
            return .ignore("the deployment is no longer at this step")
        }
    }

    /// The step is not done yet, and waits for nothing any more.
    func goesOn(cluster: ID<Cluster>, step: Int, epoch: Int64) -> Decision {
        if let late = lateness(of: epoch) { return late }
        var next = self
        switch phase {
        case .advancing(var position) where position.step == step && position.delays[cluster] != nil:
            position.delays[cluster] = nil
            next.phase = .advancing(position)
        case .held(var position) where position.step == step && position.delays[cluster] != nil:
            position.delays[cluster] = nil
            next.phase = .held(position)
        case .queued, .pending, .advancing, .held, .restoring, .completed, .failed, .rolledBack, .aborted:
            return .ignore("it waits for nothing there")
        }
        return .advance(next, [])
    }

    /// Keeps the delay, and tells it once it is news.
    private func note(
        _ delay: Delay, of cluster: ID<Cluster>, in delays: [ID<Cluster>: Delay], _ plan: Plan,
        _ phase: ([ID<Cluster>: Delay]) -> Phase
    ) -> Decision {
        var now = delay
        let known = delays[cluster]
        if let known, (known.until == nil) == (delay.until == nil) {
            now = Delay(since: known.since, reason: delay.reason, until: delay.until)
            now.isTold = known.isTold && (delay.until == nil || known.reason == delay.reason)
            (now.counted, now.lookedAt) = (known.waited(at: delay.since), delay.since)
        }
        let isNews = !now.isTold && (now.until != nil || delay.since - now.since >= Self.patience)
        if isNews { now.isTold = true }
        // Without a deadline nobody need know when it is asked again.
        let isSame = known?.reason == now.reason && (plan.progressDeadline == nil || known?.until == now.until)
        let isToBeKept = isNews || !isSame || isToBeCounted(known, at: delay.since)
        guard isToBeKept else { return .ignore("that is known") }
        var next = self
        let before = delays.texts
        next.phase = phase(delays.merging([cluster: now]) { $1 })
        // Clusters of one environment are closed together: one sentence tells it.
        let tells = isNews && !before.contains(now.text)
        return .advance(next, tells ? [.announce(next.status(plan: plan), reason: next.reason)] : [])
    }

    private func isToBeCounted(_ known: Delay?, at moment: Timestamp) -> Bool {
        guard let known, known.until == nil, case .advancing = phase else { return false }
        return moment - known.lookedAt >= Self.lookInterval
    }

    /// Ends a way back that does not come to its end: what is not restored stays as it is, and is named. Of one that
    /// has failed, the ground that it keeps is let go.
    func giveUp(_ plan: Plan, reason: String, nextEpoch: Int64) -> Decision {
        if case .failed(let failure, let wroteSomething, let ground) = phase, ground.isKept {
            var next = self
            next.phase = .failed(
                reason: "\(failure); what stands was given up (\(reason))", wroteSomething: wroteSomething,
                ground: .givenUp)
            return .advance(next, [.releaseLocks, .announce(.failed, reason: next.reason)])
        }
        guard case .restoring(let restoration) = phase else {
            return .refuse("nothing is being taken back that could be given up")
        }
        let open = restoration.outstanding
        let silent = open.sorted().compactMap { restoration.delays[$0]?.reason }
        let others = open.count - silent.count
        let left =
            restoration.failures + silent
            + (others > 0 ? ["\(others) cluster\(others == 1 ? "" : "s") where it was still under way"] : [])
        return stop(
            .failed(
                reason: "\(restoration.reason); given up (\(reason)); not restored: \(left.joined(separator: "; "))",
                wroteSomething: true, ground: plan.splitsClusters ? .givenUp : .free), plan, nextEpoch: nextEpoch)
    }
}

extension [ID<Cluster>: Delay] {
    /// What is to be told, each thing once.
    var texts: Set<String> { Set(values.filter(\.isTold).map(\.text)) }

    /// In one line; `nil`: nothing.
    var text: String? {
        let texts = texts.sorted()
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }
}
