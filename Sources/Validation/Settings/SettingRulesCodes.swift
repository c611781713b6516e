/// HS55.. to HS59..: references and settings that do not fit together (Kiali).
extension FindingCode {
    static let settings: [FindingCode] = []
}
