import Domain
import Glibc

/// The Prometheus that tests use, and the folder that it reads its targets from.
package struct PrometheusTargets: Sendable {
    /// Where it answers.
    package let url: String
    private let folder: String

    /// A target, scraped until it is removed or dropped.
    package final class Registration: Sendable {
        private let path: String

        init(path: String) { self.path = path }

        package func remove() { unlink(path) }

        deinit { unlink(path) }
    }

    /// Whether the tests run: there is a Prometheus, or it is demanded (and its absence then fails them).
    package static var mustRun: Bool {
        environmentVariable("HOTSWAP_TEST_PROMETHEUS") != nil || environmentVariable("HOTSWAP_REQUIRE_SERVICES") == "1"
    }

    /// That of the environment, shared by all tests. Throws where none is named.
    package static func ofEnvironment() throws -> PrometheusTargets {
        guard let url = environmentVariable("HOTSWAP_TEST_PROMETHEUS"),
            let folder = environmentVariable("HOTSWAP_TEST_PROMETHEUS_TARGETS")
        else {
            throw TestKitError(
                "HOTSWAP_TEST_PROMETHEUS or HOTSWAP_TEST_PROMETHEUS_TARGETS is not set: "
                    + "`eval \"$(deploy/local/servers env)\"` names running servers")
        }
        return PrometheusTargets(url: url, folder: folder)
    }

    package init(url: String, folder: String) { (self.url, self.folder) = (url, folder) }

    /// Has 127.0.0.1:`port` scraped, at once and then every second. Labels that it exposes win over `labels`.
    package func register(port: UInt16, labels: [String: String] = [:]) throws -> Registration {
        let path = "\(folder)/test-\(String(UInt64.random(in: .min ... .max), radix: 36)).json"
        let groups: JSONValue = [
            ["targets": [.string("127.0.0.1:\(port)")], "labels": .object(labels.mapValues(JSONValue.string))]
        ]
        // Renamed into its place, so that Prometheus never reads half of it; it runs as a user of its own.
        let unfinished = path + ".new"
        guard let file = fopen(unfinished, "w") else { throw TestKitError("\(unfinished) cannot be written") }
        let written = fputs(groups.jsonText, file) >= 0
        guard fclose(file) == 0, written, chmod(unfinished, 0o644) == 0, rename(unfinished, path) == 0 else {
            throw TestKitError("\(path) cannot be written")
        }
        return Registration(path: path)
    }

    /// Has an exposition scraped.
    package func register(_ exposition: MetricsExposition, labels: [String: String] = [:]) throws -> Registration {
        try register(port: exposition.port, labels: labels)
    }
}
