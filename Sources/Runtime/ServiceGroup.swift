/// Something that runs for as long as the process does.
package struct Service: Sendable {
    package let name: String
    /// Runs until it is asked to stop; returning earlier, or throwing, stops the whole group.
    package let run: @Sendable (_ shutdown: Shutdown) async throws -> Void

    package init(_ name: String, run: @escaping @Sendable (_ shutdown: Shutdown) async throws -> Void) {
        self.name = name
        self.run = run
    }
}

/// Services that start in order and stop in reverse, each when the ones after it have ended.
package struct ServiceGroup: Sendable {
    private let services: [Service]
    private let stopLimit: Duration

    /// - Parameters:
    ///   - services: What comes later may use what comes earlier.
    ///   - stopLimit: How long a service may take to stop before it is cancelled.
    package init(_ services: [Service], stopLimit: Duration) {
        self.services = services
        self.stopLimit = stopLimit
    }

    /// How a service ended.
    private struct End: Sendable {
        let index: Int
        let error: (any Error)?
    }

    /// Runs the services until stopping is requested or one of them ends; throws the first error.
    package func run(until shutdown: Shutdown) async throws {
        let (ends, continuation) = AsyncStream<End>.makeStream()
        let own = services.map { _ in Shutdown() }
        let tasks = services.indices.map { index in
            Task {
                do {
                    try await services[index].run(own[index])
                    continuation.yield(End(index: index, error: nil))
                } catch { continuation.yield(End(index: index, error: error)) }
            }
        }
        let watching = Task {
            await shutdown.wait()
            continuation.yield(End(index: -1, error: nil))
        }
        var first: End?
        for await end in ends {
            first = end
            break
        }
        watching.cancel()
        for index in services.indices.reversed() { await stop(tasks[index], own[index]) }
        if let error = first?.error { throw error }
    }

    private func stop(_ task: Task<Void, Never>, _ shutdown: Shutdown) async {
        shutdown.request()
        let escalation = Task {
            guard (try? await Task.sleep(for: stopLimit)) != nil else { return }
            task.cancel()
        }
        await task.value
        escalation.cancel()
    }
}
