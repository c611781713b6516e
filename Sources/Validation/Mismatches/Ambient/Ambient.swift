import Domain

/// Ambient mode: who is in it, and who sends its requests through a waypoint. Labels say both.
enum Ambient {
    static func isAmbient(_ namespace: String, _ set: ValidationSet) -> Bool {
        set.object(.namespace, "", namespace)?.labels["istio.io/dataplane-mode"] == "ambient"
    }

    /// Whether requests to something with these labels go through a waypoint; its namespace decides where they say
    /// nothing. A name that is none of the Gateways there, where some are known, leads through nothing.
    static func hasWaypoint(_ labels: [String: String], in namespace: String, _ set: ValidationSet) -> Bool {
        let label = "istio.io/use-waypoint"
        let stated = labels[label] == nil ? set.object(.namespace, "", namespace)?.labels ?? [:] : labels
        guard let name = stated[label], name != "none", !name.isEmpty else { return false }
        let place = stated["\(label)-namespace"] ?? namespace
        return !set.isKnown(.kubernetesGateway, in: place) || set.object(.kubernetesGateway, place, name) != nil
    }
}
