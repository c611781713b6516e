import Domain
import PostgresStore
import TestKit

/// What must hold when the storm is over.
struct Aftermath: Sendable {
    let storm: Storm
    /// The queue that got a copy of every event; `nil` where events were wiped away.
    let listener: String?

    private var hotswap: Installation { storm.hotswap }

    /// Waits until the last jobs are done, looks at everything, and throws what is not as it must be.
    func check() async throws {
        try await settle()
        var problems = try await deployments()
        problems += try await jobs()
        problems += try await objects()
        problems += try await liveVersions()
        problems += try await events()
        problems += try await repetitions()
        guard problems.isEmpty else {
            throw TestKitError("\(problems.count) problems:\n" + problems.joined(separator: "\n"))
        }
    }

    /// Nothing is stuck: no job waits or is held, no lock is left, no message lies in a queue.
    private func settle() async throws {
        try await awaitCondition("every job ends") {
            try await count("SELECT count(*) FROM jobs WHERE state IN ('available', 'claimed')") == 0
        }
        try await awaitCondition("no lock is left") { try await count("SELECT count(*) FROM object_locks") == 0 }
        try await awaitCondition("no message is left") {
            try await hotswap.broker.queues(hotswap.name).allSatisfy { $0.key == listener || $0.value == 0 }
        }
    }

    /// Each ended as it had to, and none was made twice.
    private func deployments() async throws -> [String] {
        var problems: [String] = []
        var statuses: [String: String] = [:]
        for row in try await query("SELECT id::text, status FROM deployments") {
            statuses[try row.text("id")] = try row.text("status")
        }
        for rollout in storm.rollouts {
            let status = statuses[rollout.deployment] ?? "not there"
            if status != rollout.end { problems.append("\(rollout): is \(status)") }
            if let back = rollout.takingBack, statuses[back] != "Completed" {
                problems.append("\(rollout): taking back is \(statuses[back] ?? "not there")")
            }
        }
        let expected = storm.prepared + storm.rollouts.count + storm.rollouts.filter { $0.takingBack != nil }.count
        if statuses.count != expected { problems.append("\(statuses.count) deployments instead of \(expected)") }
        return problems
    }

    /// Only the jobs of fates that fail are dead.
    private func jobs() async throws -> [String] {
        let failing = Set(storm.rollouts.filter { [.refused, .failing].contains($0.fate) }.map(\.deployment))
        return try await query(
            "SELECT deployment_id::text AS deployment, stage, attempt, note FROM jobs WHERE state = 'dead'"
        ).filter { !failing.contains(try $0.text("deployment")) }.map {
            "a dead \(try $0.text("stage")) job after \(try $0.int64("attempt")) attempts: "
                + (try $0.optionalText("note") ?? "")
        }
    }

    /// Each effect has happened once: the clusters hold what was decided last, and were written no oftener.
    private func objects() async throws -> [String] {
        var problems: [String] = []
        for (cluster, revision) in zip(storm.clusters, storm.revisions) {
            let effects = try await cluster.effects(after: revision)
            for rollout in storm.rollouts {
                let spec = try await cluster.object(of: rollout)?["spec"]
                if spec != rollout.finalSpec {
                    problems.append("\(rollout) on \(cluster.name): \(spec?.jsonText ?? "absent")")
                }
                let count = effects["\(rollout.namespace)/\(rollout.name)"] ?? 0
                if !rollout.effects.contains(count) {
                    problems.append("\(rollout) on \(cluster.name): changed \(count) times")
                }
            }
        }
        return problems
    }

    /// `live_versions` says what the clusters hold.
    private func liveVersions() async throws -> [String] {
        var live: [String: String] = [:]
        for row in try await query(
            """
            SELECT live.policy_id::text AS policy, clusters.name AS cluster,
                coalesce(version.content::jsonb ->> 'spec', 'absent') AS spec
            FROM live_versions AS live JOIN clusters ON clusters.id = live.cluster_id
            JOIN policy_versions AS version ON version.policy_id = live.policy_id AND version.number = live.version
            """)
        {
            live["\(try row.text("policy")) \(try row.text("cluster"))"] = try row.text("spec")
        }
        var problems: [String] = []
        for rollout in storm.rollouts {
            for cluster in storm.clusters {
                let recorded = live["\(rollout.policy) \(cluster.name)"]
                let found = try await cluster.object(of: rollout)?["spec"]
                let isEqual = try await equal(recorded ?? "absent", found)
                if !isEqual { problems.append("\(rollout) on \(cluster.name): recorded is \(recorded ?? "nothing")") }
            }
        }
        return problems
    }

    /// Whether JSON text from the database says the same as a live spec.
    private func equal(_ recorded: String, _ spec: JSONValue?) async throws -> Bool {
        guard recorded != "absent", let spec else { return recorded == "absent" && spec == nil }
        return try await hotswap.pool.query(
            PostgresStatement(
                "SELECT $1::text::jsonb = $2::text::jsonb AS equal",
                parameters: [.text(recorded), .text(spec.jsonText)])
        ).onlyRow().bool("equal")
    }

    /// The status changes of each deployment are numbered without gaps, and all of them have been announced.
    private func events() async throws -> [String] {
        var stored: [String: Set<Int64>] = [:]
        for row in try await query("SELECT deployment_id::text AS id, sequence FROM deployment_events") {
            stored[try row.text("id"), default: []].insert(try row.int64("sequence"))
        }
        var problems = stored.filter { $0.value != Set(1...Int64($0.value.count)) }.map { "\($0.key) has a gap" }
        guard let listener else { return problems }
        var heard: [String: Set<Int64>] = [:]
        var places: [String: String] = [:]
        for event in try await hotswap.broker.drain(listener) {
            guard let id = event["id"]?.string, let subject = event["subject"]?.string,
                let sequence = event["sequence"]?.string.flatMap(Int64.init)
            else { continue }
            heard[subject, default: []].insert(sequence)
            let place = places.updateValue("\(subject) \(sequence)", forKey: id)
            if place ?? "\(subject) \(sequence)" != "\(subject) \(sequence)" { problems.append("event \(id) is two") }
        }
        for (id, sequences) in stored where heard[id] != sequences {
            problems.append("of \(id)'s events \(sequences.sorted()) came \(heard[id]?.sorted() ?? [])")
        }
        return problems
    }

    /// A request that is repeated afterwards is answered with the same deployment.
    private func repetitions() async throws -> [String] {
        try await Storm.each(storm.rollouts) { rollout -> String? in
            let answer = try await storm.submission(of: rollout)
            let isSame = answer.body["id"]?.string == rollout.deployment
            return isSame && answer.header("Idempotent-Replayed") == "true" ? nil : "\(rollout): made twice"
        }.compactMap(\.self)
    }

    private func query(_ sql: String) async throws -> PostgresResult {
        try await hotswap.pool.query(PostgresStatement(sql, parameters: []))
    }

    private func count(_ sql: String) async throws -> Int64 { try await query(sql).onlyRow().int64(0) }
}

extension Rollout: CustomStringConvertible {
    var description: String { "\(fate) \(name) (\(deployment)), to end \(end)" }
}
