/// HS65.. to HS69..: objects that overlap (Kiali).
extension FindingCode {
    static let overlaps: [FindingCode] = []
}
