import Synchronization

/// One server-sent event.
struct ServerEvent: Hashable, Sendable {
    var id: String?
    var data: String
}

/// Reads server-sent events out of pieces of bytes, cut anywhere.
final class ServerEventReader: Sendable {
    fileprivate struct State {
        var line: [UInt8] = []
        var endedWithReturn = false
        var id: String?
        var data: [String] = []
    }

    private let state = Mutex(State())
    /// No line of the API is longer; a server that sends more is none of ours.
    private static let longestLine = 1 << 20

    /// The events that are complete with this piece.
    func add(_ piece: [UInt8]) -> [ServerEvent] {
        state.withLock { state in
            var events: [ServerEvent] = []
            for byte in piece {
                if byte == UInt8(ascii: "\n"), state.endedWithReturn {
                    state.endedWithReturn = false
                } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                    state.endedWithReturn = byte == UInt8(ascii: "\r")
                    if let event = state.endLine() { events.append(event) }
                } else {
                    state.endedWithReturn = false
                    if state.line.count < Self.longestLine { state.line.append(byte) }
                }
            }
            return events
        }
    }
}

extension ServerEventReader.State {
    /// Takes the line in; an empty one ends the event.
    fileprivate mutating func endLine() -> ServerEvent? {
        let text = String(decoding: line, as: UTF8.self)
        line = []
        guard !text.isEmpty else {
            defer { data = [] }
            return data.isEmpty ? nil : ServerEvent(id: id, data: data.joined(separator: "\n"))
        }
        let mark = text.firstIndex(of: ":") ?? text.endIndex
        var value = mark == text.endIndex ? "" : text[text.index(after: mark)...]
        if value.first == " " { value = value.dropFirst() }
        switch text[..<mark] {
        case "id": id = String(value)
        case "data": data.append(String(value))
        default: break
        }
        return nil
    }
}
