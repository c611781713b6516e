import Domain

/// Whom a MeshTLSAuthentication names.
enum LinkerdIdentities {
    static let family = RuleFamily(
        "linkerd-identities", codes: [.identityMalformed, .identityReference, .identitiesChoice],
        kinds: [.meshTLSAuthentication]
    ) { subject in
        choice(subject) + subject.spec["identities"].elements.compactMap(identity)
            + subject.spec["identityRefs"].elements.compactMap(reference)
    }

    private static func choice(_ subject: Subject) -> [Remark] {
        guard subject.spec.value.object != nil else { return [] }
        let given = ["identities", "identityRefs"].filter { subject.spec[$0].value != .null }
        if given.isEmpty {
            return [Remark(.identitiesChoice, subject.spec, "names nobody", hint: "give identities or identityRefs")]
        }
        if given.count == 2 {
            return [
                Remark(
                    .identitiesChoice, subject.spec["identityRefs"], "cannot stand beside identities",
                    hint: "make two MeshTLSAuthentications")
            ]
        }
        let field = subject.spec[given[0]]
        guard case .array(let list) = field.value, list.isEmpty else { return [] }
        return [Remark(.identitiesChoice, field, "is empty", hint: "name at least one client, * for all")]
    }

    private static func identity(_ field: Field) -> Remark? {
        guard let text = field.string, let problem = IdentitySyntax.problem(in: text) else { return nil }
        return Remark(
            .identityMalformed, field, problem,
            hint:
                "write e.g. web.shop.serviceaccount.identity.linkerd.cluster.local, *.shop.example or spiffe://domain/path"
        )
    }

    private static func reference(_ field: Field) -> Remark? {
        guard let reference = TargetReference(field) else { return nil }
        if reference.isA(.serviceAccount) { return nil }
        guard reference.isA(.namespace) else {
            return Remark(
                .identityReference, field["kind"], "\(reference.description) is nobody's identity",
                hint: "use ServiceAccount or Namespace, without a group")
        }
        guard field["namespace"].exists, field["namespace"].value != .null else { return nil }
        return Remark(
            .identityReference, field["namespace"], "cannot be given for a Namespace, which is in none",
            hint: "leave it out")
    }
}

/// How Linkerd writes identities: a name like DNS has them, with `*` for its first part, or a SPIFFE id.
enum IdentitySyntax {
    private static let scheme = "spiffe://"

    /// What is wrong, as a sentence without its subject; `nil`: nothing.
    static func problem(in text: String) -> String? {
        guard text.hasPrefix(scheme) else {
            return isName(text) ? nil : "is neither a name in lower case nor a SPIFFE id"
        }
        let rest = text.utf8.dropFirst(scheme.utf8.count)
        let domain = rest.prefix { $0 != UInt8(ascii: "/") }
        guard !domain.isEmpty else { return "has no trust domain" }
        guard domain.allSatisfy({ isLower($0) || "-._".utf8.contains($0) }) else {
            return "has a trust domain with other characters than lower case letters, digits, '-', '.' and '_'"
        }
        return path(rest.dropFirst(domain.count))
    }

    private static func path(_ path: Substring.UTF8View) -> String? {
        guard !path.isEmpty else { return nil }
        for segment in path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if segment.isEmpty { return "has an empty segment in its path" }
            if segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8) {
                return "has a segment of dots in its path"
            }
            let isPlain = segment.allSatisfy {
                isLower($0) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || "-._".utf8.contains($0)
            }
            if !isPlain { return "has other characters in its path than letters, digits, '-', '.' and '_'" }
        }
        return nil
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).enumerated().allSatisfy {
            if $0.offset == 0, $0.element.elementsEqual("*".utf8) { return true }
            guard let first = $0.element.first, let last = $0.element.last else { return false }
            return isLower(first) && isLower(last)
                && $0.element.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// A lower case letter or a digit.
    private static func isLower(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
