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

    /// Reads `CODE=reason` or `CODE@Kind/namespace/name=reason`; `nil` where a part is missing or the code is not one.
    package init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let reason = parts.last, !reason.allSatisfy(\.isWhitespace) else { return nil }
        let subject = parts[0].split(separator: "@", maxSplits: 1).map(String.init)
        guard let code = subject.first, FindingCode.all.contains(where: { $0.id == code }) else { return nil }
        self.init(code: code, object: subject.count == 2 ? subject[1] : nil, reason: reason)
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
