import Domain

/// Proxies with the image `auto`, which an injector must replace.
enum AutomaticImages {
    static let families = [pods, deployments]

    private static let pods = RuleFamily(
        "automatic images of pods", codes: [.automaticImageInPod], kinds: [.pod], scope: .set
    ) { subject in
        guard let image = automatic(subject.spec) else { return [] }
        return [
            Remark(
                .automaticImageInPod, image, "nothing has replaced the image auto, so the pod cannot start",
                hint: "see that the injector takes the pod, and make it anew")
        ]
    }

    private static let deployments = RuleFamily(
        "automatic images of deployments", codes: [.automaticImage], kinds: [.deployment], scope: .set
    ) { subject in
        guard let image = automatic(subject.spec["template"]["spec"]), subject.set.isKnown(.mutatingWebhooks) else {
            return []
        }
        let namespace = subject.set.object(.namespace, "", subject.object.namespace)?.labels ?? [:]
        let labels = Workload(object: subject.object).labels
        let isTaken = subject.set.objects(.mutatingWebhooks).contains { configuration in
            configuration.root["webhooks"].elements.contains { webhook in
                (webhook["name"].string ?? "").hasSuffix("istio.io")
                    && WebhookSelector.takes(webhook["namespaceSelector"], namespace)
                    && WebhookSelector.takes(webhook["objectSelector"], labels)
            }
        }
        guard !isTaken else { return [] }
        return [
            Remark(
                .automaticImage, image, "no injector takes these pods, so nothing replaces the image auto",
                hint: "label the namespace or the pods for injection")
        ]
    }

    private static func automatic(_ spec: Field) -> Field? {
        spec["containers"].elements.first { $0["name"].string == "istio-proxy" && $0["image"].string == "auto" }
            .map { $0["image"] }
    }
}

/// Kubernetes' selectors of labels, with expressions.
enum WebhookSelector {
    /// Whether the selector takes something with the labels; none takes everything.
    static func takes(_ selector: Field, _ labels: [String: String]) -> Bool {
        selector["matchLabels"].texts.allSatisfy { labels[$0.key] == $0.value }
            && selector["matchExpressions"].elements.allSatisfy { holds($0, labels) }
    }

    private static func holds(_ expression: Field, _ labels: [String: String]) -> Bool {
        let value = expression["key"].string.flatMap { labels[$0] }
        let values = expression["values"].strings
        switch expression["operator"].string {
        case "In": return value.map(values.contains) ?? false
        case "NotIn": return !(value.map(values.contains) ?? false)
        case "Exists": return value != nil
        case "DoesNotExist": return value == nil
        default: return false
        }
    }
}
