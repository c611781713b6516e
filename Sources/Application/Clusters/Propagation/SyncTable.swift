import Domain
import Ports

/// What all istiods of a cluster say of the proxies that are connected to them.
struct SyncTable: Sendable {
    /// How many istiods answered.
    var answers = 0
    var rows: [PodName: [SyncRow]] = [:]
    /// Why others did not, one sentence each.
    var problems: [String] = []
    /// The latest moment at which any of them sent something, by its own clock.
    var latest: Timestamp?
    /// What all proxies had been sent, once for all who share the table: of a large mesh it is milliseconds of work.
    private(set) var mark = PropagationMark()

    /// To be called when all istiods are added.
    mutating func seal() {
        mark = PropagationMark(
            nonces: rows.mapValues { rows in Set(rows.flatMap { $0.states.values.map(\.sent) }) },
            timeless: Set(rows.lazy.filter { $0.value.contains { !$0.tellsTimes } }.map(\.key)),
            digests: digests)
    }

    mutating func add(_ told: [SyncRow]) {
        answers += 1
        for row in told {
            rows[row.pod, default: []].append(row)
            latest = row.states.values.compactMap(\.sentAt).reduce(latest) { max($0 ?? $1, $1) }
        }
    }
}

extension SyncTable {
    /// By type a number of all that was sent to all proxies last: the same as long as nobody is sent anything of the
    /// type.
    private var digests: [String: Int64] {
        guard !rows.isEmpty else { return [:] }
        var digests = Dictionary(XDSType.allCases.map { ($0.rawValue, Int64(0)) }) { first, _ in first }
        for row in rows.values.joined() {
            for (type, state) in row.states {
                digests[type.rawValue, default: 0] &+= Int64(
                    bitPattern: FNV1a.hash("\(row.pod) \(row.cluster) \(state.sent)"))
            }
        }
        return digests
    }
}

/// Asks every istiod of a cluster: each knows only the proxies that are connected to it.
///
/// Many deployments ask at the same time, and the answers of a large mesh are megabytes: one answer serves all who ask
/// while it is fetched or young.
actor IstiodReplicas {
    private let pods: any ClusterPods
    private let lifetime: Duration
    private var known: (table: SyncTable, at: ContinuousClock.Instant)?
    private var running: Task<SyncTable, Never>?
    /// Where istiods serve it: the monitoring port, and the one that older installations leave open instead.
    private static let ports = [15014, 8080]

    init(_ pods: any ClusterPods, lifetime: Duration) {
        self.pods = pods
        self.lifetime = lifetime
    }

    /// What they say now, or said within the lifetime.
    func table() async -> SyncTable {
        if let known, .now - known.at < lifetime { return known.table }
        if let running { return await running.value }
        let task = Task { [pods] in await Self.ask(pods) }
        running = task
        let table = await task.value
        (running, known) = (nil, (table, .now))
        return table
    }

    private static func ask(_ pods: any ClusterPods) async -> SyncTable {
        var table = SyncTable()
        do {
            let istiods = try await pods.pods(namespace: nil, labelSelector: "app=istiod").filter(isRunning)
            if istiods.isEmpty { table.problems = ["no istiod runs in the cluster"] }
            let answers = try await istiods.map { PodName(namespace: $0.namespace, name: $0.name) }
                .concurrentMap(limit: 8) { await ask($0, pods) }
            for answer in answers {
                switch answer {
                case .success(let rows): table.add(rows)
                case .failure(let problem): table.problems.append(problem.text)
                }
            }
        } catch {
            table.problems = ["the pods of istiod cannot be listed (\(SyncProblem(error).text))"]
        }
        table.seal()
        return table
    }

    private static func isRunning(_ pod: LiveObject) -> Bool {
        pod.body["status"]?["phase"]?.string == "Running" && pod.body["metadata"]?["deletionTimestamp"] == nil
    }

    private static func ask(_ istiod: PodName, _ pods: any ClusterPods) async -> Result<[SyncRow], SyncProblem> {
        var problems: [String] = []
        for port in ports {
            do {
                let rows = try await pods.ask(istiod, port: port, path: "debug/syncz", row: SyncRow.init)
                if let rows { return .success(rows) }
                problems.append("port \(port) answered something else")
            } catch { problems.append("port \(port): \(SyncProblem(error).text)") }
        }
        return .failure(SyncProblem(text: "istiod \(istiod) does not tell: \(problems.joined(separator: "; "))"))
    }
}

/// Why an istiod could not be asked, in words.
struct SyncProblem: Error {
    let text: String

    init(text: String) { self.text = text }

    init(_ error: any Error) {
        switch error {
        // From 1.11 on istiod shows its debug pages only to requests that come from its own host.
        case let error as PortError where error.code == "401":
            text = "\(error.message): it shows this to its own host only"
        case let error as PortError: text = error.message
        case let refusal as ClusterRefusal: text = refusal.explanation
        default: text = "\(error)"
        }
    }
}
