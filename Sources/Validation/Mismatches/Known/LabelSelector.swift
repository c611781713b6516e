import Domain

extension Field {
    /// The labels that a selector asks for, empty for none at all; `nil` where one is no text, so that nothing can be
    /// said.
    var labelSelector: [String: String]? {
        guard case .object(let members) = value else { return value == .null ? [:] : nil }
        let texts = texts
        return texts.count == members.count ? texts : nil
    }
}

extension Subject {
    /// Where a policy of Istio has the labels of the workloads that it is for.
    var selectorField: Field {
        switch object.kind {
        case .sidecar, .envoyFilter: spec["workloadSelector"]["labels"]
        default: spec["selector"]["matchLabels"]
        }
    }
}
