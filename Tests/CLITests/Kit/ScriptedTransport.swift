import Domain
import JSON
import Ports
import Synchronization

@testable import CLI

/// An API that answers by a script, and keeps what was asked.
final class ScriptedTransport: Transport {
    /// What comes back for a request; throws where no answer comes.
    typealias Script = @Sendable (_ request: WireRequest, _ number: Int) throws -> WireAnswer

    private let script: Script
    private let staysOpen: Bool
    private let pieces: @Sendable (_ request: WireRequest) -> [String]
    private let seen = Mutex<[WireRequest]>([])

    /// - Parameters:
    ///   - pieces: What a stream brings, piece by piece.
    ///   - staysOpen: Whether streams stay open behind the last piece.
    init(
        staysOpen: Bool = false, pieces: @escaping @Sendable (WireRequest) -> [String] = { _ in [] },
        script: @escaping Script
    ) {
        self.staysOpen = staysOpen
        self.script = script
        self.pieces = pieces
    }

    var requests: [WireRequest] { seen.withLock { $0 } }

    func send(_ request: WireRequest) async throws -> WireAnswer {
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.filter { $0.line == request.line }.count
        }
        return try script(request, number)
    }

    func stream(
        _ request: WireRequest, _ take: @escaping @Sendable ([UInt8]) async throws -> Bool
    ) async throws -> WireAnswer {
        let answer = try await send(request)
        guard answer.status == 200 else { return answer }
        for piece in pieces(request) {
            guard try await take(Array(piece.utf8)) else { break }
        }
        if staysOpen {
            let (never, _) = AsyncStream<Void>.makeStream()
            for await _ in never {}
        }
        return WireAnswer(status: 200)
    }
}

extension WireRequest {
    /// `GET /policies?limit=5`: the request as the scripts name it.
    var line: String {
        let mark = "/api/v1"
        guard let start = url.ranges(of: mark).first else { return "\(method) \(url)" }
        return "\(method) \(url[start.upperBound...])"
    }

    /// The body as JSON; `null` where it is none.
    var json: JSONValue { (body.flatMap { try? JSONParser.parse($0) }) ?? .null }

    /// The body as text.
    var text: String { String(decoding: body ?? [], as: UTF8.self) }
}

extension WireAnswer {
    static func json(_ value: JSONValue, status: Int = 200, headers: [String: String] = [:]) -> WireAnswer {
        WireAnswer(status: status, headers: headers, body: value.jsonBytes)
    }

    /// A problem document.
    static func problem(_ status: Int, _ detail: String, errors: [JSONValue] = []) -> WireAnswer {
        .json(
            [
                "type": "urn:hotswap:problem:x", "title": "It went wrong", "status": .int(Int64(status)),
                "detail": .string(detail), "errors": .array(errors),
            ], status: status)
    }

    /// A list.
    static func list(_ items: [JSONValue], next: String? = nil) -> WireAnswer {
        .json(["items": .array(items), "next": next.map { .string($0) } ?? .null])
    }
}
