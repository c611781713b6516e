import Domain

/// The secrets with the certificates of a Gateway: they lie beside its pods.
enum GatewayCredentials {
    static let family = RuleFamily(
        "secrets of Gateways", codes: [.unknownCredential, .invalidCredential], kinds: [.gateway], scope: .set
    ) { subject in
        let text = LabelText.of(subject.spec["selector"].texts)
        guard subject.set.isKnown(.secret),
            let pod = subject.set.fact(GatewayWorkloads.bySelector)[text]?.workloads.first
        else { return [] }
        return subject.spec["servers"].elements.compactMap { server -> Remark? in
            let field = server["tls"]["credentialName"]
            // Other providers than Secrets are named like URLs.
            guard let name = field.string, !name.isEmpty, !name.contains("://") else { return nil }
            let place = ValidationSet.place(name, from: pod.namespace)
            guard let secret = subject.set.object(.secret, place.namespace, place.name) else {
                // Secrets are seldom among files.
                let isElsewhere = subject.set.objects(.secret).contains { $0.name == place.name }
                guard isElsewhere || subject.set.isKnown(.secret, in: place.namespace) else { return nil }
                return Remark(
                    .unknownCredential, field, "there is no Secret \(place.name) in namespace \(place.namespace)",
                    hint: "the Secret must be in the namespace of the gateway's pods, not of the Gateway")
            }
            // Of a Secret that was listed by name only no more is known than that it is there.
            guard secret.tree["data"] != .null, let fault = fault(of: secret, at: subject.settings.time) else {
                return nil
            }
            return Remark(
                .invalidCredential, field, "Secret \(place.namespace)/\(place.name) cannot be used: \(fault)",
                hint: "make it anew with `kubectl create secret tls`")
        }
    }

    private static func fault(of secret: KnownObject, at time: Int64?) -> String? {
        for (certificate, key) in [("cert", "key"), ("tls.crt", "tls.key")] {
            guard let text = content(secret, certificate), content(secret, key) != nil else { continue }
            return PEMCertificate.fault(text, at: time)
        }
        return "it has neither tls.crt and tls.key nor cert and key"
    }

    /// What the Secret holds under the name; `nil` for nothing.
    private static func content(_ secret: KnownObject, _ name: String) -> [UInt8]? {
        if let plain = secret.root["stringData"][name].string, !plain.isEmpty { return Array(plain.utf8) }
        let bytes = secret.root["data"][name].string.flatMap { Base64.bytes($0.utf8) } ?? []
        return bytes.isEmpty ? nil : bytes
    }
}
