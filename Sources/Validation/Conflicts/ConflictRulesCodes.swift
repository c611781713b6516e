/// HS60.. to HS64..: objects that contradict each other (istioctl analyze).
extension FindingCode {
    static let conflicts: [FindingCode] = []
}
