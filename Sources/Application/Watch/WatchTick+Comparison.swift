import Domain
import Ports

/// How the two versions of a comparison stand after a tick.
struct ComparisonTick {
    let test: ABSpec
    let bundle: ABBundle
    let verdict: ABVerdict
    let samples: [ABBundle.Place]
    let places: [ABEvaluation]

    /// A is who has the old version.
    init(_ test: ABSpec, _ memory: WatchMemory, startedAt: Timestamp, at moment: Timestamp) {
        self.test = test
        samples = memory.parts.map {
            ABBundle.Place(a: ABSample($0.baselineTotal), b: ABSample($0.cohortTotal), state: $0.comparison)
        }
        bundle = ABBundle(spec: test, places: samples.count, startedAt: startedAt)
        (verdict, places) = bundle.evaluate(samples, at: moment)
    }

    /// What follows; `nil`: it goes on.
    var outcome: ComparisonOutcome? {
        switch verdict {
        case .undecided: nil
        case .winner(.b, let reason): .newWins(reason: "B (the new version) wins: \(reason)")
        case .winner(.a, let reason): .oldStays(reason: "A (the old version) wins: \(reason)")
        case .none(let reason):
            test.onInconclusive == .keepA
                ? .oldStays(reason: "No winner, A stays: \(reason)") : .undecided(reason: "No winner: \(reason)")
        }
    }

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
