import Domain

/// The structure that any object must have. What is in `spec` is not looked at: the sandbox has no schemas.
struct ObjectCheck {
    let type: ResourceType
    let version: String
    /// Empty for resources of the cluster.
    let namespace: String

    /// Checks the envelope; returns the name. `name` is what the URL says, where it says one.
    func name(in body: JSONValue, url name: String?) throws(Refusal) -> String {
        guard body.object != nil else { throw .badRequest("the body is not a JSON object") }
        let expected = type.apiVersion(version)
        let given = body["apiVersion"]?.string ?? ""
        guard given == expected else {
            throw .badRequest(
                "the API version in the data (\(given)) does not match the expected API version (\(expected))")
        }
        let found = body.metadata("name")?.string ?? ""
        try checkKind(body["kind"]?.string ?? "", found)
        if let name, !found.isEmpty, found != name {
            throw .badRequest("the name of the object (\(found)) does not match the name on the URL (\(name))")
        }
        if let other = body.metadata("namespace")?.string, other != namespace {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        return name ?? found
    }

    private func checkKind(_ kind: String, _ name: String) throws(Refusal) {
        guard kind != type.kind else { return }
        throw .invalid(type, name, [("kind", "Invalid value: \"\(kind)\": must be \(type.kind)")])
    }

    /// Checks what is in the object.
    func contents(_ body: JSONValue, name: String) throws(Refusal) {
        var problems = Self.nameProblems(name, type)
        problems += try labelProblems(body)
        if let annotations = body.metadata("annotations") { try Self.requireTexts(annotations, "Annotations", type) }
        if let spec = body["spec"], spec.object == nil {
            let what = "spec in body must be of type object: \"\(spec.typeName)\""
            problems.append(("spec", "Invalid value: \"\(spec.typeName)\": \(what)"))
        }
        guard problems.isEmpty else { throw .invalid(type, name, problems) }
    }

    private func labelProblems(_ body: JSONValue) throws(Refusal) -> [(field: String, message: String)] {
        guard let labels = body.metadata("labels") else { return [] }
        try Self.requireTexts(labels, "Labels", type)
        var problems: [(field: String, message: String)] = []
        for (key, value) in (labels.object ?? [:]).sorted(by: { $0.key < $1.key }) {
            if !NameRules.isLabelKey(key) {
                problems.append(("metadata.labels", "Invalid value: \"\(key)\": \(NameRules.labelKeyRule)"))
            }
            if let text = value.string, !NameRules.isLabelValue(text) {
                problems.append(("metadata.labels", "Invalid value: \"\(text)\": \(NameRules.labelValueRule)"))
            }
        }
        return problems
    }

    private static func requireTexts(_ map: JSONValue, _ what: String, _ type: ResourceType) throws(Refusal) {
        guard let members = map.object, members.values.allSatisfy({ $0.string != nil }) else {
            throw .badRequest("\(type.kind) cannot be handled: v1.ObjectMeta: \(what) must be a map of strings")
        }
    }

    private static func nameProblems(_ name: String, _ type: ResourceType) -> [(field: String, message: String)] {
        if name.isEmpty { return [("metadata.name", "Required value: name or generateName is required")] }
        let isLabel = type == ResourceCatalog.namespaces || type == ResourceCatalog.services
        let isRight = isLabel ? NameRules.isLabelName(name) : NameRules.isSubdomain(name)
        if isRight { return [] }
        let rule = isLabel ? NameRules.labelNameRule : NameRules.subdomainRule
        return [("metadata.name", "Invalid value: \"\(name)\": \(rule)")]
    }
}
