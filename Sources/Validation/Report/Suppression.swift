/// A finding that somebody has looked at and wants to hear no more of. Always with a reason.
package struct Suppression: Hashable, Sendable {
    /// The finding's code.
    package let code: String
    /// The object, as `Kind/namespace/name`, where `*` stands for any of the three; `nil`: every object.
    package let object: String?
    package let reason: String

    package init(code: String, object: String? = nil, reason: String) {
        self.code = code
        self.object = object
        self.reason = reason
    }

    /// What is wrong with a text that should be a suppression, in one sentence.
    package struct Malformed: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// Reads `CODE=reason` or `CODE@Kind/namespace/name=reason`.
    package init(_ text: String) throws(Malformed) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let subject = parts[0].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        self.init(
            code: subject[0], object: subject.count == 2 ? subject[1] : nil, reason: parts.count == 2 ? parts[1] : "")
        guard let problem = problems.first else { return }
        throw Malformed(description: "\(problem.part.rawValue) \(problem.message)")
    }

    package enum Part: String, Hashable, Sendable {
        case code, object, reason
    }

    /// What is wrong with each part, in words that go on from its name; empty: nothing.
    package var problems: [(part: Part, message: String)] {
        var problems: [(part: Part, message: String)] = []
        if FindingCode.named(code) == nil {
            problems.append((.code, code.isEmpty ? "is missing" : "is no code of a finding: \(code.prefix(64))"))
        }
        if let object, object.split(separator: "/", omittingEmptySubsequences: false).count != 3 {
            problems.append(
                (.object, "must be Kind/namespace/name, where * stands for any, and is \(object.prefix(64))"))
        }
        if reason.allSatisfy(\.isWhitespace) {
            problems.append((.reason, "is missing: who suppresses a finding says why"))
        }
        return problems
    }

    package func covers(_ finding: Finding) -> Bool {
        guard finding.code.id == code else { return false }
        guard let parts = object?.split(separator: "/", omittingEmptySubsequences: false) else { return true }
        let names = [finding.object.kind, finding.object.namespace, finding.object.name]
        return parts.count == names.count && zip(parts, names).allSatisfy { $0 == "*" || $0 == $1 }
    }
}

extension ValidationReport {
    /// The same without what `suppressions` cover, which is kept apart. Errors of the mesh's own validation stay: a
    /// policy that the mesh refuses is not made better by a reason.
    package func suppressing(_ suppressions: [Suppression]) -> ValidationReport {
        guard !suppressions.isEmpty else { return self }
        var report = self
        for index in report.documents.indices {
            let document = report.documents[index]
            let covered = document.findings.compactMap { finding -> Suppressed? in
                guard finding.isSuppressible, let found = suppressions.first(where: { $0.covers(finding) }) else {
                    return nil
                }
                return Suppressed(finding: finding, reason: found.reason)
            }
            let gone = Set(covered.map(\.finding))
            report.documents[index].findings.removeAll { gone.contains($0) }
            report.suppressed += covered
        }
        return report
    }
}
