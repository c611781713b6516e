package import Domain
import MeshModel

/// Recorded requests, asked of an AuthorizationPolicy as it was and as it is to be: which would be newly denied, and
/// which newly allowed. Nothing is guessed: what a line does not tell and a rule asks for leaves the line unjudged.
package struct AccessLogReplay: Hashable, Sendable {
    /// Requests of the same kind.
    package struct Example: Hashable, Sendable {
        package let request: String
        package internal(set) var count: Int
        /// When the first of them was, as the line says.
        package let firstTime: String?
    }

    package private(set) var lines = 0
    package private(set) var judged = 0
    package private(set) var newlyDenied = 0
    package private(set) var newlyAllowed = 0
    package private(set) var deniedExamples: [Example] = []
    package private(set) var allowedExamples: [Example] = []
    /// Lines about pods that the policy is not for.
    package private(set) var unconcerned = 0
    /// Lines that could not be judged, by the reason.
    package private(set) var unjudged: [String: Int] = [:]
    /// Lines whose recorded outcome is not what the old version says: the log is older than it, of another policy, or
    /// the line says too little.
    package private(set) var disagreements = 0

    private static let exampleLimit = 20
    private static let reasonLimit = 50

    /// - Parameters:
    ///   - records: The lines; `nil` for one that is no JSON.
    ///   - picture: The live cluster, or what is known of it. Without pods the lines are taken to be of pods that the
    ///     policy is for.
    package init(
        _ records: some Sequence<JSONValue?>, old: JSONValue?, new: JSONValue?, in picture: MeshPicture
    ) {
        guard let pair = PolicyPair(old: old, new: new, in: picture) else { return }
        let bench = ReplayBench(pair, picture)
        var denied = ExampleTable()
        var allowed = ExampleTable()
        for record in records {
            lines += 1
            guard let request = record.flatMap({ RecordedRequest($0) }) else {
                skip("the line is no JSON object")
                continue
            }
            switch bench.outcome(of: request) {
            case .unconcerned: unconcerned += 1
            case .unjudged(let why): skip(why)
            case .judged(let before, let after, let text):
                judged += 1
                if let wasDenied = request.wasDenied, wasDenied == before { disagreements += 1 }
                if before, !after { denied.add(text, request.field("start_time")) }
                if !before, after { allowed.add(text, request.field("start_time")) }
            }
        }
        (newlyDenied, deniedExamples) = (denied.total, denied.first(Self.exampleLimit))
        (newlyAllowed, allowedExamples) = (allowed.total, allowed.first(Self.exampleLimit))
    }

    private mutating func skip(_ reason: String) {
        let isKnown = unjudged[reason] != nil || unjudged.count < Self.reasonLimit
        unjudged[isKnown ? reason : "other reasons", default: 0] += 1
    }
}

/// Requests counted by their text; no more texts than a person would read.
private struct ExampleTable {
    private var counts: [String: (count: Int, time: String?)] = [:]
    private(set) var total = 0
    private static let limit = 10_000

    mutating func add(_ text: String, _ time: String?) {
        total += 1
        guard counts[text] != nil || counts.count < Self.limit else { return }
        counts[text, default: (0, time)].count += 1
    }

    /// The most frequent ones.
    func first(_ limit: Int) -> [AccessLogReplay.Example] {
        counts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(limit).map {
            AccessLogReplay.Example(request: $0.key, count: $0.value.count, firstTime: $0.value.time)
        }
    }
}
