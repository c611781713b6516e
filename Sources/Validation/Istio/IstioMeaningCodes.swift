/// HS3...: what istiod's validation refuses or warns of in one object.
extension FindingCode {
    static let istioMeaning: [FindingCode] =
        istioCommonCodes + virtualServiceCodes + destinationRuleCodes + gatewayCodes + serviceEntryCodes + sidecarCodes
        + istioAuthorizationCodes + istioAuthenticationCodes + envoyFilterCodes + istioExtensionCodes
}
