import Domain

/// Ambient mode: who is in it. A label says so.
enum Ambient {
    static func isAmbient(_ namespace: String, _ set: ValidationSet) -> Bool {
        set.object(.namespace, "", namespace)?.labels["istio.io/dataplane-mode"] == "ambient"
    }
}
