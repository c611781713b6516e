import Domain

/// What made a pod, by the pod alone.
extension Workload {
    static func owner(of pod: JSONValue, labels: [String: String]) -> String? {
        guard let owner = pod["metadata"]?["ownerReferences"]?[0], let name = owner["name"]?.string else { return nil }
        guard owner["kind"] == "ReplicaSet" else { return name }
        let suffix = labels["pod-template-hash"].map { "-" + $0 } ?? ""
        return !suffix.isEmpty && name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    }

    /// `reviews-v1` of `reviews-v1-545db77b95-2gl4p`; the name itself where it does not look so.
    static func base(of name: String) -> String {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[parts.count - 1].utf8.count == 5,
            (8...10).contains(parts[parts.count - 2].utf8.count),
            parts[parts.count - 2].contains(where: \.isNumber)
        else { return name }
        return parts.dropLast(2).joined(separator: "-")
    }
}
