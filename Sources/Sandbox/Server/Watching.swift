import Domain
import HTTPServer

/// A watch: the changes of a type, one JSON document a line, for as long as the client stays.
struct Watching {
    let requests: ObjectRequests

    func answer() throws(Refusal) -> HTTPResponse {
        let selector = try Listing.selector(requests.request)
        let revision = requests.request.parameter("resourceVersion").flatMap { Int64($0) }
        let seconds = requests.request.parameter("timeoutSeconds").flatMap { Int64($0) }
        return HTTPResponse(
            status: 200, headers: [("Content-Type", "application/json")],
            body: .stream { writer in
                try await send(to: writer, after: revision == 0 ? nil : revision, selector, seconds: seconds)
            })
    }

    private func send(
        to writer: HTTPResponseWriter, after revision: Int64?, _ selector: LabelSelector, seconds: Int64?
    ) async throws {
        guard let watch = requests.store.watch(requests.type, namespace: requests.namespace, after: revision) else {
            try await writer.write(line("ERROR", Self.expired.document))
            return
        }
        defer { requests.store.endWatch(watch.id) }
        let timer = seconds.map { seconds in
            Task {
                try await Task.sleep(for: .seconds(seconds))
                watch.finish()
            }
        }
        defer { timer?.cancel() }
        for event in watch.past { try await send(event, selector, to: writer) }
        for await event in watch.events { try await send(event, selector, to: writer) }
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
