/// Whose traffic is watched: a function of the plan and of where the deployment stands in it.
///
/// Whoever has the new version in traffic is watched until the deployment ends or goes back: through soaks and
/// comparisons, at gates, while a person holds it, while HotSwap writes the next step, and while later waves have their
/// turn. Only what nobody has yet (green beside blue, a shadow whose time is over) and what is merely kept warm at the
/// end (blue) is not.
struct Watching: Hashable {
    let step: Int
    /// Where a soak or a comparison is under way.
    let soaking: [ID<Cluster>]
    /// Where the new version stands meanwhile: rules are judged, and nothing can pass.
    let standing: [ID<Cluster>]

    func contains(_ cluster: ID<Cluster>) -> Bool { standing.contains(cluster) || soaking.contains(cluster) }

    /// What is to be done where one follows the other; `nil`: nothing is watched.
    static func effects(from old: Watching?, to new: Watching?) -> [Effect] {
        guard old != new else { return [] }
        guard let new else { return [.endWatch] }
        let isSameStep = old?.step == new.step
        let ends = old.map { old in (old.soaking + old.standing).contains { !new.contains($0) } } ?? false
        let kept = new.standing.filter { ends || !isSameStep || old?.contains($0) != true }
        return (ends ? [.endWatch] : [])
            + (kept.isEmpty ? [] : [.keepWatch(step: new.step, clusters: kept)])
            + (isSameStep || new.soaking.isEmpty ? [] : [.beginWatch(step: new.step, clusters: new.soaking)])
    }
}

extension DeploymentState {
    /// What is watched now; `nil`: nothing.
    func watching(_ plan: Plan) -> Watching? {
        switch phase {
        case .advancing(let position), .held(let position): plan.watching(at: position)
        case .queued, .pending, .restoring, .completed, .failed, .rolledBack, .aborted: nil
        }
    }
}

extension Plan {
    /// Whether its traffic is watched at all.
    package var isWatched: Bool { steps.contains(where: \.step.isWatched) }

    fileprivate func watching(at position: Position) -> Watching? {
        guard isWatched, let step = step(position.step) else { return nil }
        let present = clusters(of: position.step)
        let soaking = step.isWatched ? present : []
        var standing: Set<ID<Cluster>> = []
        if !isWarmth(from: position.step) {
            standing = withNewVersion(before: position.step)
            if let scene = step.scene {
                let done = present.filter { !position.outstanding.contains($0) }
                if scene.isInTraffic { standing.formUnion(done) } else { standing.subtract(done) }
            }
            standing.subtract(soaking)
        }
        guard !soaking.isEmpty || !standing.isEmpty else { return nil }
        return Watching(step: position.step, soaking: soaking, standing: standing.sorted())
    }

    /// Whether nothing is left but to retire what is kept warm: whether the new version stays has been decided.
    private func isWarmth(from step: Int) -> Bool {
        steps.indices.allSatisfy { index in
            guard index >= step, case .retire = steps[index].step else { return index < step }
            return true
        }
    }

    /// The clusters where requests meet the new version when all steps before `step` are done.
    private func withNewVersion(before step: Int) -> Set<ID<Cluster>> {
        var scenes: [ID<Cluster>: Scene] = [:]
        for (index, planned) in steps.enumerated() where index < step {
            guard let scene = planned.step.scene else { continue }
            for cluster in clusters(of: index) { scenes[cluster] = scene }
        }
        return Set(scenes.filter(\.value.isInTraffic).keys)
    }
}

/// What a watch is about.
package struct WatchSubject: Hashable, Sendable {
    /// The soak or comparison whose length counts: the one under way, else the last one there, else the next.
    package let step: Step
    /// Neither a soak nor a comparison is under way there: what stands is judged, and nothing can pass.
    package let isStanding: Bool
    /// Nobody knows yet whether the proxies have what was written, so that missing data says nothing.
    package let isArriving: Bool
    /// The scene that stands, or is being written.
    package let scene: Scene?
}

extension Plan {
    /// What a watch of that step is about on `cluster`; `nil` where the plan has no such step.
    package func watchSubject(at number: Int, on cluster: ID<Cluster>) -> WatchSubject? {
        guard steps.indices.contains(number) else { return nil }
        let own = steps.indices.filter { index in
            steps[index].wave.map { waves.indices.contains($0) && waves[$0].contains(cluster) } ?? true
        }
        let past = own.filter { $0 <= number }
        let written = past.last { steps[$0].step.scene != nil }
        let watched = past.last { steps[$0].step.isWatched }
        let next = own.first { $0 > number && steps[$0].step.isWatched }
        return WatchSubject(
            step: (watched ?? next).map { steps[$0].step } ?? .soak(.zero),
            isStanding: watched != number,
            isArriving: watched != number && (watched ?? -1) < (written ?? -1),
            scene: written.flatMap { steps[$0].step.scene })
    }
}

extension Scene {
    /// Whether requests of production meet the new version.
    fileprivate var isInTraffic: Bool {
        switch self {
        case .shadow, .green: false
        case .share, .variant, .switched, .promoted: true
        }
    }
}
