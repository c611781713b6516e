/// HS9...: what the target's mesh version does not know, or no longer wants.
extension FindingCode {
    static let versions: [FindingCode] = []
}
