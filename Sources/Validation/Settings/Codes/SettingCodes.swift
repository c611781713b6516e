/// HS55.. to HS59..: references and settings that do not fit together, as Kiali looks at them.
extension FindingCode {
    static let settings: [FindingCode] =
        mutualTLS + hostSettings + subsetReferences + nameReferences + selectorReferences + idleValues
        + gatewayAPIReferences + ambientMode
}
