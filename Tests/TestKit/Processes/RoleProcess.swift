import Domain
import Glibc
import HTTPClient
import JSON

/// A role of HotSwap that runs as a process.
package struct RoleProcess: Sendable {
    package let role: String
    package let process: ChildProcess
    private let portFile: String
    private let client = HTTPClient()

    init(role: String, process: ChildProcess, portFile: String) {
        (self.role, self.process, self.portFile) = (role, process, portFile)
    }

    /// `http://address:port` of the API; `nil` where it has none, or not yet.
    package var api: String? { address("api") }
    /// The same of the management port.
    package var management: String? { address("management") }

    private func address(_ name: String) -> String? {
        guard let bytes = try? readFile(portFile), let ports = try? JSONParser.parse(bytes) else { return nil }
        return ports[name]?.int.map { "http://127.0.0.1:\($0)" }
    }

    /// Waits until `/ready` says so; throws with its log where it ends instead.
    package func waitUntilReady(within limit: Duration = patience) async throws {
        try await awaitCondition("\(process.name) is ready", within: limit) {
            if let end = process.ended {
                throw TestKitError("\(process.name) has ended (\(end)) before it was ready:\n\(process.logTail())")
            }
            guard let management else { return false }
            return (try? await client.send(HTTPClientRequest("GET", "\(management)/ready")))?.status == 200
        }
    }

    /// kill -9; returns when it is gone.
    package func kill() async throws { try await process.kill() }

    /// SIGTERM: it is to finish what it does and end.
    package func terminate() { process.signal(SIGTERM) }

    /// Stops it as it stands (SIGSTOP), and lets it go on.
    package func freeze() { process.signal(SIGSTOP) }
    package func thaw() { process.signal(SIGCONT) }
}
