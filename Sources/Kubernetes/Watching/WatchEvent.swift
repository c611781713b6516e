import Domain
import JSON
import Ports

/// One line of a watch.
enum WatchEvent {
    /// A change, and the resourceVersion that it brought.
    case news(ObjectNews, resourceVersion: String)
    /// Nothing has happened up to this resourceVersion.
    case bookmark(resourceVersion: String)
    /// The server ends the watch; `isForgotten`: it no longer has the changes from where the watch began.
    case failed(any Error, isForgotten: Bool)

    /// Throws a transient `PortError` where the line is no event.
    init(line: [UInt8], subject: String) throws(PortError) {
        guard let document = try? JSONParser.parse(line), let object = document["object"] else {
            throw PortError(.transient, subject, "the API server told something in a watch that is no event")
        }
        var live = LiveObject(body: object)
        live.dropOwners()
        switch document["type"]?.string {
        case "ADDED", "MODIFIED": self = .news(.changed(live), resourceVersion: live.resourceVersion)
        case "DELETED": self = .news(.gone(live), resourceVersion: live.resourceVersion)
        case "BOOKMARK": self = .bookmark(resourceVersion: live.resourceVersion)
        default:
            let status = object["code"]?.int.map { Int(clamping: $0) } ?? 500
            let failure = APIFailure(status: status, body: object.jsonBytes, subject: subject)
            self = .failed(failure.error, isForgotten: status == 410)
        }
    }
}

/// Puts the lines of a watch together from the pieces in which they come.
struct LineCutter {
    /// In errors.
    let subject: String
    /// Bytes of the longest line: more than any object that etcd takes.
    var limit = 8 << 20
    private var begun: [UInt8] = []

    init(subject: String) { self.subject = subject }

    /// The lines that `piece` completes, without their ends; empty ones are left out.
    mutating func lines(adding piece: [UInt8]) throws(PortError) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var rest = piece[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            begun += rest[..<end]
            if !begun.isEmpty { lines.append(begun) }
            begun = []
            rest = rest[(end + 1)...]
        }
        begun += rest
        guard begun.count <= limit else {
            throw PortError(.transient, subject, "the API server told an event that is longer than \(limit) bytes")
        }
        return lines
    }
}
