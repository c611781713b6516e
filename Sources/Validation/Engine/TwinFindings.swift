import Domain

/// Findings of two families that are one and the same: same object, field and severity, found by istioctl and by Kiali.
/// They are said once, with what both call them.
enum TwinFindings {
    /// The id of the code that stays, by the id of the one that goes.
    private static let twins = [
        FindingCode.unknownDestination.id: FindingCode.unknownHost.id,
        FindingCode.missingGateway.id: FindingCode.unknownGateway.id,
        FindingCode.missingRuleHostLetThrough.id: FindingCode.unknownRuleHost.id,
    ]

    private struct Place: Hashable {
        let code: String
        let path: FieldPath
    }

    /// `findings` of one object with twins joined, in the same order.
    static func joined(_ findings: [Finding]) -> [Finding] {
        guard findings.contains(where: { twins[$0.code.id] != nil }) else { return findings }
        var references: [Place: [String]] = [:]
        let staying = Set(findings.map { Place(code: $0.code.id, path: $0.path) })
        let kept = findings.filter { finding in
            guard let twin = twins[finding.code.id] else { return true }
            let place = Place(code: twin, path: finding.path)
            guard staying.contains(place) else { return true }
            references[place, default: []] += finding.references
            return false
        }
        return kept.map { finding in
            references[Place(code: finding.code.id, path: finding.path)].map { finding.called(also: $0) } ?? finding
        }
    }
}

extension Finding {
    /// The same with further names.
    fileprivate func called(also names: [String]) -> Finding {
        Finding(
            code: code, object: object, file: file, path: path, position: position, message: message, hint: hint,
            references: references + names.filter { !references.contains($0) }, isVerdict: isVerdict)
    }
}
