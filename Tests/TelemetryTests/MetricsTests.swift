import Glibc
import Testing

@testable import Telemetry

private let counter = Metric("things_total", .counter, "Things")
private let gauge = Metric("things_now", .gauge, "Things now")
private let histogram = Metric("thing_seconds", .histogram([0.1, 1, 10]), "How long a thing takes")

@Suite struct MetricsTests {
    @Test func theTextFormatIsPrometheus() {
        let metrics = Metrics()
        metrics.add(to: counter, ["kind": "b"])
        metrics.add(2, to: counter, ["kind": "a", "also": "x"])
        metrics.add(to: counter, ["kind": "b"])
        metrics.set(gauge, to: 7)
        metrics.set(gauge, to: 2.5)
        #expect(
            metrics.exposition() == """
                # HELP things_now Things now
                # TYPE things_now gauge
                things_now 2.5
                # HELP things_total Things
                # TYPE things_total counter
                things_total{also="x",kind="a"} 2.0
                things_total{kind="b"} 2.0

                """)
    }

    @Test func bucketsAreCumulativeAndTheirBoundsInclusive() {
        let metrics = Metrics()
        for value in [0.05, 0.1, 0.5, 10, 11] { metrics.observe(value, in: histogram, ["stage": "apply"]) }
        #expect(
            metrics.exposition() == """
                # HELP thing_seconds How long a thing takes
                # TYPE thing_seconds histogram
                thing_seconds_bucket{le="0.1",stage="apply"} 2
                thing_seconds_bucket{le="1.0",stage="apply"} 3
                thing_seconds_bucket{le="10.0",stage="apply"} 4
                thing_seconds_bucket{le="+Inf",stage="apply"} 5
                thing_seconds_sum{stage="apply"} 21.65
                thing_seconds_count{stage="apply"} 5

                """)
    }

    @Test func onlyHistogramsTakeObservations() {
        let metrics = Metrics()
        metrics.observe(1, in: counter)
        #expect(metrics.exposition() == "\n")
    }

    @Test func labelValuesAreEscaped() {
        let metrics = Metrics()
        metrics.set(gauge, to: 1, ["text": "a\"b\\c\nd\r\ne"])
        #expect(metrics.exposition().contains("things_now{text=\"a\\\"b\\\\c\\nd\r\\ne\"} 1.0"))
    }

    @Test func whatIsClearedIsGone() {
        let metrics = Metrics()
        metrics.set(gauge, to: 1, ["status": "old"])
        metrics.clear(gauge)
        metrics.set(gauge, to: 1, ["status": "new"])
        #expect(metrics.exposition().contains("new") && !metrics.exposition().contains("old"))
    }

    @Test func manyTasksCountTogether() async {
        let metrics = Metrics()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask { for _ in 0..<500 { metrics.add(to: counter) } }
            }
        }
        #expect(metrics.exposition().contains("things_total 10000.0"))
    }

    @Test func theProcessSpeaksOfItself() throws {
        let metrics = Metrics()
        ProcessMetrics.update(metrics)
        for name in ["process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds"] {
            let line = try #require(metrics.exposition().split(separator: "\n").first { $0.hasPrefix(name + " ") })
            #expect(try #require(Double(line.dropFirst(name.count + 1))) > 0)
        }
    }

    /// Prometheus' own checker takes everything that HotSwap can say.
    @Test func promtoolTakesEveryMetric() throws {
        guard access("/usr/bin/promtool", X_OK) == 0 else {
            let isRequired = getenv("HOTSWAP_REQUIRE_SERVICES").map { String(cString: $0) == "1" } ?? false
            if isRequired { Issue.record("promtool is missing (Debian package prometheus)") }
            return
        }
        let metrics = Metrics()
        ProcessMetrics.update(metrics)
        for metric in Metric.everyHotSwapMetric {
            if case .histogram = metric.kind {
                metrics.observe(0.3, in: metric, ["stage": "apply", "result": "a\"b\\c\nd"])
            } else {
                metrics.set(metric, to: 12.5, ["stage": "apply"])
            }
        }
        // `clusters.count` is a name of the specification.
        let complaints = try promtool(metrics.exposition()).split(separator: "\n")
            .filter { !$0.hasPrefix("clusters_count non-histogram") }
        #expect(complaints == [])
        // The checker is awake.
        #expect(try promtool("no metric at all\n") != "")
    }

    /// What `promtool check metrics` says of a text.
    private func promtool(_ text: String) throws -> String {
        var path = Array("/tmp/hotswap-metrics-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        defer { unlink(path) }
        let bytes = Array(text.utf8)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
        let name = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let pipe = try #require(popen("promtool check metrics < \(name) 2>&1", "r"))
        defer { pclose(pipe) }
        var said = ""
        var line = [CChar](repeating: 0, count: 1024)
        while fgets(&line, Int32(line.count), pipe) != nil {
            said += String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return said
    }
}

extension Metric {
    static let everyHotSwapMetric: [Metric] = [
        policiesCreated, policiesDeployed, policiesFailed, policiesRolledBack, deploymentsInProgress,
        deploymentsByStatus, clustersCount, stageDuration, jobs, jobsPublished, jobsUnconfirmed, jobsSwept, jobsBuried,
        validationDuration, propagationDuration, rollbackDuration, deploymentDuration, requests, requestDuration,
        workerPolled,
    ]
}
