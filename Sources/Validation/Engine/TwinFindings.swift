import Domain

/// Findings of two families that are one and the same fault: told once, with what others call both.
enum TwinFindings {
    /// Which code is not told where another one is.
    struct Twin {
        let goes: FindingCode
        let stays: FindingCode
        /// Where the one that stays may be, seen from the one that goes.
        var places: [Place] = [.here]
        /// The rule of the schema that the one that goes is about, where its code may mean others as well.
        var rule: String?
        /// Whether the one that stays has to speak of the same other objects: with others it is another fault.
        var isOfSameObjects = false

        enum Place {
            case here, below, above
            /// Wherever in the object it is.
            case anywhere
        }
    }

    private static let twins: [FindingCode: [Twin]] = Dictionary(grouping: all, by: \.goes)

    static let all = [
        Twin(goes: .missingGateway, stays: .unknownGateway),
        Twin(goes: .unknownSourceNamespace, stays: .unlistedNamespace),
        Twin(goes: .hostNotInGateway, stays: .unknownGateway),
        Twin(goes: .missingRuleHostLetThrough, stays: .unknownRuleHost),
        Twin(goes: .missingRuleHostLetThrough, stays: .ruleHostOfUnknownNamespace),
        Twin(goes: .unknownRuleHost, stays: .missingRuleHost),
        Twin(goes: .routeWithoutService, stays: .routeBackendUnknown),
        Twin(goes: .routeToUnlistedService, stays: .routeBackendUnlisted),
        Twin(goes: .deprecatedField, stays: .deprecatedSetting),
        Twin(goes: .deprecatedField, stays: .mirrorPercent),
        Twin(goes: .profileUnknownField, stays: .unknownSchemaField),
        Twin(goes: .outdated, stays: .egressProxy, places: [.here, .below]),
        Twin(goes: .noAlternative, stays: .identitiesChoice, places: [.below]),
        Twin(
            goes: .brokenRule, stays: .resolutionMismatch, places: [.below],
            rule: "DNS_ROUND_ROBIN mode cannot have multiple endpoints"),
        Twin(
            goes: .brokenRule, stays: .resolutionMismatch, places: [.below], rule: "NONE mode cannot set endpoints"),
        Twin(
            goes: .brokenRule, stays: .severalTargets, places: [.below],
            rule: "only one of targetRefs or selector can be set"),
        Twin(goes: .brokenRule, stays: .portModes, places: [.below], rule: "portLevelMtls requires selector"),
        Twin(goes: .brokenRule, stays: .duplicatePort, places: [.below], rule: "port number cannot be duplicated"),
        Twin(
            goes: .brokenRule, stays: .entryAddresses, places: [.below],
            rule: "CIDR addresses are allowed only for NONE/STATIC resolution types"),
        Twin(
            goes: .brokenRule, stays: .selectorAndEndpoints, places: [.below],
            rule: "only one of WorkloadSelector or Endpoints can be set"),
        Twin(goes: .brokenRule, stays: .endpointPort, places: [.below], rule: "UDS may not include ports"),
        Twin(
            goes: .brokenRule, stays: .repeatedListener, places: [.below], rule: uniqueListeners),
        Twin(goes: .brokenRule, stays: .listenersOfOneHost, places: [.below], rule: uniqueListeners),
        Twin(goes: .brokenRule, stays: .listenersOfTwoProtocols, places: [.below], rule: uniqueListeners),
        Twin(
            goes: .brokenRule, stays: .listenerWithoutTLS, places: [.below],
            rule: "tls mode must be set for protocol TLS"),
        Twin(goes: .unknownSourceNamespace, stays: .unknownNamespace),
        Twin(goes: .selectorWithoutWorkload, stays: .policyWithoutWorkloads, places: [.above]),
        Twin(goes: .selectorWithoutWorkload, stays: .unmatchedSelector),
        Twin(goes: .overlappingRouteHosts, stays: .meshHostConflict, isOfSameObjects: true),
        Twin(goes: .oldGatewayName, stays: .legacyGatewayName),
        Twin(goes: .subsetWithoutPods, stays: .subsetWithoutWorkload, places: [.here, .above]),
        Twin(goes: .routeParentUnknown, stays: .routeWithoutService),
        Twin(goes: .routeParentUnknown, stays: .routeToUnlistedService),
        Twin(goes: .overlappingGateways, stays: .gatewayConflict),
        Twin(goes: .gatewayWithoutPods, stays: .unmatchedSelector),
        Twin(goes: .addressesRequired, stays: .tcpWithoutAddress),
        Twin(goes: .addressesRequired, stays: .hostsOnStream),
        Twin(goes: .unknownMethod, stays: .starWithin),
        Twin(goes: .gatewayName, stays: .invalidName),
        Twin(goes: .serverCertificates, stays: .tlsProtocol, places: [.above]),
        Twin(goes: .twoForNamespace, stays: .sidecarDefaultConflict, places: [.anywhere], isOfSameObjects: true),
        Twin(goes: .twoForWorkload, stays: .sidecarConflict, places: [.here, .below], isOfSameObjects: true),
        Twin(goes: .protocolConflict, stays: .contradictingEntries, places: [.above], isOfSameObjects: true),
        Twin(goes: .subsetWithoutPods, stays: .unusedSubsetWithoutWorkload, places: [.here, .above]),
        Twin(goes: .foreignPrincipal, stays: .valueNever),
        Twin(goes: .unlistedPrincipal, stays: .valueNever),
        Twin(goes: .valueNever, stays: .unknownPrincipal),
    ]

    private static let uniqueListeners = "Combination of port, protocol and hostname must be unique for each listener"

    private struct Place: Hashable {
        let code: FindingCode
        let path: FieldPath
    }

    /// `findings` of one object with twins joined, in the same order.
    static func joined(_ findings: [Finding]) -> [Finding] {
        guard findings.count > 1, findings.contains(where: { twins[$0.code] != nil }) else { return findings }
        let told = Dictionary(grouping: findings, by: \.code)
        var names: [Place: [String]] = [:]
        let kept = findings.filter { finding in
            for twin in twins[finding.code] ?? [] {
                guard let other = told[twin.stays]?.first(where: { twin.isMeant(finding, $0) }) else { continue }
                names[Place(code: twin.stays, path: other.path), default: []] += finding.references
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
    /// Whether `told`, of the code that stays, is about the same as `finding`.
    fileprivate func isMeant(_ finding: Finding, _ told: Finding) -> Bool {
        if let rule, finding.schemaRule != rule { return false }
        if isOfSameObjects, !finding.about.allSatisfy(told.about.contains) { return false }
        let (path, other) = (finding.path.components, told.path.components)
        return places.contains { place in
            switch place {
            case .here: path == other
            case .below: path.count < other.count && other.starts(with: path)
            case .above: other.count < path.count && path.starts(with: other)
            case .anywhere: true
            }
        }
    }
}

extension Finding {
    /// The same with further names.
    fileprivate func called(also names: [String]) -> Finding {
        var called = self
        for name in names where !called.references.contains(name) { called.references.append(name) }
        return called
    }
}
