import Domain

/// Findings of two families that are one and the same fault: told once, with what others call both.
enum TwinFindings {
    /// Which code is not told where another one is.
    struct Twin {
        let goes: FindingCode
        let stays: FindingCode
        /// Where the one that stays is, seen from the one that goes.
        var place = Place.here
        /// What the message of the one that goes has, where its code may mean something else as well.
        var saying: String?

        enum Place { case here, below }
    }

    private static let twins: [FindingCode: [Twin]] = Dictionary(grouping: all, by: \.goes)

    private static let all = [
        Twin(goes: .missingGateway, stays: .unknownGateway),
        Twin(goes: .unknownSourceNamespace, stays: .unlistedNamespace),
        Twin(goes: .hostNotInGateway, stays: .unknownGateway),
        Twin(goes: .missingRuleHostLetThrough, stays: .unknownRuleHost),
        Twin(goes: .unknownRuleHost, stays: .missingRuleHost),
        Twin(goes: .routeWithoutService, stays: .routeBackendUnknown),
        Twin(goes: .deprecatedField, stays: .deprecatedSetting),
        Twin(goes: .deprecatedField, stays: .mirrorPercent),
        Twin(goes: .profileUnknownField, stays: .unknownSchemaField),
        Twin(goes: .outdated, stays: .egressProxy),
        Twin(goes: .outdated, stays: .egressProxy, place: .below),
        Twin(goes: .noAlternative, stays: .identitiesChoice, place: .below),
        Twin(goes: .brokenRule, stays: .resolutionMismatch, place: .below, saying: "DNS_ROUND_ROBIN"),
    ]

    private struct Place: Hashable {
        let code: FindingCode
        let path: FieldPath
    }

    /// `findings` of one object with twins joined, in the same order.
    static func joined(_ findings: [Finding]) -> [Finding] {
        guard findings.count > 1, findings.contains(where: { twins[$0.code] != nil }) else { return findings }
        let told = Dictionary(grouping: findings, by: \.code).mapValues { $0.map(\.path) }
        var names: [Place: [String]] = [:]
        let kept = findings.filter { finding in
            for twin in twins[finding.code] ?? [] {
                guard let path = told[twin.stays]?.first(where: { twin.isMeant(finding, $0) }) else { continue }
                names[Place(code: twin.stays, path: path), default: []] += finding.references
                return false
            }
            return true
        }
        return kept.map { finding in
            names[Place(code: finding.code, path: finding.path)].map { finding.called(also: $0) } ?? finding
        }
    }
}

extension TwinFindings.Twin {
    /// Whether a finding of the code that stays, at `path`, is about the same as `finding`.
    fileprivate func isMeant(_ finding: Finding, _ path: FieldPath) -> Bool {
        if let saying, !finding.message.contains(saying) { return false }
        switch place {
        case .here: return path == finding.path
        case .below: return path.components.starts(with: finding.path.components) && path != finding.path
        }
    }
}

extension Finding {
    /// The same with further names.
    fileprivate func called(also names: [String]) -> Finding {
        var references = references
        for name in names where !references.contains(name) { references.append(name) }
        return Finding(
            code: code, object: object, file: file, path: path, position: position, message: message, hint: hint,
            references: references, isVerdict: isVerdict)
    }
}
