import Domain

/// Clients of a ServerAuthorization that contradict themselves.
enum LinkerdServerAuthorizations {
    static let family = RuleFamily(
        "linkerd-server-authorization", codes: [.clientContradiction], kinds: [.serverAuthorization]
    ) { subject in
        let client = subject.spec["client"]
        let tls = client["meshTLS"]
        guard tls.value.object != nil else { return [] }
        if client["unauthenticated"].bool == true {
            return [
                Remark(
                    .clientContradiction, client["unauthenticated"], "cannot be true beside meshTLS",
                    hint: "leave one of the two out")
            ]
        }
        guard tls["unauthenticatedTLS"].bool == true else { return [] }
        return ["identities", "serviceAccounts"].map { tls[$0] }.filter { !$0.elements.isEmpty }.prefix(1).map {
            Remark(
                .clientContradiction, $0, "cannot be given beside unauthenticatedTLS: true",
                hint: "leave one of the two out")
        }
    }
}
