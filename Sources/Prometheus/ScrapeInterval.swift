import Domain
import Ports
import Synchronization

/// How often Prometheus scrapes the mesh's proxies: asked of itself, and believed for a while.
final class ScrapeInterval: Sendable {
    private let api: PrometheusAPI
    private let lifetime: Duration
    private let known = Mutex<(interval: Duration, at: ContinuousClock.Instant)?>(nil)

    /// What rates are taken over is a multiple of it, so one that nobody can have meant is cut.
    private static let longest: Duration = .seconds(86_400)

    init(api: PrometheusAPI, lifetime: Duration) {
        self.api = api
        self.lifetime = lifetime
    }

    func value() async throws -> Duration {
        let now = ContinuousClock.now
        if let known = known.withLock({ $0 }), now - known.at < lifetime { return known.interval }
        let found = if let ofTargets = try await ofTargets() { ofTargets } else { try await ofConfiguration() }
        let interval = min(found, Self.longest)
        known.withLock { $0 = (interval, now) }
        return interval
    }

    /// The longest of the targets that are pods, which is where proxies are scraped; where no target says that it is
    /// one, the longest of all. `nil` where there are no targets.
    private func ofTargets() async throws -> Duration? {
        let answer = try await api.get("/api/v1/targets?state=active", list: "activeTargets")
        var (ofPods, ofAll) = (Duration?.none, Duration?.none)
        for index in 0..<answer.count {
            let target = try answer.element(index)
            guard let interval = target["scrapeInterval"]?.string.flatMap(PrometheusDuration.parse) else { continue }
            ofAll = max(ofAll ?? interval, interval)
            if target["labels"]?["pod"] != nil { ofPods = max(ofPods ?? interval, interval) }
        }
        return ofPods ?? ofAll
    }

    private func ofConfiguration() async throws -> Duration {
        let answer = try await api.get("/api/v1/status/config", list: "")
        guard let text = answer.envelope["data"]?["yaml"]?.string, let interval = Self.global(text) else {
            throw api.foreign("its configuration names no global scrape_interval")
        }
        return interval
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
