/// HS50.. to HS54..: references to what does not exist, and what does not do what it seems to (istioctl analyze).
extension FindingCode {
    static let references: [FindingCode] =
        hostReferences + gatewayReferences + workloadReferences + fieldReferences + envoyPatches + routeReferences
}
