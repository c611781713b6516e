import Domain

/// Providers that policies name: the MeshConfig must have them, which is known where it was given or read.
enum MeshProviders {
    static let authorizers = RuleFamily(
        "authorizers of the mesh", codes: [.unknownAuthorizer], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let field = subject.spec["provider"]["name"]
        guard subject.spec["action"].string == "CUSTOM", let name = field.string, !name.isEmpty,
            let known = known(subject.settings)
        else { return [] }
        let authorizers = known.filter(\.isAuthorizer).map(\.name)
        guard !authorizers.contains(name) else { return [] }
        let isOther = known.contains { $0.name == name }
        return [
            Remark(
                .unknownAuthorizer, field,
                isOther
                    ? "provider \(name) of the MeshConfig is none that authorizes requests"
                    : "the MeshConfig has no provider \(name)",
                hint: hint(
                    authorizers,
                    "add it to the MeshConfig's extensionProviders, as envoyExtAuthzHttp or "
                        + "envoyExtAuthzGrpc"))
        ]
    }

    static let telemetry = RuleFamily(
        "telemetry providers of the mesh", codes: [.unknownTelemetryProvider], kinds: [.telemetry], scope: .set
    ) { subject in
        guard let known = known(subject.settings) else { return [] }
        let authorizers = known.filter(\.isAuthorizer).map(\.name)
        let names = usual + known.filter { !$0.isAuthorizer }.map(\.name)
        return ["metrics", "tracing", "accessLogging"].flatMap { subject.spec[$0].elements }
            .flatMap { $0["providers"].elements }.map { $0["name"] }.compactMap { field in
                guard let name = field.string, !name.isEmpty, !names.contains(name) else { return nil }
                return Remark(
                    .unknownTelemetryProvider, field,
                    authorizers.contains(name)
                        ? "provider \(name) of the MeshConfig authorizes requests, and takes no telemetry"
                        : "the MeshConfig has no provider \(name)",
                    hint: hint(names, "add it to the MeshConfig's extensionProviders"))
            }
    }

    /// Those that istiod has whatever its MeshConfig says.
    private static let usual = ["envoy", "prometheus", "stackdriver"]

    private struct Provider {
        let name: String
        let isAuthorizer: Bool
    }

    /// `nil` where no MeshConfig is known.
    private static func known(_ settings: MeshSettings) -> [Provider]? {
        guard settings.meshConfig != .null else { return nil }
        return (settings.meshConfig["extensionProviders"]?.array ?? []).compactMap { tree in
            tree["name"]?.string.map { name in
                Provider(name: name, isAuthorizer: authorizing.contains { tree[$0] != nil })
            }
        }
    }

    /// As the MeshConfig is written, and as its fields are called in the protocol, which istiod reads as well.
    private static let authorizing = [
        "envoyExtAuthzHttp", "envoyExtAuthzGrpc", "envoy_ext_authz_http", "envoy_ext_authz_grpc",
    ]

    private static func hint(_ names: [String], _ otherwise: String) -> String {
        names.isEmpty ? otherwise : "it has \(Set(names).sorted().prefix(8).joined(separator: ", ")); \(otherwise)"
    }
}
