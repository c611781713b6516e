import Domain

/// The secrets with the certificates of a Gateway: they lie beside its pods.
enum GatewayCredentials {
    static let family = RuleFamily(
        "secrets of Gateways", codes: [.unknownCredential, .unlistedCredential, .invalidCredential],
        kinds: [.gateway], scope: .set
    ) { subject in
        let text = LabelText.of(subject.spec["selector"].texts)
        let pods = subject.set.fact(GatewayWorkloads.bySelector)[text]?.workloads ?? []
        let namespaces = pods.reduce(into: [String]()) { found, pod in
            if !found.contains(pod.namespace) { found.append(pod.namespace) }
        }
        guard !namespaces.isEmpty else { return [] }
        return subject.spec["servers"].elements.map { $0["tls"] }
            .flatMap { [$0["credentialName"]] + $0["credentialNames"].elements }
            .compactMap { field in
                // Other providers than Secrets are named like URLs.
                guard let name = field.string, !name.isEmpty, !name.contains("://") else { return nil }
                return remark(
                    field, at: namespaces.map { ValidationSet.place(name, from: $0) }, subject,
                    hint: "the Secret must be in the namespace of the gateway's pods, not of the Gateway")
            }
    }

    /// What is wrong with a Secret that a Gateway names: it is in none of the places, or of no use.
    static func remark(
        _ field: Field, at places: [(namespace: String, name: String)], _ subject: Subject, hint: String
    ) -> Remark? {
        guard let secret = places.lazy.compactMap({ subject.set.object(.secret, $0.namespace, $0.name) }).first else {
            return missing(field, places, subject, hint)
        }
        // Of a Secret that was listed by name only no more is known than that it is there.
        guard secret.tree["data"] != .null, let fault = fault(of: secret, at: subject.settings.time) else { return nil }
        return Remark(
            .invalidCredential, field, "Secret \(secret.namespace)/\(secret.name) cannot be used: \(fault)",
            hint: "make it anew with `kubectl create secret tls`")
    }

    private static func missing(
        _ field: Field, _ places: [(namespace: String, name: String)], _ subject: Subject, _ hint: String
    ) -> Remark? {
        let set = subject.set
        guard let place = places.first, !places.contains(where: { set.isMade($0.name, in: $0.namespace) }) else {
            return nil
        }
        let isListed = set.listed.contains(.secret)
        // Secrets are seldom among files: what they have of others says little.
        guard isListed || set.hasSecretElsewhere(place.name) || set.holdsCertificates(in: place.namespace) else {
            return nil
        }
        return Remark(
            isListed ? .unknownCredential : .unlistedCredential, field,
            "there is no Secret \(place.name) in namespace \(place.namespace)"
                + (isListed ? "" : ", as far as is known"),
            hint: hint)
    }

    private static let pairs = [("cert", "key"), ("tls.crt", "tls.key")]

    /// Whether it is there for a gateway, or something else that shows a certificate.
    static func holdsCertificate(_ secret: KnownObject) -> Bool {
        secret.root["type"].string == "kubernetes.io/tls" || pairs.contains { content(secret, $0.0) != nil }
    }

    private static func fault(of secret: KnownObject, at time: Int64?) -> String? {
        for (certificate, key) in pairs {
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
