import Domain

/// Ambient mode: who is in it, and who sends its requests through a waypoint. Labels say both.
enum Ambient {
    static func isAmbient(_ namespace: String, _ set: ValidationSet) -> Bool {
        set.object(.namespace, "", namespace)?.labels["istio.io/dataplane-mode"] == "ambient"
    }

    /// Whether requests to something with these labels go through a waypoint; its namespace decides where they say
    /// nothing.
    static func hasWaypoint(_ labels: [String: String], in namespace: String, _ set: ValidationSet) -> Bool {
        let label = "istio.io/use-waypoint"
        let name = labels[label] ?? set.object(.namespace, "", namespace)?.labels[label] ?? "none"
        return name != "none" && !name.isEmpty
    }
}
