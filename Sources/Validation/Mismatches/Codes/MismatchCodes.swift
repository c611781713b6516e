/// HS55.. to HS59..: references and settings that do not fit together, as Kiali looks at them.
extension FindingCode {
    static let mismatches: [FindingCode] =
        mutualTLS + unknownHosts + subsetReferences + nameReferences + selectorReferences + idleValues
        + gatewayAPIReferences + ambientMode
}
