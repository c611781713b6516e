/// HS7...: authorization rules that contradict, shadow or never match.
extension FindingCode {
    static let authorization: [FindingCode] = []
}
