import Domain

/// Access logs that nobody writes: no provider in the Telemetry, and none in the mesh's configuration.
enum LogProviders {
    static let family = RuleFamily(
        "providers of access logs", codes: [.missingLogProvider], kinds: [.telemetry], scope: .set
    ) { subject in
        let defaults = subject.settings.meshConfig["defaultProviders"]?["accessLogging"]?.array ?? []
        guard defaults.isEmpty else { return [] }
        return subject.spec["accessLogging"].elements.compactMap { logging -> Remark? in
            guard logging["disabled"].bool != true, logging["providers"].elements.isEmpty else { return nil }
            return Remark(
                .missingLogProvider, logging["providers"], "no provider is named, and the mesh has no default one",
                hint: "name a provider of the mesh's configuration, such as envoy")
        }
    }
}
