import Domain

/// Access logs that nobody writes: no provider in the Telemetry, and none in the mesh's configuration.
enum LogProviders {
    static let family = RuleFamily(
        "providers of access logs", codes: [.missingLogProvider], kinds: [.telemetry], scope: .set
    ) { subject in
        let defaults = subject.settings.meshConfig["defaultProviders"]?["accessLogging"]?.array ?? []
        guard defaults.isEmpty else { return [] }
        let silent = subject.spec["accessLogging"].elements.first { logging in
            logging["disabled"].bool != true && logging["providers"].elements.isEmpty
        }
        guard let silent else { return [] }
        return [
            Remark(
                .missingLogProvider, silent["providers"], "no provider is named, and the mesh has no default one",
                hint: "name a provider of the mesh's configuration, such as envoy")
        ]
    }
}
