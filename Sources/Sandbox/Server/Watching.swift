import Domain
import HTTPServer

/// A watch: the changes of a type, one JSON document a line, for as long as the client stays.
struct Watching {
    let requests: ObjectRequests

    func answer() throws(Refusal) -> HTTPResponse {
        let request = requests.request
        let selector = try Listing.selector(request)
        let revision = request.parameter("resourceVersion").flatMap { Int64($0) }
        let timing = Timing(
            end: request.parameter("timeoutSeconds").flatMap { Int64($0) }.map { .seconds($0) },
            hasBookmarks: request.parameter("allowWatchBookmarks") == "true")
        return HTTPResponse(
            status: 200, headers: [("Content-Type", "application/json")],
            body: .stream { writer in
                try await send(to: writer, after: revision == 0 ? nil : revision, selector, timing)
            })
    }

    private func send(
        to writer: HTTPResponseWriter, after revision: Int64?, _ selector: LabelSelector, _ timing: Timing
    ) async throws {
        guard let watch = requests.store.watch(requests.type, namespace: requests.namespace, after: revision) else {
            try await writer.write(line("ERROR", Self.expired.document))
            return
        }
        defer { requests.store.endWatch(watch.id) }
        let timer = Task { [store = requests.store] in try await timing.run(watch.id, store) }
        defer { timer.cancel() }
        for event in watch.past { try await send(event, selector, to: writer) }
        for await told in watch.events {
            switch told {
            case .event(let event): try await send(event, selector, to: writer)
            case .bookmark(let revision): try await writer.write(line("BOOKMARK", bookmark(revision)))
            case .cut: throw CancellationError()
            }
        }
    }

    private func bookmark(_ revision: Int64) -> JSONValue {
        requests.rendered([
            "kind": .string(requests.type.kind),
            "metadata": ["resourceVersion": .string(String(revision)), "creationTimestamp": nil],
        ])
    }

    private func send(_ event: ObjectStore.Event, _ selector: LabelSelector, to writer: HTTPResponseWriter) async throws
    {
        let was = event.before.map(selector.matches) ?? false
        let isNow = event.change != .deleted && selector.matches(event.body)
        let change: ObjectStore.Event.Change
        switch (was, isNow) {
        case (false, false): return
        case (false, true): change = .added
        case (true, true): change = .modified
        case (true, false): change = .deleted
        }
        try await writer.write(line(change.rawValue, requests.rendered(event.body)))
    }

    private func line(_ type: String, _ object: JSONValue) -> [UInt8] {
        let event: JSONValue = ["type": .string(type), "object": object]
        return event.jsonBytes + [UInt8(ascii: "\n")]
    }

    private static let expired = Refusal(
        code: 410, reason: "Expired", message: "too old resource version: list again and watch from there")
}

/// When a watch ends by itself, and when it tells how far it has come.
private struct Timing {
    /// After how long; `nil`: never.
    let end: Duration?
    let hasBookmarks: Bool
    /// As often as a real server does it.
    private static let bookmarkInterval = Duration.seconds(60)

    func run(_ watch: Int, _ store: SharedStore) async throws {
        var left = end
        while left.map({ $0 > .zero }) ?? true {
            let pause = min(left ?? Self.bookmarkInterval, Self.bookmarkInterval)
            try await Task.sleep(for: pause)
            left = left.map { $0 - pause }
            if hasBookmarks { store.bookmark(watch) }
        }
        store.endWatch(watch)
    }
}
