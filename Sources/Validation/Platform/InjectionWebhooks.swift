import Domain

/// The webhooks by which Istio injects and validates: each pod must be taken by one injector at most, and whom they
/// call must be there.
enum InjectionWebhooks {
    static let families = [injectors, externals]

    private static let injectors = RuleFamily(
        "injection webhooks", codes: [.invalidWebhook], kinds: [.mutatingWebhooks], scope: .set
    ) { subject in
        let overlaps = subject.set.fact(WebhookOverlaps.all)[subject.object.name] ?? []
        guard isInjector(subject.object) else { return [] }
        return subject.root["webhooks"].elements.flatMap { webhook -> [Remark] in
            let name = webhook["name"].string ?? ""
            let met = overlaps.filter { $0.webhook == name }.map { overlap in
                Remark(
                    .invalidWebhook, webhook["name"], "\(overlap.others) takes some of the same pods",
                    hint: "part their selectors: pods that both take are injected twice")
            }
            return met + [missing(webhook, subject.set)].compactMap { $0 }
        }
    }

    /// Whether the configuration is one of Istio's.
    static func isInjector(_ object: KnownObject) -> Bool {
        !WebhookOverlaps.revisions(of: object).isEmpty
            || object.root["webhooks"].elements.contains { ($0["name"].string ?? "").hasSuffix("istio.io") }
    }

    private static func missing(_ webhook: Field, _ set: ValidationSet) -> Remark? {
        let service = webhook["clientConfig"]["service"]
        guard case .object = service.value, let name = service["name"].string,
            let namespace = service["namespace"].string,
            set.isKnown(.service, in: namespace), set.object(.service, namespace, name) == nil
        else { return nil }
        return Remark(
            .invalidWebhook, service["name"], "there is no Service \(name) in namespace \(namespace)",
            hint: "without it no pod of the webhook can start")
    }

    private static let externals = RuleFamily(
        "webhooks of an external control plane", codes: [.invalidExternalURL, .externalAddress],
        kinds: [.mutatingWebhooks, .validatingWebhooks], scope: .set
    ) { subject in
        let name = subject.object.name
        let isIstios =
            subject.object.kind == .mutatingWebhooks
            ? name.hasPrefix("istio-sidecar-injector")
            : name == "istiod-default-validator" || name.hasPrefix("istio-validator")
        guard isIstios else { return [] }
        return subject.root["webhooks"].elements.compactMap { remark($0["clientConfig"]) }
    }

    private static func remark(_ client: Field) -> Remark? {
        guard let text = client["url"].string else {
            guard client["service"].value == .null else { return nil }
            return Remark(
                .invalidExternalURL, client["url"], "neither a URL nor a Service is named",
                hint: "name the URL of the external control plane")
        }
        guard let host = WebhookURL.host(text) else {
            return Remark(.invalidExternalURL, client["url"], "\(text) is no URL")
        }
        guard IPAddress.isVersion4(host) || IPAddress.isVersion6(host) else { return nil }
        return Remark(
            .externalAddress, client["url"], "\(host) is an address and no name",
            hint: "certificates are for names: use one")
    }
}

/// The injectors that take the same pods.
enum WebhookOverlaps {
    struct Overlap: Hashable, Sendable {
        let webhook: String
        let others: String
    }

    /// By the name of the configuration.
    static let all = SetFact<[String: Set<Overlap>]>("webhook overlaps") { set in
        let configurations = set.objects(.mutatingWebhooks).filter(InjectionWebhooks.isInjector)
        let revisions = Set(configurations.flatMap(revisions)).sorted()
        var found: [String: Set<Overlap>] = [:]
        for namespace in labels("istio-injection", "enabled", "disabled", revisions) {
            for pod in labels("sidecar.istio.io/inject", "true", "false", revisions) {
                let taking = configurations.flatMap { object in
                    object.root["webhooks"].elements.filter { takes($0, namespace, pod) }.map {
                        (object.name, $0["name"].string ?? "")
                    }
                }
                guard taking.count > 1 else { continue }
                for (object, name) in taking {
                    let others = taking.filter { $0 != (object, name) }.map { "\($0.0)/\($0.1)" }.sorted()
                    guard !others.isEmpty else { continue }
                    found[object, default: []].insert(
                        Overlap(webhook: name, others: others.joined(separator: ", ")))
                }
            }
        }
        return found
    }

    private static func takes(_ webhook: Field, _ namespace: [String: String], _ pod: [String: String]) -> Bool {
        WebhookSelector.takes(webhook["namespaceSelector"], namespace)
            && WebhookSelector.takes(webhook["objectSelector"], pod)
    }

    /// The labels that decide about injection, in every mixture.
    private static func labels(
        _ name: String, _ one: String, _ other: String, _ revisions: [String]
    ) -> [[String: String]] {
        let plain: [[String: String]] = [[:], [name: one], [name: other]]
        return plain + revisions.flatMap { revision in plain.map { $0.merging(["istio.io/rev": revision]) { $1 } } }
    }

    static func revisions(of object: KnownObject) -> [String] {
        let selectors = object.root["webhooks"].elements.flatMap { [$0["namespaceSelector"], $0["objectSelector"]] }
        let inSelectors = selectors.flatMap { selector -> [String] in
            let stated = selector["matchLabels"]["istio.io/rev"].string.map { [$0] } ?? []
            let expressions = selector["matchExpressions"].elements.filter { $0["key"].string == "istio.io/rev" }
            return stated + expressions.flatMap { $0["values"].strings }
        }
        return (object.labels["istio.io/rev"].map { [$0] } ?? []) + inSelectors
    }
}
