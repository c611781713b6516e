/// HS7...: authorization rules that contradict, shadow or never match, and values that do not mean what they seem to.
extension FindingCode {
    static let authorization: [FindingCode] = authorizationDecisions + authorizationValues
}
