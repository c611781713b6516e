package import Domain
import MeshModel

/// Simulated traffic of a cluster: who calls whom, how it fares by the policies that are in force, and what the proxies
/// count of it. Pure: time and the cluster's objects come in from outside, and the same input gives the same counters.
package struct TrafficModel: Sendable {
    package private(set) var scenario: Scenario
    /// Up to when the counters count.
    package private(set) var now: Timestamp
    private var began: Timestamp
    private var state: ClusterState
    private var map: TrafficMap
    var flows: [Flow] = []
    private(set) var table: CounterTable
    /// Since when each effect's conditions hold for some flow.
    private var held: [Timestamp?] = []

    package init(_ scenario: Scenario = Scenario(), at now: Timestamp) {
        self.scenario = scenario
        (self.now, began) = (now, now)
        state = ClusterState()
        map = TrafficMap(state, mesh: scenario.mesh)
        table = Self.table(scenario)
        held = scenario.effects.map { _ in nil }
    }

    /// The cluster is this from `moment` on. Time goes on to then first.
    package mutating func update(_ state: ClusterState, at moment: Timestamp) {
        advance(to: moment)
        self.state = state
        plan()
    }

    /// Begins another scenario. The counters go on, but where the histograms have other buckets.
    package mutating func begin(_ scenario: Scenario, at moment: Timestamp) {
        advance(to: moment)
        let hasOtherBuckets = scenario.latencyBuckets != self.scenario.latencyBuckets
        self.scenario = scenario
        began = now
        held = scenario.effects.map { _ in nil }
        // Which counters there are may have changed: all are looked up again.
        if hasOtherBuckets { table = Self.table(scenario) }
        flows = []
        plan()
    }

    /// What the proxies have counted so far, in Prometheus' text format.
    package func exposition() -> [UInt8] {
        let seconds = (now - began).inSeconds
        let silenced = scenario.silences.filter { seconds >= $0.from ?? 0 && seconds < $0.until ?? .infinity }
        return Exposition(table: table, silenced: Set(silenced.map(\.service))).text()
    }

    private static func table(_ scenario: Scenario) -> CounterTable {
        CounterTable(
            bounds: Dictionary(
                uniqueKeysWithValues: Family.allCases.filter(\.isHistogram).map {
                    ($0, scenario.latencyBuckets ?? $0.defaultBounds)
                }))
    }

    private mutating func plan() {
        var known = Dictionary(flows.map { (FlowKey($0, map), $0.handles) }) { first, _ in first }
        map = TrafficMap(state, mesh: scenario.mesh)
        if table.keep(Set(map.pods.map(\.owner))) { known = [:] }
        flows = FlowPlanner(map, scenario).flows()
        for index in flows.indices { flows[index].handles = known[FlowKey(flows[index], map)] ?? [:] }
        let holding = Set(flows.flatMap(\.effects))
        for index in held.indices { held[index] = holding.contains(index) ? held[index] ?? now : nil }
    }
}

// Time.
extension TrafficModel {
    /// Counts on until `moment`. Effects begin and end at their very moments; waves are followed in steps of a second,
    /// or longer ones where much time has passed.
    package mutating func advance(to moment: Timestamp) {
        guard moment > now else { return }
        let longest = max(Duration.seconds(1), (moment - now) / 120)
        let edges = edges()
        while now < moment {
            var next = min(moment, now + longest)
            if let edge = edges.first(where: { $0 > now }) { next = min(next, edge) }
            count(until: next)
            restart(after: now, until: next)
            now = next
        }
    }

    /// When something begins or ends, in order.
    private func edges() -> [Timestamp] {
        let own = zip(scenario.effects, held).flatMap { effect, held in
            [effect.fromStart, effect.untilStart].compactMap { $0.map { began + .seconds($0) } }
                + [effect.from, effect.until].compactMap { seconds in
                    seconds.flatMap { seconds in held.map { $0 + .seconds(seconds) } }
                }
        }
        return own.sorted()
    }

    /// How strong each effect is, 0 to 1.
    private func strengths(at moment: Timestamp) -> [Double] {
        let sinceStart = (moment - began).inSeconds
        return zip(scenario.effects, held).map { effect, held in
            guard let held, sinceStart >= effect.fromStart ?? 0, sinceStart < effect.untilStart ?? .infinity else {
                return 0
            }
            let since = (moment - held).inSeconds
            guard since >= effect.from ?? 0, since < effect.until ?? .infinity else { return 0 }
            guard let ramp = effect.ramp else { return 1 }
            return min(max((since - (effect.from ?? 0)) / ramp, 0), 1)
        }
    }

    private mutating func restart(after start: Timestamp, until end: Timestamp) {
        let (from, to) = ((start - began).inSeconds, (end - began).inSeconds)
        for restart in scenario.restarts where restart.falls(after: from, until: to) {
            for pod in map.pods where restart.means(pod) { table.reset(pod.owner) }
        }
    }

    private mutating func count(until next: Timestamp) {
        let length = (next - now).inSeconds
        let middle = now + (next - now) / 2
        let strengths = strengths(at: middle)
        let maker = SeriesMaker(map: map, scenario: scenario)
        var counting = Counting(maker: maker, length: length, bounds: table.bounds)
        let seconds = (middle - began).inSeconds
        for index in flows.indices {
            let flow = flows[index]
            var change = TrafficEffect.Change()
            for effect in flow.effects where strengths[effect] > 0 {
                change.add(
                    scenario.effects[effect].change, strength: strengths[effect], ownErrorRate: flow.behaviour.errorRate
                )
            }
            counting.count(&flows[index], Fare(flow, change, scenario.noise, at: seconds), in: &table)
        }
    }
}

extension Restart {
    fileprivate func means(_ pod: MeshPod) -> Bool {
        (nameContains.isEmpty || pod.name.contains(nameContains)) && (namespace.map { $0 == pod.namespace } ?? true)
            && labels.allSatisfy { pod.labels[$0.key] == $0.value }
    }

    /// Seconds since the scenario began.
    fileprivate func falls(after start: Double, until end: Double) -> Bool {
        guard let every else { return at > start && at <= end }
        guard end >= at else { return false }
        let last = at + ((end - at) / every).rounded(.down) * every
        return last > start
    }
}
