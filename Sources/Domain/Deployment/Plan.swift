/// What happens when a step fails.
package enum FailurePolicy: String, Hashable, Sendable, CaseIterable {
    /// Every object that was written is restored, on every cluster.
    case rollback
    /// Everything stays as it is; the deployment says what is where.
    case stop
}

/// A step with the clusters that it is done on.
package struct PlannedStep: Hashable, Sendable {
    package let step: Step
    /// An index into the plan's waves; `nil`: all clusters.
    package let wave: Int?

    package init(_ step: Step, wave: Int? = nil) {
        self.step = step
        self.wave = wave
    }
}

/// How a bundle is rolled out, as data: what a strategy makes of a request, stored with the deployment.
///
/// It holds units, waves and shares, never pod names: who is in a share is found out when it is written.
package struct Plan: Hashable, Sendable {
    /// The step number of the jobs that restore a deployment: the way back is no step of the plan.
    package static let wayBack = -1

    /// In ascending order; never empty.
    package let clusters: [ID<Cluster>]
    /// The clusters in the order in which they get the new version; one wave where nothing else is said.
    package internal(set) var waves: [[ID<Cluster>]]
    /// In the order in which they are done; a step's number is its place here.
    package internal(set) var steps: [PlannedStep]
    package let onFailure: FailurePolicy
    /// In which unit each policy takes its share; empty where whole objects are written.
    package internal(set) var units: [ID<Policy>: CohortUnit]
    /// The policies whose unit is chosen when their clusters are asked: nobody asked them when the plan was made, or
    /// none answered.
    package var undecided: Set<ID<Policy>> = []
    /// How it goes where it then turns out that no share can be had within a cluster; `nil`: it fails.
    package internal(set) var byClusters: ByClusters?
    /// The pods of a batch, where they are counted when it begins: until then the plan has one batch for all of them.
    package internal(set) var uncountedBatch: Int?
    /// What is judged while the traffic is watched.
    package let rules: [SoakRule]
    /// How long a step that HotSwap itself does may take; `nil`: as long as its attempts last.
    package let progressDeadline: Duration?
    /// Not before this moment; `nil`: at once.
    package let startsAt: Timestamp?
    /// Whoever has its objects when it is to begin, or waits for them since before, is aborted for it.
    package var supersedes = false
    /// What the warnings of validation mean for it.
    package var warnings = WarningPolicy()
    /// What whoever asked for it should know before it begins, each in a sentence.
    package var notes: [String] = []
    /// A person's way back goes wave by wave in reverse order, as the way forward was batch by batch. What a breach or
    /// a failure takes back is taken back everywhere at once.
    package var returnsInReverse = false
    /// The strategy as it was asked for (`Strategy.json`), for answers; `nil` in plans that no request made.
    package var strategy: JSONValue?

    package init(
        clusters: [ID<Cluster>], waves: [[ID<Cluster>]]? = nil, steps: [PlannedStep], onFailure: FailurePolicy,
        units: [ID<Policy>: CohortUnit] = [:], rules: [SoakRule] = [], progressDeadline: Duration? = nil,
        startsAt: Timestamp? = nil
    ) {
        self.clusters = clusters.sorted()
        self.waves = waves ?? [clusters.sorted()]
        self.steps = steps
        self.onFailure = onFailure
        self.units = units
        self.rules = rules
        self.progressDeadline = progressDeadline
        self.startsAt = startsAt
    }

    /// The step of that number; `nil` where the plan has none.
    package func step(_ number: Int) -> Step? { steps.indices.contains(number) ? steps[number].step : nil }

    /// The clusters on which a step is done.
    package func clusters(of step: Int) -> [ID<Cluster>] {
        guard steps.indices.contains(step), let wave = steps[step].wave, waves.indices.contains(wave) else {
            return clusters
        }
        return waves[wave].sorted()
    }

    /// Whether a deployment that stands at `step` may have written something.
    func hasWritten(at step: Int) -> Bool {
        steps.indices.contains { $0 <= max(step, 0) && steps[$0].step.writes }
    }

    /// The steps whose jobs write nothing, such as a smoke test that is not answered: nobody waits for them.
    package var idleSteps: [Int] { steps.indices.filter { !steps[$0].step.writes } }

    /// The clusters that may have been written by a deployment that stands at `step`.
    func writtenClusters(at step: Int) -> [ID<Cluster>] {
        let written = steps.indices.filter { $0 <= max(step, 0) && steps[$0].step.writes }.flatMap { clusters(of: $0) }
        return Set(written).sorted()
    }

    /// The turns in which these clusters are taken back: one for all of them where nothing else is said.
    func turnsBack(of written: [ID<Cluster>], _ cause: Restoration.Cause) -> [[ID<Cluster>]] {
        guard returnsInReverse, cause != .failure else { return [written] }
        let turns = waves.reversed().map { wave in wave.filter(written.contains).sorted() }.filter { !$0.isEmpty }
        return turns.count > 1 && turns.joined().count == written.count ? turns : [written]
    }

    /// Whether policies are split within a cluster, so that something beside their own objects may have been written.
    package var splitsClusters: Bool { !undecided.isEmpty || units.values.contains { $0 != .clusters } }

    /// How long proxies and clusters that do not answer are waited for, which has to come to an end.
    package var arrivalLimit: Duration { progressDeadline ?? .seconds(600) }

    /// Why a step ends that has lasted too long.
    package static let lateness = "The step made no progress within its progressDeadline"

    /// Whether it was looked at `cluster` for as long as the step may wait.
    package func isOver(_ position: Position, on cluster: ID<Cluster>, now: Timestamp) -> Bool {
        guard let delay = position.delays[cluster], delay.until == nil else { return false }
        return delay.waited(at: now) >= arrivalLimit
    }

    /// The scenes that the plan makes of a cluster, in order.
    package var scenes: [Scene] { steps.compactMap(\.step.scene) }

    /// The scene that stands on `cluster` when all steps before `step` are done; `nil`: nothing was written there.
    package func scene(before step: Int, on cluster: ID<Cluster>) -> Scene? {
        steps.indices.last {
            $0 < step && steps[$0].step.scene != nil && clusters(of: $0).contains(cluster)
        }.flatMap { steps[$0].step.scene }
    }

    /// The first step from `step` on that is done where a person has promoted to the end: until the last wave has the
    /// new version, neither the traffic nor a person is waited for, and no wave gets a share before the whole.
    func pastWaits(from step: Int) -> Int {
        guard let last = steps.lastIndex(where: { $0.step.makesWhole }) else { return step }
        return steps.indices.first { $0 >= step && ($0 > last || !isPassedOver($0)) } ?? step
    }

    private func isPassedOver(_ index: Int) -> Bool {
        switch steps[index].step {
        case .soak, .compare, .gate(.promote): true
        case .arrange, .awaitPropagation, .smokeTest: step(after: index) { $0 == .promote } != nil
        case .validate, .apply, .gate(.switchTraffic), .promote, .switchTraffic, .retire, .restore: false
        }
    }

    /// The next step after `step` at which `isWanted`, within the wave of `step`.
    func step(after step: Int, where isWanted: (Step) -> Bool) -> Int? {
        guard steps.indices.contains(step) else { return nil }
        return steps.indices.first { $0 > step && steps[$0].wave == steps[step].wave && isWanted(steps[$0].step) }
    }
}

extension Plan {
    /// The plan that takes back a finished deployment. It never undoes itself half-way: what could not be restored is
    /// reported, and a person decides.
    package static func takingBack(_ deployment: ID<Deployment>, clusters: [ID<Cluster>]) -> Plan {
        Plan(clusters: clusters, steps: [PlannedStep(.restore(of: deployment))], onFailure: .stop)
    }
}
