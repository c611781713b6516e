package import Domain
import MeshModel

/// Recorded requests, asked of an AuthorizationPolicy as it was and as it is to be: which would be newly denied, and
/// which newly allowed. Nothing is guessed: what a line does not tell and a rule asks for leaves the line unjudged, and
/// a record that is none of a request is refused.
package struct AccessLogReplay: Hashable, Sendable {
    /// A record of a log.
    package struct Line: Hashable, Sendable {
        /// The file that it stands in; `nil` where there is but one log.
        package let file: String?
        /// From 1; in an array that of the element.
        package let number: Int
        /// `nil`: the line is no JSON.
        package let record: JSONValue?

        package init(file: String? = nil, number: Int, record: JSONValue?) {
            self.file = file
            self.number = number
            self.record = record
        }

        /// The lines of a text that are not empty, each with its number; of a text that is a JSON array its elements.
        package static func lines(
            of text: [UInt8], file: String? = nil, _ parse: ([UInt8]) -> JSONValue?
        ) -> [Line] {
            if let records = array(text, parse) {
                return records.enumerated().map { Line(file: file, number: $0 + 1, record: $1) }
            }
            let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            return lines.enumerated().compactMap { index, line in
                let isEmpty = line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == 9 || $0 == 13 }
                return isEmpty ? nil : Line(file: file, number: index + 1, record: parse(Array(line)))
            }
        }

        private static func array(_ text: [UInt8], _ parse: ([UInt8]) -> JSONValue?) -> [JSONValue]? {
            guard text.first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "[") else { return nil }
            return parse(text)?.array
        }
    }

    /// A record that was not judged, since it is none of a request.
    package struct Refusal: Hashable, Sendable {
        package let file: String?
        package let line: Int
        package let why: String
    }

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
    /// How many records are none of a request, and the first of them.
    package private(set) var refused = 0
    package private(set) var refusals: [Refusal] = []

    private static let exampleLimit = 20
    private static let reasonLimit = 50
    private static let refusalLimit = 100

    /// - Parameters:
    ///   - others: New versions of other policies, which come with this one: all are judged together.
    ///   - picture: The live cluster, or what is known of it. Without pods the lines are taken to be of pods that the
    ///     policy is for.
    package init(
        _ log: some Sequence<Line>, old: JSONValue?, new: JSONValue?, beside others: [JSONValue] = [],
        in picture: MeshPicture
    ) {
        let versions = others.compactMap(picture.read)
        guard
            let pair = PolicyPair(old: picture.read(old), new: picture.read(new), beside: versions, in: picture)
        else { return }
        let bench = ReplayBench(pair, picture)
        var denied = ExampleTable()
        var allowed = ExampleTable()
        for line in log {
            lines += 1
            let request: RecordedRequest
            do throws(UnreadableRecord) { request = try line.request(picture) } catch {
                refuse(line, error)
                continue
            }
            switch bench.outcome(of: request) {
            case .unconcerned: unconcerned += 1
            case .unjudged(let why): skip(picture.told(why))
            case .judged(let before, let after, let text):
                judged += 1
                if let wasDenied = request.wasDenied, wasDenied == before { disagreements += 1 }
                let text = picture.told(text)
                if before, !after { denied.add(text, request.field("start_time")) }
                if !before, after { allowed.add(text, request.field("start_time")) }
            }
        }
        (newlyDenied, deniedExamples) = (denied.total, denied.first(Self.exampleLimit))
        (newlyAllowed, allowedExamples) = (allowed.total, allowed.first(Self.exampleLimit))
    }

    private mutating func refuse(_ line: Line, _ problem: UnreadableRecord) {
        refused += 1
        if refusals.count < Self.refusalLimit {
            refusals.append(Refusal(file: line.file, line: line.number, why: problem.message))
        }
    }

    private mutating func skip(_ reason: String) {
        let isKnown = unjudged[reason] != nil || unjudged.count < Self.reasonLimit
        unjudged[isKnown ? reason : "other reasons", default: 0] += 1
    }
}

extension AccessLogReplay.Line {
    fileprivate func request(_ picture: MeshPicture) throws(UnreadableRecord) -> RecordedRequest {
        guard let record else { throw UnreadableRecord("is no JSON") }
        return try RecordedRequest(picture.read(record) ?? record)
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
