import Domain

/// TLS to a server whose certificate nobody checks.
enum ServerCertificates {
    static let family = RuleFamily(
        "checks of server certificates", codes: [.uncheckedServer, .uncheckedServerOnPort], kinds: [.destinationRule],
        scope: .set
    ) { subject in
        let policy = subject.spec["trafficPolicy"]
        let hasSelector = !subject.spec["workloadSelector"].isEmpty
        let onPorts = policy["portLevelSettings"].elements.compactMap {
            remark(.uncheckedServerOnPort, $0["tls"], hasSelector)
        }
        return [remark(.uncheckedServer, policy["tls"], hasSelector)].compactMap { $0 } + onPorts
    }

    private static func remark(_ code: FindingCode, _ tls: Field, _ hasSelector: Bool) -> Remark? {
        guard let mode = tls["mode"].string, mode == "SIMPLE" || mode == "MUTUAL", tls["caCertificates"].isEmpty,
            !(hasSelector && !tls["credentialName"].isEmpty)
        else { return nil }
        return Remark(
            code, tls["caCertificates"], "mode \(mode) without a certificate authority does not say whom to trust",
            hint: "name the file with the authority's certificate")
    }
}
