package import Domain
package import Validation

extension AccessLogReplay {
    /// What was not answered, where no record could be judged by any of several policies: it is no proof of anything.
    ///
    /// - Parameter requests: What the records are called.
    package static func gaps(in results: [AccessLogReplay], of requests: String) -> [ValidationReport.Unchecked] {
        guard !results.isEmpty, results.allSatisfy({ $0.judged + $0.unconcerned == 0 }) else { return [] }
        let count = results.map(\.lines).max() ?? 0
        let why = count == 0 ? "there are none" : "none of \(count) could be judged; see what was read of them"
        return [.init(what: requests, why: why)]
    }

    /// The replay as answers carry it.
    package var json: JSONValue {
        [
            "lines": .int(Int64(lines)), "judged": .int(Int64(judged)), "unconcerned": .int(Int64(unconcerned)),
            "newlyDenied": ["count": .int(Int64(newlyDenied)), "examples": .array(deniedExamples.map(\.json))],
            "newlyAllowed": ["count": .int(Int64(newlyAllowed)), "examples": .array(allowedExamples.map(\.json))],
            "unjudged": .object(unjudged.mapValues { .int(Int64($0)) }),
            "disagreements": .int(Int64(disagreements)),
            "refused": [
                "count": .int(Int64(refused)),
                "first": .array(
                    refusals.map {
                        [
                            "file": $0.file.map { .string($0) } ?? .null, "line": .int(Int64($0.line)),
                            "why": .string($0.why),
                        ]
                    }),
            ],
        ]
    }

    /// The replay for people.
    package var text: String {
        var out = [
            "\(lines) recorded requests: \(judged) judged, \(newlyDenied) newly denied, \(newlyAllowed) newly allowed"
        ]
        out += deniedExamples.map { "newly denied: \($0.count) x \($0.request)" }
        out += allowedExamples.map { "newly allowed: \($0.count) x \($0.request)" }
        if unconcerned > 0 { out.append("\(unconcerned) are of pods that the policy is not for") }
        out += unjudged.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "not judged: \($0.value): \($0.key)" }
        out += refusals.prefix(20).map { "refused: \($0.file.map { "\($0):" } ?? "line ")\($0.line) \($0.why)" }
        if refused > 20 { out.append("refused: \(refused - 20) more lines") }
        if disagreements > 0 {
            out.append(
                "\(disagreements) were answered otherwise then than the old version says: the log may be older than it")
        }
        return out.joined(separator: "\n") + "\n"
    }
}

extension AccessLogReplay.Example {
    var json: JSONValue {
        [
            "request": .string(request), "count": .int(Int64(count)),
            "firstTime": firstTime.map { .string($0) } ?? .null,
        ]
    }
}
