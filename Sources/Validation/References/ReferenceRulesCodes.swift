/// HS50.. to HS54..: references to what does not exist (istioctl analyze).
extension FindingCode {
    static let references: [FindingCode] = []
}
