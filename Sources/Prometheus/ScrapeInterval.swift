import Domain
import Ports
import Synchronization

/// How often Prometheus scrapes the mesh's proxies: asked of itself, and believed for a while.
final class ScrapeInterval: Sendable {
    /// What it says.
    struct Answer: Sendable {
        var interval: Duration
        /// What whoever looks at the rates should know, in a sentence.
        var warning: String?
    }

    private let api: PrometheusAPI
    /// Gives something for each job whose targets have the mesh's series.
    private let jobs: String
    private let lifetime: Duration
    private let known = Mutex<Believed<Answer>?>(nil)

    /// What rates are taken over is a multiple of it, so one that nobody can have meant is cut.
    private static let longest: Duration = .seconds(86_400)

    /// - Parameter matcher: Which series are the cluster's; `nil`: all.
    init(api: PrometheusAPI, mesh: Mesh, matcher: String?, lifetime: Duration) {
        self.api = api
        jobs = "count by (job) (\(mesh.countedSeries){\(RateWindow.ofPods(matcher))})"
        self.lifetime = lifetime
    }

    func value() async throws -> Answer {
        let asked = ContinuousClock.now
        if let known = known.withLock({ $0?.current }) { return known }
        var answer = if let ofTargets = try await ofTargets() { ofTargets } else { try await ofConfiguration() }
        answer.interval = min(answer.interval, Self.longest)
        let believed = Believed(answer, for: lifetime, since: asked)
        known.withLock { $0 = believed }
        return answer
    }

    /// The longest of the jobs that have the mesh's series. Where none has any, the longest of the targets that are
    /// pods, which is where proxies are scraped; where no target says that it is one, the longest of all. `nil` where
    /// there are no targets.
    private func ofTargets() async throws -> Answer? {
        async let asked = jobsOfMesh()
        let answer = try await api.get("/api/v1/targets?state=active", list: "activeTargets")
        var (ofJobs, ofPods, ofAll) = ([String: Duration](), Duration?.none, Duration?.none)
        for index in 0..<answer.count {
            let target = try answer.element(index)
            guard let interval = target["scrapeInterval"]?.string.flatMap(PrometheusDuration.parse) else { continue }
            ofAll = max(ofAll ?? interval, interval)
            guard let labels = target["labels"], labels["pod"] != nil else { continue }
            ofPods = max(ofPods ?? interval, interval)
            if let job = labels["job"]?.string { ofJobs[job] = max(ofJobs[job] ?? interval, interval) }
        }
        let jobs = try await asked
        let ofMesh = ofJobs.filter { jobs.contains($0.key) }
        guard let longest = ofMesh.values.max() else { return (ofPods ?? ofAll).map { Answer(interval: $0) } }
        return Answer(interval: longest, warning: Self.warning(ofMesh))
    }

    private func jobsOfMesh() async throws -> Set<String> {
        let answer = try await api.query(jobs, at: nil)
        guard answer.kind == .vector else { return [] }
        return Set(try (0..<answer.count).compactMap { Series(try answer.element($0))?["job"] })
    }

    private static func warning(_ intervals: [String: Duration]) -> String? {
        guard Set(intervals.values).count > 1 else { return nil }
        let each = intervals.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            .map { "\($0.key) every \($0.value.isoText)" }
        return
            "Prometheus scrapes the proxies at different intervals (\(each.joined(separator: ", "))): rates are taken over "
            + "a window that is long enough for the slowest"
    }

    private func ofConfiguration() async throws -> Answer {
        let answer = try await api.get("/api/v1/status/config", list: "")
        guard let text = answer.envelope["data"]?["yaml"]?.string, let interval = Self.global(text) else {
            throw api.foreign("its configuration names no global scrape_interval")
        }
        return Answer(interval: interval)
    }

    /// Prometheus writes its configuration out in full and in one way, so that this line is always there.
    static func global(_ configuration: String) -> Duration? {
        let lines = configuration.split(separator: "\n").drop { $0 != "global:" }.dropFirst()
        let section = lines.prefix { $0.utf8.first == UInt8(ascii: " ") }
        let name = "  scrape_interval: "
        return section.first { $0.hasPrefix(name) }.flatMap {
            PrometheusDuration.parse(String($0.dropFirst(name.count)))
        }
    }
}

extension Mesh {
    /// What every proxy of the mesh counts that has served or sent anything.
    fileprivate var countedSeries: String {
        switch self {
        case .istio: "istio_requests_total"
        case .linkerd: "response_total"
        }
    }
}

/// Durations as Prometheus writes them: `1m30s`, `500ms`.
enum PrometheusDuration {
    private static let milliseconds: [String: Int64] = [
        "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000,
    ]

    /// `nil` where the text is no duration above zero, or longer than can be counted.
    static func parse(_ text: String) -> Duration? {
        var (rest, total) = (Substring(text), Int64(0))
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let count = Int64(digits), let size = milliseconds[String(unit)] else { return nil }
            let (product, tooLarge) = count.multipliedReportingOverflow(by: size)
            let (sum, overflow) = total.addingReportingOverflow(product)
            guard !tooLarge, !overflow else { return nil }
            total = sum
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return total > 0 ? .milliseconds(total) : nil
    }
}
