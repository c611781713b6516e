/// To which namespaces something is visible: `exportTo` as Istio reads it.
enum ExportScope {
    /// What stands for all namespaces.
    static let all = "*"

    /// The namespaces that `exportTo` names in an object of `namespace`; `[all]` where it names all, or nothing.
    static func scopes(_ exportTo: [String], of namespace: String) -> [String] {
        guard !exportTo.isEmpty, !exportTo.contains(all) else { return [all] }
        var scopes: [String] = []
        for entry in exportTo {
            let scope = entry == "." ? namespace : entry
            if !scopes.contains(scope) { scopes.append(scope) }
        }
        return scopes
    }

    /// The same for an object of the set, which may be a Service with Istio's annotation.
    static func scopes(of object: KnownObject) -> [String] {
        guard object.kind == .service else {
            return scopes(object.spec["exportTo"].strings, of: object.namespace)
        }
        let annotation = object.root["metadata"]["annotations"]["networking.istio.io/exportTo"].string ?? ""
        let entries = annotation.split(separator: ",").map { $0.trimmingSpaces }.filter { !$0.isEmpty }
        return scopes(entries, of: object.namespace)
    }

    /// Whether an object of `namespace` that is visible to `scopes` is visible from `viewer`.
    static func isVisible(_ scopes: [String], from viewer: String) -> Bool {
        scopes.contains { $0 == all || $0 == viewer }
    }
}

extension Substring {
    /// The text without spaces at its ends.
    var trimmingSpaces: String {
        let front = drop { $0 == " " || $0 == "\t" }
        guard let last = front.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(front[...last])
    }
}
