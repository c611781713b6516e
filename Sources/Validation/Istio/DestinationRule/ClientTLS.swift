import Domain

/// TLS from proxies to a host.
enum ClientTLS {
    static func check(_ tls: Field, namespace: String) -> [Remark] {
        guard tls.value.object != nil else { return [] }
        let mode = tls["mode"].text
        let credential = tls["credentialName"]
        var remarks = mapRemarks(credential, namespace)
        if tls["insecureSkipVerify"].flag { remarks += uncheckedRemarks(tls, mode) }
        if mode == "SIMPLE" || mode == "MUTUAL", !credential.text.isEmpty {
            return remarks + beside(credential: tls)
        }
        guard mode == "MUTUAL" else { return remarks }
        return remarks
            + ["clientCertificate", "privateKey"].filter { tls[$0].text.isEmpty }.map {
                Remark(
                    .clientTLS, tls[$0], "is missing for MUTUAL",
                    hint: "give clientCertificate and privateKey, or credentialName")
            }
    }

    /// Certificates to check the server with, where it is not checked.
    private static func uncheckedRemarks(_ tls: Field, _ mode: String) -> [Remark] {
        let names: [String] =
            switch mode {
            case "SIMPLE": ["caCertificates", "credentialName", "subjectAltNames"]
            case "MUTUAL": ["caCertificates", "subjectAltNames"]
            default: []
            }
        return names.filter { !tls[$0].isEmpty }.map {
            Remark(
                .clientTLS, tls[$0], "is for checking the server, which insecureSkipVerify switches off",
                hint: "drop insecureSkipVerify, or this")
        }
    }

    private static func beside(credential tls: Field) -> [Remark] {
        ["clientCertificate", "caCertificates", "privateKey", "caCrl"].filter { !tls[$0].text.isEmpty }.map {
            Remark(.clientTLS, tls[$0], "cannot stand beside credentialName", hint: "keep the Secret or the files")
        }
    }

    /// `configmap://<namespace>/<name>`, of the object's own namespace.
    private static func mapRemarks(_ credential: Field, _ namespace: String) -> [Remark] {
        let mark = "configmap://"
        guard credential.text.hasPrefix(mark) else { return [] }
        let parts = credential.text.dropFirst(mark.count).split(separator: "/", omittingEmptySubsequences: false)
        let fault: String? =
            if parts.count < 2 || parts[0].isEmpty || parts[1].isEmpty {
                "does not name a namespace and a ConfigMap"
            } else { parts[0] == namespace ? nil : "names a ConfigMap of another namespace" }
        return .of(.clientTLS, credential, fault, hint: "write configmap://\(namespace)/<name>")
    }
}
