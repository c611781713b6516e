import Domain

/// Fields, kinds and providers of Istio that are on their way out.
enum Deprecations {
    static let families = [fields, kinds, providers]

    private static let fields = RuleFamily(
        "fields on their way out", codes: [.outdated], kinds: [.virtualService, .sidecar], scope: .set
    ) { subject in
        let proxy = subject.spec["outboundTrafficPolicy"]["egressProxy"]
        if subject.object.kind == .sidecar {
            guard proxy.exists, proxy.value != .null else { return [] }
            return [Remark(.outdated, proxy, "egressProxy is ignored", hint: "remove it")]
        }
        let percents = subject.spec["http"].elements.map { $0["fault"]["delay"]["percent"] }
        guard let percent = percents.first(where: { $0.number ?? 0 > 0 }) else { return [] }
        return [Remark(.outdated, percent, "percent is outdated", hint: "write percentage: {value: …}")]
    }

    private static let kinds = RuleFamily(
        "kinds that are gone", codes: [.outdated], kinds: [.customResourceDefinition], scope: .set
    ) { subject in
        let kind = subject.spec["names"]["kind"]
        guard subject.spec["group"].string == "rbac.istio.io", let name = kind.string,
            ["ClusterRbacConfig", "RbacConfig", "ServiceRole", "ServiceRoleBinding"].contains(name)
        else { return [] }
        return [
            Remark(
                .outdated, kind, "Istio does not know \(name) any more",
                hint: "write AuthorizationPolicies, then remove the definition")
        ]
    }

    private static let providers = RuleFamily(
        "tracing providers that are gone", codes: [.outdated], kinds: [.telemetry], scope: .set
    ) { subject in
        var gone = lightstep(subject.settings)
        guard !gone.isEmpty else { return [] }
        return subject.spec["tracing"].elements.flatMap { tracing in
            tracing["providers"].elements.compactMap { provider -> Remark? in
                guard let name = provider["name"].string, gone.remove(name) != nil else { return nil }
                return Remark(
                    .outdated, provider["name"], "provider \(name) is Lightstep, which Istio gives up",
                    hint: "use an OpenTelemetry provider")
            }
        }
    }

    private static func lightstep(_ settings: MeshSettings) -> Set<String> {
        let all = settings.meshConfig["extensionProviders"]?.array ?? []
        return Set(all.filter { $0["lightstep"] != nil }.compactMap { $0["name"]?.string })
    }
}
