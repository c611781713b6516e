import Domain

extension ValidationReport.Unchecked {
    /// What is said where Secrets cannot be listed.
    package static let secrets = "references to secrets"
}

extension KnownObject {
    /// Whether it names a Secret anywhere: who cannot list them has something to say about it.
    package var namesSecrets: Bool { Self.namesSecrets(tree["spec"] ?? .null) }

    private static func namesSecrets(_ value: JSONValue) -> Bool {
        if let members = value.object {
            return members.contains { name, value in
                ["credentialName", "credentialNames", "caCertCredentialName", "certificateRefs"].contains(name)
                    || namesSecrets(value)
            }
        }
        return (value.array ?? []).contains(where: namesSecrets)
    }
}
