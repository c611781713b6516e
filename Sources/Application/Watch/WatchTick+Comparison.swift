import Domain
import Ports

/// How the two versions of a comparison stand after a tick.
struct ComparisonTick {
    let bundle: ABBundle
    let verdict: ABVerdict
    let samples: [ABBundle.Place]
    let places: [ABEvaluation]
    /// Where several compare, the one that this is.
    private let cluster: String?

    /// A is who has the old version.
    ///
    /// - Parameter clusters: How many compare: they share the permitted error, as the places of a bundle do.
    init(
        _ test: ABSpec, _ memory: WatchMemory, startedAt: Timestamp, at moment: Timestamp, cluster: String? = nil,
        of clusters: Int = 1
    ) {
        self.cluster = clusters > 1 ? cluster : nil
        samples = memory.parts.map {
            ABBundle.Place(a: ABSample($0.baselineTotal), b: ABSample($0.cohortTotal), state: $0.comparison)
        }
        bundle = ABBundle(spec: test, places: samples.count, clusters: clusters, startedAt: startedAt)
        (verdict, places) = bundle.evaluate(samples, at: moment)
    }

    /// What is found here; `nil`: nothing yet that others would wait for.
    var outcome: ComparisonOutcome? {
        let worse = places.reduce(into: Set<ABVariant>()) { $0.formUnion($1.worse) }
        return switch verdict {
        case .undecided(let why):
            cluster != nil && places.allSatisfy { $0.state.looks > 0 } ? .open(reason: named(why), worse: worse) : nil
        case .winner(.b, let reason): .newWins(reason: named(reason))
        case .winner(.a, let reason): .oldWins(reason: named(reason))
        case .none(let reason): .noWinner(reason: named(reason), worse: worse)
        }
    }

    private func named(_ reason: String) -> String { cluster.map { "\($0): \(reason)" } ?? reason }

    /// What `GET /deployments/{id}/metrics` shows of it.
    var json: JSONValue {
        switch verdict {
        case .undecided(let why): ["verdict": "undecided", "why": .string(why)]
        case .winner(let winner, let why): ["verdict": .string(winner.rawValue), "why": .string(why)]
        case .none(let why): ["verdict": "none", "why": .string(why)]
        }
    }

    /// What it shows of one measurement.
    func json(of place: Int) -> JSONValue {
        let (sample, found) = (samples[place], places[place])
        var members: [String: JSONValue] = [
            "a": sample.a.json, "b": sample.b.json, "looks": .int(Int64(found.state.looks)),
            "nextLookAtRequests": .double(bundle.test.requestsForNextLook(after: found.state)),
        ]
        members["pErrorRate"] = found.errors.map { .double($0.pDifferent) }
        members["pLatency"] = found.latency.map { .double($0.pDifferent) }
        members["better"] = found.state.better.map { .string($0.rawValue) }
        members["worse"] = found.worse.isEmpty ? nil : .array(found.worse.map(\.rawValue).sorted().map { .string($0) })
        return .object(members)
    }
}

extension ABSample {
    fileprivate init(_ traffic: Traffic) {
        self.init(requests: traffic.requests, failures: traffic.failures, latency: traffic.latency)
    }

    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["requests": .double(requests), "failures": .double(failures)]
        members["errorRate"] = errorRate.map { .double($0) }
        members["p50"] = latency.quantile(0.5).map { .double($0) }
        return .object(members)
    }
}
