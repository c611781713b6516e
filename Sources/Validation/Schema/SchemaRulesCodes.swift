/// HS2...: the schema of the kind.
extension FindingCode {
    static let schema: [FindingCode] = []
}
