import Domain

/// What makes Secrets in its own namespace when it is there: then nobody writes them down.
enum SecretMakers {
    private static let certificate = ObjectKind("Certificate", group: "cert-manager.io")
    private static let external = ObjectKind("ExternalSecret", group: "external-secrets.io")
    private static let sealed = ObjectKind("SealedSecret", group: "bitnami.com")
    private static let vault = ["VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret"].map {
        ObjectKind($0, group: "secrets.hashicorp.com")
    }

    static let kinds = [certificate, external, sealed] + vault

    /// The name of the Secret that it makes.
    static func secret(of maker: KnownObject) -> String? {
        switch maker.kind {
        case certificate: maker.spec["secretName"].string
        case external: maker.spec["target"]["name"].string ?? maker.name
        case sealed: maker.spec["template"]["metadata"]["name"].string ?? maker.name
        default: maker.spec["destination"]["name"].string
        }
    }
}

extension SetIndex {
    /// What makes a Secret, by its name alone and behind the namespace.
    fileprivate static let secretMakers = SetIndex("makers of secrets", of: SecretMakers.kinds) { maker in
        SecretMakers.secret(of: maker).map { [$0, "\(maker.namespace)/\($0)"] } ?? []
    }

    /// Secrets by their names, whatever their namespaces.
    fileprivate static let secretNames = SetIndex("names of secrets", of: [.secret]) { [$0.name] }

    /// The Secrets with certificates by their namespace.
    fileprivate static let certificates = SetIndex("certificates", of: [.secret]) { secret in
        GatewayCredentials.holdsCertificate(secret) ? [secret.namespace] : []
    }
}

extension ValidationSet {
    /// Whether something of the set makes the Secret.
    func isMade(_ secret: String, in namespace: String) -> Bool {
        !objects(.secretMakers, "\(namespace)/\(secret)").isEmpty
    }

    /// Whether the set has, or something of it makes, a Secret of that name in any namespace.
    func hasSecretElsewhere(_ name: String) -> Bool {
        !objects(.secretNames, name).isEmpty || !objects(.secretMakers, name).isEmpty
    }

    /// Whether the set has Secrets with certificates of that namespace.
    func holdsCertificates(in namespace: String) -> Bool { !objects(.certificates, namespace).isEmpty }
}
