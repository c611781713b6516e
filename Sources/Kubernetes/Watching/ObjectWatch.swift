import Domain
import HTTPClient
import Ports

/// The objects of a resource and their changes, for as long as the task lives, over whatever happens to the connection.
struct ObjectWatch {
    typealias Handler = @Sendable (ObjectNews) async throws -> Void

    let connection: APIConnection
    let resource: ResourceReference
    private var settings: KubernetesSettings { connection.settings }

    init(connection: APIConnection, resource: ResourceReference) {
        self.connection = connection
        self.resource = resource
    }

    /// Ends by cancellation and by what `handle` throws, by nothing else: a server that is away is asked again, after
    /// pauses that grow.
    func run(_ handle: Handler) async throws {
        var pause = ReconnectPause(first: settings.firstWatchPause, longest: settings.longestWatchPause)
        // The resourceVersion up to which everything has been told; `nil`: nothing is known.
        var place: String?
        while true {
            try Task.checkCancellation()
            do {
                if place == nil { place = try await list(handle) }
                try await follow(&place, &pause, handle)
            } catch let failure as HandlerFailure {
                throw failure.reason
            } catch {
                if Task.isCancelled { throw CancellationError() }
                do { try await tell(.lost, handle) } catch let failure as HandlerFailure { throw failure.reason }
                settings.watchTrouble(error)
                try await Task.sleep(for: pause.next(jitter: .random(in: 0..<1)))
            }
        }
    }

    /// Tells all objects; returns the resourceVersion from which their changes are to be told.
    private func list(_ handle: Handler) async throws -> String {
        let reading = ListReading(connection: connection, resource: resource, dropsOwners: true)
        let (objects, resourceVersion) = try await reading.snapshot()
        try await tell(.all(objects), handle)
        return resourceVersion
    }

    /// Tells the changes after `place`, until the server has nothing more to say. Throws where the connection is lost,
    /// and where the server has forgotten the changes since then: `place` is `nil` where only a list can help.
    private func follow(_ place: inout String?, _ pause: inout ReconnectPause, _ handle: Handler) async throws {
        guard let since = place else { return }
        let began = ContinuousClock.now
        let stream = try await open(since, &place)
        try await tell(.standing, handle)
        var lines = LineCutter(subject: connection.subject)
        for try await chunk in stream.body {
            for line in try lines.lines(adding: chunk) {
                switch try WatchEvent(line: line, subject: connection.subject) {
                case .news(let news, let resourceVersion):
                    try await tell(news, handle)
                    place = resourceVersion
                case .bookmark(let resourceVersion): place = resourceVersion
                case .failed(let error, let isForgotten):
                    if isForgotten { place = nil }
                    throw error
                }
                pause.reset()
            }
        }
        guard .now - began < .seconds(1) else { return pause.reset() }
        throw PortError(
            .transient, connection.subject, "the API server ended the watch of its \(resource.plural) at once")
    }

    /// A server that cannot be reached may come back with another history, and that only a list tells.
    private func open(_ since: String, _ place: inout String?) async throws -> HTTPClientStream {
        // What a lost connection looks like where no word of its end comes through.
        let silence = settings.watchDuration + .seconds(15)
        let seconds = max(settings.watchDuration.components.seconds, 1)
        do {
            return try await connection.stream(
                .watch(resource, since: since, seconds: seconds), idleTimeout: silence)
        } catch {
            place = nil
            throw error
        }
    }

    private func tell(_ news: ObjectNews, _ handle: Handler) async throws {
        do { try await handle(news) } catch { throw HandlerFailure(reason: error) }
    }
}

/// What the caller's code threw: it ends the watching, whatever it is.
private struct HandlerFailure: Error {
    let reason: any Error
}
