import API
import Domain
import Ports
import PostgresStore
import TestKit
import Testing

/// What was measured, as answers show it.
@Suite(.enabled(if: TestDatabase.mustRun)) struct EvaluationTests {
    /// Stores evaluations as ticks would: `minutes` after nine o'clock, of these clusters.
    private func store(
        _ fixture: APIFixture, _ deployment: String, _ cluster: String, minute: Int, outcome: String = "goOn",
        verdict: String = "ok"
    ) async throws {
        let evaluation: JSONValue = [
            "outcome": .string(outcome), "reason": "error rate 23 % was above 5 %",
            "measurements": [
                [
                    "unit": "workloads", "side": "server", "shareAsked": "10 %", "shareSeen": 9.5,
                    "rules": [
                        [
                            "rule": "error-rate", "metric": "errorRate", "unit": "%", "value": 23.4, "baseline": 0.2,
                            "limit": 5.0, "requests": 100.0, "verdict": .string(verdict),
                        ]
                    ],
                ]
            ],
        ]
        let at = minute < 10 ? "2026-01-09T09:0\(minute):00Z" : "2026-01-09T09:\(minute):00Z"
        try await fixture.database.run(
            """
            INSERT INTO watch_evaluations (deployment_id, cluster_id, at, step, evaluation)
            SELECT '\(deployment)', id, '\(at)', 3, '\(evaluation.jsonText)' FROM clusters WHERE name = '\(cluster)'
            """)
    }

    private func canary(_ fixture: APIFixture, _ more: [String: JSONValue] = [:]) async throws -> String {
        for name in ["east", "west"] { try await fixture.cluster(name) }
        let id = try await fixture.succeed(
            "POST", "deployments",
            RolloutAnswerTests.body(try await fixture.policy("reviews"), ["type": "Canary", "steps": [10]], more)
        ).id
        try await fixture.worker.work(id)
        return id
    }

    @Test func evaluationsComePageByPageNewestFirst() async throws {
        try await APIFixture.with { fixture in
            let id = try await canary(fixture)
            let path = "deployments/\(id)/metrics"
            let empty = try await fixture.succeed("GET", path, as: .viewer)
            #expect(empty.items.isEmpty && empty["latest"] == .null && empty["next"] == .null)
            for minute in 0..<5 {
                for cluster in ["east", "west"] { try await store(fixture, id, cluster, minute: minute) }
            }
            let all = try await fixture.succeed("GET", path)
            #expect(all.items.count == 10 && all["next"] == .null)
            #expect(all["latest"]?["evaluation"]?["at"] == "2026-01-09T09:04:00.000000Z")
            #expect((all["latest"]?["ageSeconds"]?.number ?? 0) > 0)
            // A page never ends between two clusters of one moment.
            for limit in [1, 2, 3, 4] {
                var (found, before): ([JSONValue], String) = ([], "")
                repeat {
                    let page = try await fixture.succeed("GET", "\(path)?limit=\(limit)\(before)")
                    found += page.items
                    #expect(page["latest"]?["evaluation"]?["at"] == "2026-01-09T09:04:00.000000Z")
                    before = page["next"]?.string.map { "&before=\($0)" } ?? ""
                } while !before.isEmpty
                #expect(found == all.items, "\(limit)")
            }
            let east = try await fixture.succeed("GET", "\(path)?cluster=east&before=2026-01-09T09:02:00Z")
            #expect(east.items.map { $0["cluster"] } == ["east", "east"])
            for bad in ["limit=0", "limit=501", "before=x", "clutser=east"] {
                #expect(try await fixture.send("GET", "\(path)?\(bad)").status == 400, "\(bad)")
            }
            #expect(try await fixture.send("GET", "\(path)?cluster=north").status == 404)
            #expect(try await fixture.send("GET", "deployments/\(absentID)/metrics").status == 404)
            let status = try await fixture.succeed("GET", "deployments/\(id)/status")
            #expect(status["evaluations"]?.array?.map { $0["cluster"] } == ["east", "west"])
        }
    }

    /// While Prometheus is away the last numbers are shown, and how old they are.
    @Test func whatWasMeasuredLastIsShown() async throws {
        try await APIFixture.with { fixture in
            let id = try await canary(fixture)
            let (status, metrics) = ("deployments/\(id)/status", "deployments/\(id)/metrics")
            for minute in 0..<2 { try await store(fixture, id, "east", minute: minute) }
            #expect(try await fixture.succeed("GET", status)["evaluations"]?[0]?["last"] == nil)
            for cluster in ["east", "west"] {
                for minute in 2..<9 { try await storeBlind(fixture, id, cluster, minute: minute) }
            }
            let shown = try await fixture.succeed("GET", status)["evaluations"]
            let last = shown?[0]?["last"]
            #expect(shown?[0]?["problem"] == "it is away" && last?["at"] == "2026-01-09T09:01:00.000000Z")
            #expect(last?["measurements"]?[0]?["rules"]?[0]?["value"] == 23.4)
            #expect((last?["ageSeconds"]?.number ?? 0) > 0)
            // Nothing was ever measured there.
            #expect(shown?[1]?["cluster"] == "west" && shown?[1]?["last"] == nil)
            let east = try await fixture.succeed("GET", "\(metrics)?cluster=east&limit=1")
            #expect(east["latest"]?["evaluation"]?["last"]?["at"] == last?["at"] && east.items[0]["last"] == nil)
        }
    }

    private func storeBlind(
        _ fixture: APIFixture, _ deployment: String, _ cluster: String, minute: Int
    ) async throws {
        let evaluation: JSONValue = ["outcome": "pause", "problem": "it is away", "measurements": []]
        try await fixture.database.run(
            """
            INSERT INTO watch_evaluations (deployment_id, cluster_id, at, step, evaluation)
            SELECT '\(deployment)', id, '2026-01-09T09:0\(minute):00Z', 3, '\(evaluation.jsonText)'
            FROM clusters WHERE name = '\(cluster)'
            """)
    }

    /// A process that has never asked Prometheus shows what rollouts have measured of the service.
    @Test func ofASilentPrometheusTheWatchesTell() async throws {
        try await APIFixture.with { fixture in
            let id = try await canary(fixture)
            let service = ServiceName(namespace: "books", name: "reviews")
            let traffic = WatchedTraffic(fixture: fixture, deployment: try #require(ID<Deployment>(id)))
            try await traffic.storeCohorts(of: [service])
            try await traffic.tick("east", slot: 1, failures: 1, window: .seconds(40), before: 1)
            try await storeBlind(fixture, id, "east", minute: 5)
            for name in ["east", "west"] {
                fixture.metrics[name] = .failure(PortError(.transient, "Prometheus of \(name)", "it does not answer"))
            }
            let path = "services/reviews/metrics"
            let answer = try await fixture.succeed("GET", path)
            #expect(answer.items.map { $0["namespace"] } == ["books", .null])
            let rollout = answer.items[0]["rollouts"]?[0]
            #expect(rollout?["deployment"] == .string(id) && rollout?["side"] == "server")
            #expect(rollout?["cohort"]?["errorRate"] == 1.0 && rollout?["ageSeconds"]?.number != nil)
            let words = "Shown is what rollouts measured of it last, "
            #expect(answer.items[0]["problem"]?.string?.contains(words) == true, "\(answer.json.jsonText)")
            #expect(answer.items[1]["rollouts"] == [])
            #expect(answer.items[1]["problem"]?.string?.hasSuffix("so there is nothing to show") == true)
            #expect(try await fixture.succeed("GET", "\(path)?namespace=other").items[0]["rollouts"] == [])
            #expect(try await fixture.succeed("GET", "services/review/metrics").items[0]["rollouts"] == [])
        }
    }

    @Test func theReportTellsTheWayBack() async throws {
        try await APIFixture.with { fixture in
            let id = try await canary(fixture)
            let path = "deployments/\(id)/report"
            let before = try await fixture.succeed("GET", path, as: .viewer)
            #expect(before["reason"] == .null && before["breach"] == .null && before["verified"] == false)
            for minute in 0..<3 { try await store(fixture, id, "east", minute: minute) }
            try await store(fixture, id, "west", minute: 3, outcome: "breached", verdict: "breached")
            try await fixture.succeed("POST", "deployments/\(id)/rollback", .json(["reason": "too many errors"]))
            let under = try await fixture.succeed("GET", path)
            #expect(under["restoredAt"] == .null && under["rollingBackAt"] != .null && under["verified"] == false)
            try await fixture.worker.work(id)
            let report = try await fixture.succeed("GET", path)
            #expect(report["status"] == "RolledBack")
            #expect(report["reason"] == "Rolled back by alex-admin: too many errors")
            #expect(report["breachedAt"] == "2026-01-09T09:03:00.000000Z")
            #expect(report["breach"]?["measurements"]?[0]?["rules"]?[0]?["value"] == 23.4)
            #expect(report["verified"] == true && report["recovered"] == .null)
            // A person began it: their word counts, not what had been seen before.
            let seconds = report["secondsToRestore"]?.number ?? 0
            #expect(seconds > 0 && seconds < 600, "\(seconds)")
            #expect(report["clusters"]?.array?.map { $0["cluster"] } == ["east", "west"])
            #expect(report["clusters"]?[0]?["jobs"] == ["done"])
            #expect(report["clusters"]?[0]?["finishedAt"] != .null)
            #expect(report["objects"]?.array?.allSatisfy { $0["state"] == "old" } == true)
            #expect(report["recoveredAt"] == .null && report["recovery"] == [])
            #expect(report["clusters"]?[0]?["startedAt"] != .null)
            #expect(try await fixture.send("GET", "deployments/\(absentID)/report").status == 404)
        }
    }

    /// Whoever waits for a cluster announces it again; the way back began when it was announced first.
    @Test func whatWaitsOnTheWayBackDoesNotBeginItAgain() async throws {
        try await APIFixture.with { fixture in
            let id = try await canary(fixture)
            try await fixture.succeed("POST", "deployments/\(id)/rollback", .json(["reason": "no"]))
            try await fixture.worker.work(id)
            let path = "deployments/\(id)/report"
            let restored = try await fixture.succeed("GET", path)
            // As if it had begun an hour ago, and had waited since.
            try await fixture.database.run(
                """
                UPDATE deployment_events SET at = at - interval '1 hour'
                WHERE deployment_id = '\(id)' AND status = 'RollingBack'
                """)
            try await fixture.database.run(
                """
                UPDATE deployment_events SET sequence = sequence + 1
                WHERE deployment_id = '\(id)' AND status = 'RolledBack'
                """)
            try await fixture.database.run(
                """
                INSERT INTO deployment_events (id, deployment_id, sequence, status, reason, at)
                SELECT gen_random_uuid(), deployment_id, sequence - 1, 'RollingBack', 'waiting since', at
                FROM deployment_events WHERE deployment_id = '\(id)' AND status = 'RolledBack'
                """)
            let report = try await fixture.succeed("GET", path)
            #expect(report["rollingBackAt"] != restored["restoredAt"])
            #expect(report["restoredAt"] == restored["restoredAt"])
            #expect((report["secondsToRestore"]?.number ?? 0) >= 3600, "\(report["secondsToRestore"]?.jsonText ?? "")")
        }
    }

    /// The watch goes on after the restore, until the traffic is as it was before; nothing follows from what it finds.
    @Test(arguments: [(0.0, true), (90.0, false)])
    func theReportTellsWhetherTheTrafficIsBack(failures: Double, recovers: Bool) async throws {
        try await APIFixture.with { fixture in
            let rule: JSONValue = ["metric": "errorRate", "above": 5.0, "minimumRequests": 0]
            let id = try await canary(fixture, ["rules": [rule], "defaultRules": false])
            let traffic = WatchedTraffic(fixture: fixture, deployment: try #require(ID<Deployment>(id)))
            try await traffic.storeCohorts()
            for cluster in ["east", "west"] {
                try await traffic.tick(cluster, slot: 1, failures: 1, window: .seconds(40), before: 1)
            }
            try await traffic.tick("west", slot: 2, failures: 90, window: .seconds(40))
            try await fixture.worker.work(id)
            let path = "deployments/\(id)/report"
            let restored = try await fixture.succeed("GET", path)
            #expect(restored["status"] == "RolledBack" && restored["recovered"] == .null)
            for cluster in ["east", "west"] {
                try await traffic.tick(cluster, slot: 3, failures: failures, window: .seconds(40))
            }
            let waiting = try await fixture.succeed("GET", path)
            #expect(waiting["recovered"] == .null)
            #expect(waiting["recovery"]?.array?.map { $0["outcome"] } == ["recovering", "recovering"])
            try await traffic.tick("east", slot: 4, failures: failures, window: .microseconds(1))
            #expect(try await fixture.succeed("GET", path)["recovered"] == .null)
            try await traffic.tick("west", slot: 4, failures: failures, window: .microseconds(1))
            let report = try await fixture.succeed("GET", path)
            #expect(report["recovered"] == .bool(recovers) && report["status"] == "RolledBack")
            #expect((report["recoveredAt"] == .null) != recovers)
            let part = report["recovery"]?[1]?["measurements"]?[0]
            #expect(part?["before"]?["errorRate"] == 1.0 && part?["cohort"]?["errorRate"] == .double(failures))
            #expect(try await fixture.database.store.watchedClusters().isEmpty)
            #expect(report["breach"]?["outcome"] == "breached")
            #expect(report["breachedAt"] == report["rollingBackAt"] && report["breach"]?["cluster"] == "west")
            // What is stored tells it, whatever words were found for it; earlier breaches led to nothing.
            try await store(fixture, id, "east", minute: 1, outcome: "breached", verdict: "breached")
            try await fixture.database.run(
                """
                UPDATE deployment_events SET reason = 'error rate 23 % was above 5 %'
                WHERE deployment_id = '\(id)' AND status = 'RollingBack'
                """)
            let reworded = try await fixture.succeed("GET", path)
            #expect(reworded["breachedAt"] == report["breachedAt"])
            #expect(reworded["secondsToRestore"] == report["secondsToRestore"])
        }
    }

    @Test func servicesAreMeasuredNowOrAsTheyWere() async throws {
        try await APIFixture.with { fixture in
            for name in ["east", "west", "dark"] { try await fixture.cluster(name) }
            let path = "services/reviews/metrics"
            #expect(try await fixture.send("GET", path, as: .viewer).status == 404)
            let service = ServiceName(namespace: "books", name: "reviews")
            let now = Timestamp(seconds: 1_700_000_000)
            let good = TrafficSnapshot.of(service, requests: 10, failures: 1, at: now)
            fixture.metrics["east"] = .success(good)
            fixture.metrics["west"] = .success(
                .of(ServiceName(namespace: "books", name: "ratings"), requests: 1, failures: 0, at: now))
            let answer = try await fixture.succeed("GET", path, as: .viewer)
            #expect(answer.items.map { $0["cluster"] } == ["east"])
            #expect(answer.items.first?["sides"]?["server"]?["errorRate"] == 10.0)
            #expect(answer.items.first?["sides"]?["server"]?["requestsPerSecond"] == 10.0)
            #expect(answer.items.first?["collectedAt"] == .string(now.description))
            fixture.metrics["east"] = .failure(PortError(.transient, "Prometheus of east", "it does not answer"))
            fixture.metrics["dark"] = .failure(PortError(.transient, "Prometheus of dark", "it does not answer"))
            let later = try await fixture.succeed("GET", path)
            #expect(later.items.map { $0["cluster"] } == ["dark", "east"])
            #expect(later.items[0]["collectedAt"] == .null && later.items[0]["problem"] != .null)
            #expect(later.items[1]["sides"] == answer.items.first?["sides"])
            let age = Int(try #require(later.items[1]["ageSeconds"]?.number))
            #expect(
                later.items[1]["problem"]?.string
                    == "Prometheus of east: it does not answer. Shown is the last answer that this API process had, "
                    + "\(age) s old")
            #expect(later.items[0]["problem"]?.string?.hasSuffix("so there is nothing to show") == true)
            #expect(try await fixture.succeed("GET", "\(path)?cluster=east&namespace=books").items.count == 1)
            #expect(try await fixture.send("GET", "\(path)?cluster=west").status == 404)
            #expect(try await fixture.send("GET", "\(path)?cluster=north").status == 404)
            #expect(try await fixture.send("GET", "services/nothing/metrics?cluster=west").status == 404)
        }
    }
}
