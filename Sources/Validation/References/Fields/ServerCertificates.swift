import Domain

/// TLS to a server whose certificate nobody checks, or by authorities that nobody has named.
enum ServerCertificates {
    static let family = RuleFamily(
        "checks of server certificates",
        codes: [.uncheckedServer, .uncheckedServerOnPort, .systemAuthorities, .systemAuthoritiesOnPort],
        kinds: [.destinationRule], scope: .set
    ) { subject in
        let policy = subject.spec["trafficPolicy"]
        let onPorts = policy["portLevelSettings"].elements.compactMap {
            remark(.uncheckedServerOnPort, .systemAuthoritiesOnPort, $0["tls"], subject)
        }
        return [remark(.uncheckedServer, .systemAuthorities, policy["tls"], subject)].compactMap { $0 } + onPorts
    }

    /// Since when proxies hold to the system's authorities where none is named (`VERIFY_CERTIFICATE_AT_CLIENT`).
    private static let firstWithSystem = MeshVersion(1, 21)

    private static func remark(
        _ unchecked: FindingCode, _ bySystem: FindingCode, _ tls: Field, _ subject: Subject
    ) -> Remark? {
        let hasSelector = !subject.spec["workloadSelector"].isEmpty
        guard let mode = tls["mode"].string, mode == "SIMPLE" || mode == "MUTUAL", tls["caCertificates"].isEmpty,
            !(hasSelector && !tls["credentialName"].isEmpty)
        else { return nil }
        let field = tls["caCertificates"]
        guard subject.settings.istio < firstWithSystem || tls["insecureSkipVerify"].bool == true else {
            return Remark(
                bySystem, field, "no authority is named, so a certificate of any that the system trusts will do",
                hint: "for a server of a private authority, name the file with its certificate")
        }
        return Remark(
            unchecked, field, "mode \(mode) without a certificate authority: any certificate is taken",
            hint: "name the file with the authority's certificate")
    }
}
