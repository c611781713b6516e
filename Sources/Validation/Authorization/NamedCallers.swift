import Domain

/// Whom a rule of an AuthorizationPolicy names as its callers: fields of its sources, and conditions on the same.
enum NamedCallers {
    static func principals(_ rule: Field) -> [Field] { values(rule, "principals", "source.principal") }

    /// `account` of the policy's own namespace, or `namespace/account`.
    static func accounts(_ rule: Field) -> [Field] { values(rule, "serviceAccounts", "source.serviceAccount") }

    static func namespaces(_ rule: Field) -> [Field] { values(rule, "namespaces", "source.namespace") }

    static func trustDomains(_ rule: Field) -> [Field] { values(rule, "trustDomains", "source.trustDomain") }

    /// Those that are not meant.
    static func excludedNamespaces(_ rule: Field) -> [Field] {
        values(rule, "notNamespaces", "source.namespace", of: "notValues")
    }

    /// Namespace and name of an account as a policy of `namespace` writes it.
    static func account(_ text: String, from namespace: String) -> (namespace: String, name: String) {
        guard let slash = text.firstIndex(of: "/") else { return (namespace, text) }
        return (String(text[..<slash]), String(text[text.index(after: slash)...]))
    }

    private static func values(
        _ rule: Field, _ field: String, _ condition: String, of list: String = "values"
    ) -> [Field] {
        rule["from"].elements.flatMap { $0["source"][field].elements }
            + rule["when"].elements.filter { $0["key"].string == condition }.flatMap { $0[list].elements }
    }
}
