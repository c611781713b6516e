/// HS3...: what istiod's validation refuses or warns of in one object.
extension FindingCode {
    static let istioMeaning: [FindingCode] =
        istioCommonCodes + istioVirtualServiceCodes + istioDestinationRuleCodes + istioGatewayCodes
        + istioServiceEntryCodes + istioSidecarCodes
        + istioAuthorizationCodes + istioAuthenticationCodes + istioEnvoyFilterCodes + istioExtensionCodes
}
